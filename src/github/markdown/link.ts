/** A link in Markdown, also within a table; the text alone if the address is none. `text` is Markdown already. */
export function linkTo(text: string, address: string | undefined): string {
  const url = address === undefined ? null : URL.parse(address);
  if (text === '' || url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return text;
  return `[${text}](${url.href.replace(/[()<>|\\]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)})`;
}
