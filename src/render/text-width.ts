/** Two columns wide: East Asian wide and fullwidth characters (UAX #11), without the emoji, which are found by property. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;
/** Marks, invisible characters, and what completes a syllable of Hangul. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7fb]$/u;
/** Anything beyond ASCII has to be looked at by grapheme. */
const ASCII = /^[\x20-\x7e]*$/;

/** Made when it is first needed: most lines are ASCII. */
let segmenter: Intl.Segmenter | undefined;

function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Columns that a line of plain text takes on a terminal. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += widthOfGrapheme(segment);
  return width;
}

/** The characters of a text as a reader counts them. */
export function segments(text: string): readonly string[] {
  if (ASCII.test(text)) return text.split('');
  return [...graphemesOf(text)].map(({ segment }) => segment);
}

/** The line, cut to so many columns; what was cut shows as an ellipsis. No grapheme is torn. */
export function cutTo(text: string, columns: number): string {
  if (columns <= 0) return '';
  // No grapheme is wider than two columns for each of its characters.
  if (text.length * 2 <= columns || widthOf(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const { segment } of graphemesOf(text)) {
    width += widthOfGrapheme(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The path, cut to so many columns at its start, between two names where that is possible: what tells paths apart is their end. */
export function cutPathTo(path: string, columns: number): string {
  if (columns <= 0) return '';
  if (widthOf(path) <= columns) return path;
  for (let at = path.indexOf('/', 1); at !== -1 && at < path.length - 1; at = path.indexOf('/', at + 1))
    if (1 + widthOf(path.slice(at)) <= columns) return `…${path.slice(at)}`;
  const kept: string[] = [];
  let width = 1;
  for (const segment of segments(path).toReversed()) {
    width += widthOfGrapheme(segment);
    if (width > columns) break;
    kept.unshift(segment);
  }
  return `…${kept.join('')}`;
}

/** A line, cut to so many columns; where it ends with a path, that path loses its beginning and not its name. */
export function cutLabelTo(label: string, columns: number): string {
  const at = label.lastIndexOf(' ') + 1;
  const left = columns - widthOf(label.slice(0, at));
  if (widthOf(label) <= columns || !label.includes('/', at) || left < LEAST_PATH) return cutTo(label, columns);
  return label.slice(0, at) + cutPathTo(label.slice(at), left);
}

/** With less room for a path its name would be lost anyway. */
const LEAST_PATH = 12;

function widthOfGrapheme(grapheme: string): number {
  if (grapheme === '\t') return 8;
  if (EMOJI.test(grapheme)) return 2;
  // What people read as one character may be several of Indic scripts or Thai: terminals give each of them its columns.
  let width = 0;
  for (const character of grapheme) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
