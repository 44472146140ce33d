/** Amber's version: the one of package.json (a test compares them; importing the file would put all of it into the bundle). */
export const VERSION = '0.1.0';
