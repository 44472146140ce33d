import { endedAs, type SessionState, stateOf } from '../../../core/list/session-summary.ts';
import { lastRunOf } from '../../../core/session/last-run-annotation.ts';
import type { Session } from '../../../core/session/session.ts';
import type { Conversation } from '../../../core/transcript/conversation.ts';
import type { TranscriptRun } from '../../../core/transcript/transcript-entry.ts';
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

/** `isIdle`: the session still runs, and waits for a message. */
export interface ShownState {
  readonly state: SessionState;
  readonly isIdle?: boolean | undefined;
  /** What a run has asked was answered. */
  readonly isAnswered?: boolean | undefined;
}

/** What a run does, or what came of it. */
export const stateOfRun = ({ isAnswered, outcome }: TranscriptRun): ShownState => ({
  state: outcome ?? 'running',
  isAnswered,
});

/** The sign of a state, and its words. */
export function stateWords(shown: ShownState): string {
  return `${LOOKS[shown.isAnswered ? 'idle' : shown.state][0]} ${wordsOf(shown)}`;
}

/** What a session does, or what came of it. */
export function stateBadge(shown: ShownState): HtmlElement {
  const [sign, , tone] = LOOKS[shown.isAnswered ? 'idle' : shown.state];
  const signOf = h('span', { class: 'sign', 'aria-hidden': 'true' }, sign);
  return h('span', { class: `state ${tone}` }, signOf, wordsOf(shown));
}

function wordsOf({ isAnswered, isIdle, state }: ShownState): string {
  if (isAnswered) return 'asked, answered';
  const [, word] = LOOKS[state];
  return isIdle && state !== 'idle' ? `${word} · idle` : word;
}

/** What may be known by the phase alone, which says how the session has ended, and not its last run. */
const BY_PHASE: ReadonlySet<SessionState> = new Set<SessionState>(['stopped', 'failed', 'lost']);

/** The state to show: the stream knows more than the phase of what goes on, and of how the last run ended. */
export function shownState(session: Session, { question, running, transcript }: Conversation): ShownState {
  const run = transcript.runs.at(-1);
  const written = lastRunOf(session);
  const { outcome = null, code } =
    written !== undefined && written.runId === run?.id ? written : { outcome: run?.outcome, code: run?.error?.code };
  const last = outcome === null ? undefined : endedAs(outcome, code);
  if (session.status?.phase !== 'Running') {
    const state = stateOf(session, undefined).outcome;
    // A host that died later takes nothing back of a run that had ended.
    return { state: BY_PHASE.has(state) ? (last ?? state) : state };
  }
  if (question !== undefined) return { state: 'needs-input' };
  return running === undefined ? { state: last ?? 'idle', isIdle: true } : { state: 'running' };
}
