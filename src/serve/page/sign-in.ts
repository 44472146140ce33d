import { type Page, page } from './html.ts';

/** What someone sees who is not signed in. It needs no style or script: those are behind the sign-in. */
export function signInPage(): Page {
  return page(
    'amber: sign in',
    `<main>
<h1>Sign in</h1>
<p>Open the address that <code>amber serve</code> printed when it started. It is good once, for 15 minutes.</p>
<p>A new one: <code>curl -X POST -H "Authorization: Bearer $(cat TOKEN-FILE)" ADDRESS/login/code</code></p>
</main>`,
    true,
  );
}
