import { AmberError } from '../../core/errors.ts';

/**
 * The addresses under which the API may lie, the likeliest first, without a trailing slash. Users configure the
 * platform with or without `/api`, and some proxies map a path of their own onto it.
 * @throws AmberError CONFIG
 */
export function baseUrlsOf(apiUrl: string): readonly [string, ...string[]] {
  const url = parse(apiUrl.trim());
  if (url.username !== '' || url.password !== '')
    throw new AmberError('CONFIG', 'api-url must not hold a user name or password', {
      hint: 'put the token into AMBER_TOKEN, or name a file with --token-file',
    });
  const path = url.pathname.replace(/\/+$/, '');
  const base = `${url.origin}${path}`;
  return path.endsWith('/api') ? [base] : [`${base}/api`, base];
}

function parse(apiUrl: string): URL {
  try {
    const url = new URL(apiUrl);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {
    // the error below says what is expected
  }
  throw new AmberError('CONFIG', `api-url is not an http(s) address: "${apiUrl}"`, {
    hint: 'for example --api-url https://ambient.example.com/api',
  });
}

/** True if a token would travel unencrypted to another machine. */
export function isExposed(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/.test(hostname);
}

/** Where a person sees the session: `<platform-host>/projects/<project>/sessions/<name>`. */
export function pageOf(baseUrl: string, ref: { readonly project: string; readonly name: string }): string {
  const root = baseUrl.replace(/\/api$/, '');
  return `${root}/projects/${encodeURIComponent(ref.project)}/sessions/${encodeURIComponent(ref.name)}`;
}
