import { isObject, text } from '../../../../core/agui/events.ts';
import { cutShort } from '../../../../core/agui/run-end-events.ts';
import type { RuleAnswers, RunError } from '../../../../core/result.ts';
import { inSentence } from '../../../../core/text.ts';
import { sessionFailure } from '../../agents/codex.ts';
import {
  type AgentError,
  describeExit,
  type FailingAgent,
  failureOf,
  notLoggedIn,
  withRootHint,
} from '../agent-failure.ts';
import type { AgentExit } from '../agent-interface.ts';
import type { AskedQuestion, RunEnding } from './acp-to-agui.ts';
import { declaredFailure } from './declared-failure.ts';
import { toTokenUsage } from './turn-usage.ts';

/** What a turn's end depends on beside the agent's answer. */
export interface TurnFacts {
  readonly agent: FailingAgent;
  /** The agent was asked to end its turn before it did. */
  readonly cancelled: boolean;
  /** The question that ended the turn. */
  readonly question: AskedQuestion | undefined;
  readonly refused: number;
  /** What rules have answered; undefined where there are none. */
  readonly permissionRules: RuleAnswers | undefined;
  readonly usd: number | undefined;
  /** Requests to the model's API, where they are counted. */
  readonly modelRequests: number | undefined;
  /** The failure of a turn without an answer; undefined if there was one. `cause`: what the agent says went wrong. */
  noAnswer(cause: string): RunError | undefined;
}

/** How the agent's side of a prompt came to an end. */
export type PromptOutcome =
  | { readonly kind: 'answer'; readonly response: unknown }
  | { readonly kind: 'rejected'; readonly error: AgentError }
  | { readonly kind: 'exited'; readonly exit: AgentExit }
  /** It closed its output, but goes on running. */
  | { readonly kind: 'silent' }
  /** It did not end its turn when it was asked to. */
  | { readonly kind: 'unresponsive' };

/**
 * The run's end, from how the agent's turn ended. Success is only what the agent itself calls the end of its turn, and
 * only with an answer. A turn that was cut off was cut off, whatever the agent calls its end: some say `end_turn`.
 */
export function endingOf(outcome: PromptOutcome, facts: TurnFacts): RunEnding {
  const { agent, cancelled, modelRequests, permissionRules, question, refused, usd } = facts;
  const response = outcome.kind === 'answer' && isObject(outcome.response) ? outcome.response : {};
  const reported = { usage: toTokenUsage(response.usage), usd, refused, permissionRules, modelRequests };
  if (question !== undefined) return { kind: 'question', ...question, ...reported };
  if (cancelled) return { kind: 'cancelled', ...reported };
  const failed = (error: RunError): RunEnding => ({ kind: 'error', ...error, ...reported });
  switch (outcome.kind) {
    case 'answer': {
      const error = failureIn(response, facts);
      if (error !== undefined) return failed(error);
      const stopReason = text(response, 'stopReason');
      return stopReason === 'end_turn'
        ? { kind: 'finished', stopReason, ...reported }
        : { kind: 'cancelled', ...reported };
    }
    case 'rejected':
      return failed(failureOf(outcome.error, agent));
    case 'exited':
      return failed(exitFailure(describeExit(agent.name, outcome.exit, 'before it had answered'), agent));
    case 'silent':
      return failed(exitFailure(`the agent "${agent.name}" closed its output before it had answered`, agent));
    case 'unresponsive':
      return { kind: 'cancelled', ...reported };
  }
}

/** What is wrong with an answer to a prompt; undefined for one that ended its turn well, or was cancelled. */
function failureIn(response: { readonly [field: string]: unknown }, facts: TurnFacts): RunError | undefined {
  const { agent, permissionRules, refused } = facts;
  const hint = (permissionRules?.refused ?? 0) > 0 ? BY_RULE : ALLOW;
  const failure = sessionFailure(response);
  if (failure?.category === 'auth_required') return notLoggedIn(agent, failure.title);
  if (failure !== undefined) return withRootHint({ code: 'AGENT_ERROR', message: failure.title }, agent);
  const reason = text(response, 'stopReason');
  // codex-acp gives up its turn where a change to a file is refused; it was not cancelled.
  if (reason === 'cancelled')
    return refused === 0
      ? undefined
      : {
          code: 'PERMISSION_REFUSED',
          message: `the agent "${agent.name}" gave up because a permission was refused`,
          hint,
        };
  if (reason !== 'end_turn') return stopped(reason);
  const declared = declaredFailure(response._meta);
  const none = facts.noAnswer(declared ?? '');
  if (none !== undefined) return withRootHint(refused > 0 ? { ...none, hint } : none, agent);
  return declared === undefined ? undefined : withRootHint({ code: 'AGENT_ERROR', message: declared }, agent);
}

const BY_RULE = 'amber permissions --session @latest shows which rule refused what';
const ALLOW = '--permissions all allows everything';

function exitFailure(message: string, agent: FailingAgent): RunError {
  return withRootHint({ code: 'AGENT_EXITED', message }, agent);
}

/** ACP's stop reasons are a closed list. One that we don't know is a code if it looks like one: codes are for programs. */
function stopped(reason: string | undefined): RunError {
  if (reason === undefined) return { code: 'NO_STOP_REASON', message: 'the agent ended its turn without saying why' };
  const code = /^[\w.-]{1,64}$/.test(reason) ? reason : 'UNKNOWN_STOP_REASON';
  return cutShort(reason) ?? { code, message: `the agent ended its turn with "${inSentence(reason)}"` };
}
