/**
 * What a later step's environment holds in one text, in bytes. Linux takes 128 KiB with name, "=" and NUL
 * (MAX_ARG_STRLEN; execve fails with E2BIG beyond), Windows 32,767 UTF-16 units, which UTF-8 never undercounts. The name
 * is that step's to choose.
 */
export function outputLimit(env: { readonly [name: string]: string | undefined }): number {
  return (env.RUNNER_OS === 'Windows' ? 32_767 : 128 * 1024) - NAME;
}

const NAME = 1_024;

/** The text, or its beginning up to a whole character, and `note`. */
export function capped(text: string, limit: number, note: string): string {
  if (Buffer.byteLength(text) <= limit) return text;
  const end = `\n[${note}]`;
  return `${upTo(text, limit - Buffer.byteLength(end))}${end}`;
}

/** JSON that says the same, with long texts in it cut as far as it has to be. */
export function cappedJson(json: string, limit: number): string {
  let text = json;
  for (const longest of [10_000, 1_000, 100]) {
    if (Buffer.byteLength(text) <= limit) break;
    const cut = (_: string, value: unknown): unknown =>
      typeof value === 'string' ? capped(value, longest, 'cut') : value;
    text = JSON.stringify(JSON.parse(json), cut);
  }
  return text;
}

function upTo(text: string, bytes: number): string {
  const all = Buffer.from(text);
  let end = Math.max(bytes, 0);
  // The bytes of a character that follow its first one.
  while (end > 0 && ((all[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return all.toString('utf8', 0, end);
}
