import { type SessionState, stateOf } from '../../../core/list/session-summary.ts';
import type { Session } from '../../../core/session/session.ts';
import type { Conversation } from '../../../core/transcript/conversation.ts';
import { type HtmlElement, h } from '../element.ts';

/** A sign beside each word: colour alone says nothing to many. */
const LOOKS: { readonly [state in SessionState]: readonly [sign: string, word: string, tone: string] } = {
  starting: ['◌', 'starting', 'live'],
  running: ['●', 'running', 'live'],
  idle: ['○', 'idle', 'quiet'],
  stopping: ['◌', 'stopping', 'quiet'],
  finished: ['✔', 'finished', 'good'],
  failed: ['✖', 'failed', 'bad'],
  refused: ['✖', 'refused', 'bad'],
  'needs-input': ['?', 'needs input', 'asks'],
  cancelled: ['■', 'cancelled', 'quiet'],
  'timed-out': ['✖', 'timed out', 'bad'],
  'over-budget': ['✖', 'over budget', 'bad'],
  stopped: ['■', 'stopped', 'quiet'],
  lost: ['✖', 'lost', 'bad'],
};

/** The sign and the word of a state. */
export function stateWords(state: SessionState): string {
  const [sign, word] = LOOKS[state];
  return `${sign} ${word}`;
}

/** What a session does, or what came of it. */
export function stateBadge({ state }: { readonly state: SessionState }): HtmlElement {
  const [sign, word, tone] = LOOKS[state];
  return h('span', { class: `state ${tone}` }, h('span', { class: 'sign', 'aria-hidden': 'true' }, sign), word);
}

/** The state to show: the stream knows more than the phase of what goes on, and of how the last run ended. */
export function shownState(session: Session, { question, running, transcript }: Conversation): SessionState {
  const state = stateOf(session, undefined).outcome;
  const last = transcript.runs.at(-1)?.outcome;
  if (state === 'running' || state === 'idle' || state === 'needs-input')
    return question !== undefined ? 'needs-input' : running === undefined ? 'idle' : 'running';
  return state === 'stopped' && last !== undefined && last !== null ? last : state;
}
