import type { Result } from '../../core/result.ts';
import type { Session } from '../../core/session/session.ts';
import type { Delivery } from '../deliver/delivery-report.ts';
import { capped } from './output-limit.ts';

/** What is known at the end of a step that has run something. */
export interface OutputSource {
  /** Without secrets in what the agent wrote. */
  readonly result: Result;
  /** The session as the engine showed it last. */
  readonly session: Session | undefined;
  readonly url: string | undefined;
  readonly promptType: string;
  /** The transcript's file, if it could be written. */
  readonly transcriptPath: string | undefined;
  /** The final message's file, if it could be written. */
  readonly resultPath: string | undefined;
  /** The file of the structured result, if there is one. */
  readonly structuredPath?: string | undefined;
  readonly delivery?: Delivery | undefined;
}

/** The outputs of a run, named as in action.yml: each can be a variable of the environment, of at most `limit` bytes. */
export function outputsOf(source: OutputSource, limit: number): { readonly [name: string]: string } {
  const { delivery, result, session, url, promptType, resultPath, transcriptPath } = source;
  const whole = resultPath === undefined ? '' : ', result-path has all of it';
  const structured = result.structured === undefined ? '' : JSON.stringify(result.structured);
  const outputs = {
    'session-name': result.session ?? '',
    'session-uid': session?.metadata.uid ?? '',
    'session-url': url ?? '',
    'session-phase': phaseOf(result, session),
    'session-result': capped(result.message, limit, `cut: an environment variable holds no more${whole}`),
    outcome: result.outcome ?? '',
    'exit-code': String(result.exitCode),
    'run-id': result.runId ?? '',
    'prompt-type': promptType,
    question: result.question?.text ?? '',
    'result-path': resultPath ?? '',
    // Half of it would be no JSON.
    'structured-output': Buffer.byteLength(structured) > limit ? '' : structured,
    'structured-output-path': source.structuredPath ?? '',
    'transcript-path': transcriptPath ?? '',
    'usage-json': JSON.stringify(result.usage),
    branch: delivery?.branch ?? '',
    'commit-sha': delivery?.commit ?? '',
    'pull-request-number': String(delivery?.pull?.number ?? ''),
    'pull-request-url': delivery?.pull?.url ?? '',
    'delivery-path': delivery?.folder ?? '',
    'patch-path': delivery?.patchPath ?? '',
    'cost-usd': result.cost === undefined ? '' : String(result.cost.usd),
  };
  // A variable ends at its first NUL, or makes the step that is given it fail.
  const held = (value: string): string => capped(value.replaceAll('\0', ''), limit, 'cut');
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, held(value)]));
}

/** The session's phase, and the two words that the predecessor had for what is none (docs/platform.md). */
function phaseOf(result: Result, session: Session | undefined): string {
  if (result.session === null) return 'CreateFailed';
  if (result.outcome === 'timed-out' && result.by === 'us') return 'PollTimeout';
  return session?.status?.phase ?? '';
}
