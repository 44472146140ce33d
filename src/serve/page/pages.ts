import { escapeHtml } from '../../render/html/element.ts';
import { CODE_LIFE_TEXT } from '../auth/login-by-code.ts';
import { type Page, page } from './page-template.ts';

/** The page of one session; its content comes over the API, and is shown by the script. */
export function sessionPage({ project, name }: { readonly project: string; readonly name: string }): Page {
  return page(`${name} · amber`, app({ project, name }));
}

/** The sessions of a project: first the one that is given. `agents`: which a new session may have; absent: any. */
export function indexPage(known: {
  readonly project: string;
  readonly agents?: readonly string[];
  readonly agent?: string;
}): Page {
  const { agents, ...others } = known;
  return page('sessions · amber', app({ ...others, ...(agents !== undefined && { agents: agents.join('\n') }) }));
}

/** Where the script finds what it needs to know. */
function app(known: { readonly [name: string]: string }): string {
  const data = Object.entries(known).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`);
  return `<div id="app"${data.join('')}><noscript>This page needs its script. Without one: amber list, amber logs.</noscript></div>`;
}

/** An icon in the colour that gave the project its name. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#d98a00" d="M16 2 29 10v12L16 30 3 22V10z"/><path fill="#ffd27a" d="m16 2 13 8-13 8L3 10z"/></svg>
`;

/** What someone sees who is not signed in. It needs no script: that is behind the sign-in. */
export function signInPage(): Page {
  return page(
    'amber: sign in',
    `<main class="sign-in">
<h1>Sign in</h1>
<p>Open the address that <code>amber serve</code> printed when it started. It is good once, for ${CODE_LIFE_TEXT}.</p>
<p>A new one:</p>
<pre tabindex="0"><code>curl -X POST -H "Authorization: Bearer $(cat TOKEN-FILE)" ADDRESS/login/code</code></pre>
</main>`,
    'bare',
  );
}

/** The same where people sign in with a token of their own. `problem`: why they see it once more. */
export function tokenPage(problem = ''): Page {
  return page(
    'amber: sign in',
    `<main class="sign-in">
<h1>Sign in</h1>
<p class="problem" role="alert">${escapeHtml(problem)}</p>
<form method="post" action="/login">
<p><label for="token">Your token for this cluster</label></p>
<p><input id="token" name="token" type="password" autocomplete="off" required autofocus></p>
<p><button class="primary">Sign in</button></p>
</form>
<p>With kubectl: <code>kubectl create token SERVICE-ACCOUNT</code>. What you may see and do here is what the cluster lets you
do with it. It stays in the memory of this server, for 8 hours at most.</p>
</main>`,
    'bare-form',
  );
}
