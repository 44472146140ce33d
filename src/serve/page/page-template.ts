import { existsSync, readFileSync } from 'node:fs';
import { escapeHtml } from '../../render/html/element.ts';

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
  // Beside the icon only pictures that a message itself holds.
  "img-src 'self' data:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * A whole page. `body` is ours; all that is foreign goes through `escapeHtml`. A bare one has no script; one with a form may
 * send it to this server.
 */
export function page(title: string, body: string, kind?: 'bare' | 'bare-form'): Page {
  const own = kind === undefined ? `${STYLE}\n${SCRIPT}` : STYLE;
  const policy = `${POLICY}; form-action ${kind === 'bare' ? "'none'" : "'self'"}`;
  // Without a referrer a browser sends no origin with a form.
  const referrer = kind === 'bare-form' ? { 'referrer-policy': 'same-origin' } : {};
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${own}
</head>
<body>
${body}
</body>
</html>
`;
  return { html, headers: { 'content-security-policy': policy, ...referrer } };
}

const STYLE = '<link rel="stylesheet" href="/page.css">';
const SCRIPT = '<script src="/page.js" type="module"></script>';

/**
 * The pages' script or style, as it is sent: `browser/`, bundled. It is beside the bundle, above one of its chunks,
 * or, for the sources, where `npm run build` puts it. @throws Error if it is not there
 */
export function readPageFile(name: 'page.js' | 'page.css'): string {
  const places = [`./${name}`, `../${name}`, `../../../dist/${name}`].map((place) => new URL(place, import.meta.url));
  return readFileSync(places.find((place) => existsSync(place)) ?? places.at(-1) ?? '', 'utf8');
}
