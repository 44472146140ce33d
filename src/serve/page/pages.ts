import { escapeHtml, type Page, page } from './html.ts';

/** The page of one session; its content comes over the API. */
export function sessionPage({ project, name }: { readonly project: string; readonly name: string }): Page {
  return page(
    `${name} · amber`,
    `<header>
<p><a href="/">sessions</a> · <span>${escapeHtml(project)}</span></p>
<h1 id="title">${escapeHtml(name)}</h1>
<p id="state"><span id="phase" role="status">…</span> <span id="connection"></span></p>
<p><button id="interrupt" type="button">Interrupt</button> <button id="stop" type="button">Stop</button>
<button id="start" type="button">Start</button></p>
</header>
<main id="log" data-project="${escapeHtml(project)}" data-name="${escapeHtml(name)}" aria-live="polite"></main>
<form id="send">
<label for="message">Message</label>
<textarea id="message" rows="3" required></textarea>
<button type="submit">Send</button>
</form>`,
  );
}

/** The sessions of a project: first the one that is given, which has no character of HTML. */
export function indexPage(project: string): Page {
  return page(
    'sessions · amber',
    `<header><h1>Sessions</h1>
<form id="project" data-first="${project}"><label for="name">Project</label> <input id="name" autocomplete="off"> <button>Show</button></form>
</header>
<main><ul id="sessions"></ul><p id="note" role="status"></p><button id="more" type="button" hidden>More</button></main>`,
  );
}

/** What someone sees who is not signed in. It needs no style or script: those are behind the sign-in. */
export function signInPage(): Page {
  return page(
    'amber: sign in',
    `<main>
<h1>Sign in</h1>
<p>Open the address that <code>amber serve</code> printed when it started. It is good once, for 15 minutes.</p>
<p>A new one: <code>curl -X POST -H "Authorization: Bearer $(cat TOKEN-FILE)" ADDRESS/login/code</code></p>
</main>`,
    'bare',
  );
}

/** The same where people sign in with a token of their own. `problem`: why they see it once more. */
export function tokenPage(problem = ''): Page {
  return page(
    'amber: sign in',
    `<main>
<h1>Sign in</h1>
<p role="alert">${escapeHtml(problem)}</p>
<form method="post" action="/login">
<p><label for="token">Your token for this cluster</label></p>
<p><input id="token" name="token" type="password" autocomplete="off" required autofocus> <button>Sign in</button></p>
</form>
<p>With kubectl: <code>kubectl create token SERVICE-ACCOUNT</code>. What you may see and do here is what the cluster lets you
do with it. It stays in the memory of this server, for 8 hours at most.</p>
</main>`,
    'bare-form',
  );
}
