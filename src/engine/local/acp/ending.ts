import { isObject, text } from '../../../core/events.ts';
import { sessionFailure } from './codex.ts';
import { AUTH_REQUIRED } from './login.ts';
import type { AgentExit } from './seam.ts';
import type { AskedQuestion, RunEnding } from './translate.ts';
import { toTokenUsage } from './usage.ts';

/** What a turn's end depends on beside the agent's answer. */
export interface TurnFacts {
  readonly agent: string;
  readonly cancelled: boolean;
  /** The question that ended the turn. */
  readonly question: AskedQuestion | undefined;
  readonly refused: number;
  readonly usd: number | undefined;
  /** How a person logs in to this agent. */
  readonly login: string;
}

/** How the agent's side of a prompt came to an end. */
export type PromptOutcome =
  | { readonly kind: 'answer'; readonly response: unknown }
  | {
      readonly kind: 'rejected';
      readonly error: { readonly code: number; readonly message: string; readonly data?: unknown };
    }
  | { readonly kind: 'exited'; readonly exit: AgentExit }
  /** It closed its output, but goes on running. */
  | { readonly kind: 'silent' }
  /** It did not end its turn when it was asked to. */
  | { readonly kind: 'unresponsive' };

/** The run's end, from how the agent's turn ended. Success is only what the agent itself calls the end of its turn. */
export function endingOf(outcome: PromptOutcome, facts: TurnFacts): RunEnding {
  const response = outcome.kind === 'answer' && isObject(outcome.response) ? outcome.response : {};
  const usage = toTokenUsage(response.usage);
  const told = { usage, usd: facts.usd, refused: facts.refused };
  const failed = (code: string, message: string): RunEnding => ({ kind: 'error', code, message, ...told });
  if (facts.question !== undefined) return { kind: 'question', ...facts.question, ...told };
  switch (outcome.kind) {
    case 'answer': {
      const failure = facts.cancelled ? undefined : sessionFailure(response);
      if (failure?.category === 'auth_required') return failed('AUTH_REQUIRED', notLoggedIn(facts, failure.title));
      if (failure !== undefined) return failed('AGENT_ERROR', failure.title);
      return ofStopReason(text(response, 'stopReason'), facts, told);
    }
    case 'rejected': {
      if (facts.cancelled) return { kind: 'cancelled', ...told };
      const { code, message, data } = outcome.error;
      if (code === AUTH_REQUIRED) return failed('AUTH_REQUIRED', notLoggedIn(facts, message));
      return failed('AGENT_ERROR', [message, detailOf(data)].filter((part) => part !== '').join(': '));
    }
    case 'exited':
      if (facts.cancelled) return { kind: 'cancelled', ...told };
      return failed('AGENT_EXITED', describeExit(facts.agent, outcome.exit, 'before it had answered'));
    case 'silent':
      if (facts.cancelled) return { kind: 'cancelled', ...told };
      return failed('AGENT_EXITED', `the agent "${facts.agent}" closed its output before it had answered`);
    case 'unresponsive':
      return { kind: 'cancelled', ...told };
  }
}

function notLoggedIn({ agent, login }: TurnFacts, message: string): string {
  return `the agent "${agent}" is not logged in (${message}): ${login}`;
}

type Told = Pick<RunEnding, 'usage' | 'usd' | 'refused'>;

function ofStopReason(reason: string | undefined, facts: TurnFacts, told: Told): RunEnding {
  switch (reason) {
    case 'end_turn':
      return { kind: 'finished', stopReason: reason, ...told };
    case 'cancelled':
      // codex-acp gives up its turn where a change to a file is refused; nobody cancelled anything.
      if (!facts.cancelled && facts.refused > 0)
        return {
          kind: 'error',
          code: 'PERMISSION_REFUSED',
          message: `the agent "${facts.agent}" gave up because a permission was refused; --permissions all allows everything`,
          ...told,
        };
      return { kind: 'cancelled', ...told };
    default:
      return {
        kind: 'error',
        code: codeOf(reason),
        message: STOPPED[reason ?? ''] ?? `the agent ended its turn with "${reason}"`,
        ...told,
      };
  }
}

/** A reason that we don't know is a code if it looks like one: codes are for programs. */
function codeOf(reason: string | undefined): string {
  if (reason === undefined) return 'NO_STOP_REASON';
  return /^[\w.-]{1,64}$/.test(reason) ? reason : 'UNKNOWN_STOP_REASON';
}

const STOPPED: { readonly [reason: string]: string } = {
  refusal: 'the agent refused to go on',
  max_tokens: "the model's answer reached its token limit",
  max_turn_requests: 'the agent reached its limit of model requests in one turn',
  '': 'the agent ended its turn without saying why',
};

/** "exited with code 3 before …", and the end of its stderr below. */
export function describeExit(agent: string, exit: AgentExit, when: string): string {
  const how = exit.signal === null ? `exited with code ${exit.code ?? 'unknown'}` : `was killed by ${exit.signal}`;
  return `the agent "${agent}" ${how} ${when}${exit.stderrTail === '' ? '' : `:\n${exit.stderrTail}`}`;
}

/** What agents put into an error's `data`: a text, `{details}`, or something to show as it is. */
function detailOf(data: unknown): string {
  if (typeof data === 'string') return data;
  if (!isObject(data)) return '';
  return text(data, 'details') ?? text(data, 'message') ?? (Object.keys(data).length > 0 ? JSON.stringify(data) : '');
}
