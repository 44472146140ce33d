import { existsSync, readFileSync } from 'node:fs';

/** A page and the headers that go with it. */
export interface Page {
  readonly html: string;
  readonly headers: { readonly [name: string]: string };
}

/** Only our own script and style run, only this server is asked, no page frames ours. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * A whole page. `body` is ours; all that is foreign goes through `escapeHtml`. A bare one has no style and no script; one
 * with a form may send it to this server.
 */
export function page(title: string, body: string, kind?: 'bare' | 'bare-form'): Page {
  const own = kind === undefined ? OWN : '';
  const policy = `${POLICY}; form-action ${kind === 'bare-form' ? "'self'" : "'none'"}`;
  // Without a referrer a browser sends no origin with a form.
  const referrer = kind === 'bare-form' ? { 'referrer-policy': 'same-origin' } : {};
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${own}
</head>
<body>
${body}
</body>
</html>
`;
  return { html, headers: { 'content-security-policy': policy, ...referrer } };
}

const OWN = `<link rel="stylesheet" href="/page.css">
<script src="/page.js" type="module"></script>`;

const ENTITIES: { readonly [sign: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as content or as a quoted attribute's value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}

/**
 * The pages' script or style, as it is sent: `browser/`, bundled. It lies beside the bundle, above one of its chunks,
 * or, for the sources, where `npm run build` puts it. @throws Error if it is not there
 */
export function readPageFile(name: 'page.js' | 'page.css'): string {
  const places = [`./${name}`, `../${name}`, `../../../dist/${name}`].map((place) => new URL(place, import.meta.url));
  return readFileSync(places.find((place) => existsSync(place)) ?? places.at(-1) ?? '', 'utf8');
}
