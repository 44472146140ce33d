/** The pages' script: the server says in the page's HTML which page it is. */

import { render } from 'preact';
import { SessionListPage } from './list/session-list-page.tsx';
import { SessionPage } from './session/session-page.tsx';

// A page that has opened is signed in: others, which may not have been, are asked to look again.
const others = new BroadcastChannel('amber-opened');
others.onmessage = () => dispatchEvent(new Event('online'));
others.postMessage('');

const root = document.getElementById('app');
if (root !== null) {
  const { agent = '', agents, name, project = '' } = root.dataset;
  // What is there is for readers without a script.
  root.replaceChildren();
  render(
    name === undefined ? (
      <SessionListPage first={project} agents={agents === undefined ? undefined : agents.split('\n')} agent={agent} />
    ) : (
      <SessionPage project={project} name={name} />
    ),
    root,
  );
}
