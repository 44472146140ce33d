import { spawnSync } from 'node:child_process';

/** Why there is no terminal here; undefined where there is one: `script` of util-linux makes it. That of macOS takes other arguments. */
export const NO_TERMINAL: string | undefined =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true
    ? undefined
    : 'needs script(1) of util-linux';

/** What a terminal shows in the end, escape sequences taken away. */
export function plain(text: string): string {
  const esc = String.fromCharCode(27);
  return text.replaceAll(new RegExp(`${esc}(?:\\[[0-9;?]*[A-Za-z]|[()][A-Z0-9])`, 'g'), '').replaceAll('\r', '');
}

/** True if the text holds an escape sequence. */
export function hasAnsi(text: string): boolean {
  return text.includes(String.fromCharCode(27));
}

/** True if the text holds colour; a spinner that moves the cursor is none. */
export function isColoured(text: string): boolean {
  return new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`).test(text);
}
