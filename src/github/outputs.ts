import type { Result } from '../core/outcome.ts';
import type { Session } from '../core/session.ts';

/** What is known at the end of a step that has run something. */
export interface Ended {
  readonly result: Result;
  /** The session as the engine showed it last. */
  readonly session: Session | undefined;
  readonly url: string | undefined;
  readonly promptType: string;
  /** The transcript's file, if it could be written. */
  readonly transcriptPath: string | undefined;
}

/** GitHub takes 1 MB for an output, counted as UTF-16. */
const LONGEST = 400_000;

/** The outputs of a run, named as in action.yml. `clean` takes secrets out of what the agent wrote. */
export function outputsOf(ended: Ended, clean: (text: string) => string): { readonly [name: string]: string } {
  const { result, session, url, promptType, transcriptPath } = ended;
  return {
    'session-name': result.session ?? '',
    'session-uid': session?.metadata.uid ?? '',
    'session-url': url ?? '',
    'session-phase': phaseOf(result, session),
    'session-result': capped(clean(result.message)),
    outcome: result.outcome ?? '',
    'exit-code': String(result.exitCode),
    'run-id': result.runId ?? '',
    'prompt-type': promptType,
    question: capped(clean(result.question?.text ?? '')),
    'transcript-path': transcriptPath ?? '',
    'usage-json': JSON.stringify(result.usage),
    'cost-usd': result.cost === undefined ? '' : String(result.cost.usd),
  };
}

/** The session's phase, and the two words that the predecessor had for what is none (platform.md). */
function phaseOf(result: Result, session: Session | undefined): string {
  if (result.session === null) return 'CreateFailed';
  if (result.outcome === 'timed-out' && result.by === 'us') return 'PollTimeout';
  return session?.status?.phase ?? '';
}

function capped(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n[cut: an output holds no more]`;
}
