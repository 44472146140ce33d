import { isObject, text } from '../../../core/agui/events.ts';
import type { RunError } from '../../../core/result.ts';
import type { RegisteredAgent } from '../agents/known-agents.ts';
import { AUTH_REQUIRED, wantsLogin } from '../agents/login.ts';
import { rootHint, rootRefusal } from '../agents/root-refusal.ts';
import type { AgentExit } from './agent-interface.ts';

/** An answer of the agent that says no. */
export interface AgentError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** What is known of an agent that fails. */
export interface FailingAgent {
  readonly name: string;
  readonly known: RegisteredAgent | undefined;
  /** What a person has to do so that it is logged in. */
  readonly login: string;
  /** The end of its stderr so far. */
  readonly stderr: string;
  /** See `mayRefuseRoot`. */
  readonly mayRefuseRoot: boolean;
}

/** What an agent's error comes to, with its details. */
export function failureOf(error: AgentError, agent: FailingAgent): RunError {
  if (!isLoginMissing(error)) return withRootHint({ code: 'AGENT_ERROR', message: whole(error) }, agent);
  const { code, message, data } = error;
  return notLoggedIn(agent, code === AUTH_REQUIRED ? joined(message, textIn(data)) : whole(error));
}

/** True where the agent says that it is not logged in, whatever its code says. */
export function isLoginMissing(error: AgentError): boolean {
  return wantsLogin(error.code, whole(error));
}

const whole = ({ message, data }: AgentError): string => joined(message, detailOf(data));

const joined = (...parts: string[]): string => parts.filter(Boolean).join(': ');

export function notLoggedIn({ name, login }: FailingAgent, message: string): RunError {
  return { code: 'AUTH_REQUIRED', message: `the agent "${name}" is not logged in: ${message}`, hint: login };
}

/** The error with what to set, where the agent says that it does not run as root: in the error, else on its stderr. */
export function withRootHint(error: RunError, agent: FailingAgent): RunError {
  if (rootRefusal(error.message) !== undefined) return { ...error, hint: rootHint(agent.known) };
  const refusal = rootRefusal(agent.stderr);
  if (refusal !== undefined) return { ...error, message: `${error.message}: ${refusal}`, hint: rootHint(agent.known) };
  // claude-agent-acp passes nothing on of what the program says that it starts.
  const isSilent = agent.mayRefuseRoot && agent.stderr === '' && /\bexited with code \d/.test(error.message);
  return isSilent ? { ...error, hint: `it may refuse to run as root: ${rootHint(agent.known)}` } : error;
}

/** "exited with code 3 before …", and the end of its stderr below. */
export function describeExit(agent: string, exit: AgentExit, when: string): string {
  const how = exit.signal === null ? `exited with code ${exit.code ?? 'unknown'}` : `was killed by ${exit.signal}`;
  return `the agent "${agent}" ${how} ${when}${exit.stderrTail === '' ? '' : `:\n${exit.stderrTail}`}`;
}

/** What agents put into an error's `data`: a text, `{details}`, or something to show as it is. */
function detailOf(data: unknown): string {
  return textIn(data) || (isObject(data) && Object.keys(data).length > 0 ? JSON.stringify(data) : '');
}

function textIn(data: unknown): string {
  if (typeof data === 'string') return data;
  return isObject(data) ? (text(data, 'details') ?? text(data, 'message') ?? '') : '';
}
