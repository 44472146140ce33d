import type { AguiEvent } from '../../../core/agui/events.ts';
import type { FileEdit } from '../../../core/agui/file-edit.ts';
import type { Env } from '../../../core/env.ts';
import type { RequestDetail } from '../../../core/permissions/request-details.ts';
import type { PermissionRules, ToolKind } from '../../../core/permissions/rule.ts';
import type { Question } from '../../../core/result.ts';
import type { Confinement } from '../../../core/session/confinement.ts';
import type { PermissionMode } from '../../../core/session/permission-mode.ts';
import type { AgentOptions, McpServerMap, RunInput } from '../../../core/session/session.ts';
import type { ServerSettings } from '../agui-http/server-settings.ts';
import type { AgentLimits } from './agent-limits.ts';
import type { FormAnswer } from './form/form-answer.ts';
import type { AgentOffers } from './options/agent-offers.ts';

/** A permission request as a person sees it. `kind` is ACP's tool kind, the options' `kind` ACP's option kind. */
export interface PermissionPrompt {
  readonly title: string;
  readonly kind?: string;
  /** What the call says it is and shows to be, as far as that is known. */
  readonly kinds?: readonly ToolKind[];
  /** What it names beyond its title. */
  readonly details?: readonly RequestDetail[];
  /** What the tool call would change, as the agent reports it; absent if it reports nothing. */
  readonly edits?: readonly FileEdit[];
  readonly options: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
}

/** A person at a terminal. Null: they gave no answer. Both reject with the signal's reason once it is aborted. */
export interface Human {
  /** Resolves with the id of the chosen option. */
  permission(request: PermissionPrompt, signal: AbortSignal): Promise<string | null>;
  /**
   * Resolves with one answer per question, in their order; of a multi-select question the labels joined by ", ", ""
   * for one that is skipped. `problemWith`: what is wrong with the answer to one of them, by its number from 0, so that it can
   * be asked for again; without it any words are an answer.
   */
  question(question: Question, signal: AbortSignal, problemWith?: AnswerCheck): Promise<string[] | null>;
}

export type AnswerCheck = (at: number, answer: string) => string | undefined;

/** A question that messages may answer, from wherever they come. */
export interface OpenQuestion {
  /** Resolves once a message has answered; never rejects. */
  readonly answered: Promise<void>;
  /** From here on no message answers any more. Returns the answer, if one came before. */
  close(): Promise<MessageAnswer | undefined>;
}

export interface MessageAnswer {
  /** As it was written. */
  readonly text: string;
  /** The message's runId. */
  readonly runId: string;
  /** What goes back to the agent. */
  readonly form: Exclude<FormAnswer, { readonly problem: string }>;
}

/** What the host of a session does while its agent asks. */
export interface Attendant {
  /** True once a person has to decide something, false once that is over. */
  waits(isWaiting: boolean): void;
  /** How long a question may wait, in ms; 0 ends the run at once, unless a person is at the terminal. */
  questionGrace(): number;
  /** Lets messages answer a question: the tool call that shows it, and the agent's request. */
  open(toolCallId: string, request: { readonly [field: string]: unknown }): Promise<OpenQuestion>;
}

/** What every agent of this engine shares. */
export interface AgentSettings {
  /** The agent's whole environment, already filtered; a session's own variables are laid over it. */
  readonly env: { readonly [name: string]: string };
  /** Command lines that the user's configuration adds to the registry, or puts in place of its own, by name. */
  readonly commands: { readonly [name: string]: string };
  readonly permissions: PermissionMode;
  /** No session gets more than this, whatever it says itself. Absent: what it says. */
  readonly mostPermissions?: PermissionMode;
  /** The rules that come before `permissions`. */
  readonly permissionRules?: PermissionRules;
  /** Reads the rules of sessions that have none of their own. @throws AmberError CONFIG */
  readonly readPermissionRules?: () => Promise<PermissionRules | undefined>;
  /** Present only on a terminal. */
  readonly human?: Human;
  /** The variables that MCP servers of sessions may name beside the session's own; none if absent. */
  readonly mcpVariables?: Env;
  /** Amber's version, for the agent's logs. */
  readonly version?: string;
  /** What holds the agent in; nothing if absent. A session's own word counts more. */
  readonly confinement?: Confinement;
  /** Files and folders that an agent in a sandbox must not read, beside other people's keys. */
  readonly offLimits?: readonly string[];
  /** How agents are reached that are AG-UI servers. */
  readonly servers?: ServerSettings;
}

/** One agent to start. */
export interface AgentSpec {
  /** A registry name, a command line that speaks ACP or the URL of an AG-UI server; undefined: the first of the registry found on PATH. */
  readonly runnerType?: string;
  /** What its session is set to before the first prompt. */
  readonly options?: AgentOptions;
  /** Absolute path of the workspace. */
  readonly cwd: string;
  /** MCP servers, as the session has them. */
  readonly mcpServers?: McpServerMap;
  /** The session's own `environmentVariables`. */
  readonly env: { readonly [name: string]: string };
  /**
   * The id of an ACP session to go on with. Where the agent can't, or does not know it any more, a new one begins:
   * `AgentProcess.loaded` is false then, and the first run carries a warning.
   */
  readonly load?: string;
  /** Absolute path of the file that keeps the conversation of an agent that is a server. */
  readonly conversation?: string;
}

/** For the caller of `startAgent`. */
export interface StartOptions {
  /** Gives up starting; what was started is ended. */
  readonly signal?: AbortSignal;
  /** For tests. */
  readonly limits?: Partial<AgentLimits>;
}

export interface AgentExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what the agent wrote to stderr, secrets redacted; "" if nothing. */
  readonly stderrTail: string;
}

export type PromptEnd = 'finished' | 'cancelled' | 'question' | 'error';

/** A running agent with one session of its own: a process that speaks ACP, or the conversation with an AG-UI server. */
export interface AgentProcess {
  /** Also the id of its process group. Absent where there is no process here. */
  readonly pid?: number;
  /** True if a later process can go on with `sessionId`. */
  readonly canLoad: boolean;
  /** What it offers in its session, as it is set now. */
  readonly offers: AgentOffers;
  /** The id of the agent's session. */
  readonly sessionId: string;
  /** True if the session goes on from `AgentSpec.load`. */
  readonly loaded: boolean;
  /** Resolves once the process has ended and its pipes are read; never rejects. */
  readonly exited: Promise<AgentExit>;
  /**
   * Runs one prompt. `preface` goes to the agent before the messages, and is no part of the run's events. `emit` gets
   * valid AG-UI events of this run, RUN_STARTED first and a terminal one last; it is called synchronously and in order;
   * a promise that it returns holds back the reading of the agent (backpressure).
   * Aborting `signal` cancels the turn: the agent gets `session/cancel` and five seconds to end it; then the run ends
   * without it, and so does the agent, since what it still does can't be known. One prompt at a time. Never rejects for
   * what the agent does, but with what `emit` threw. Without `attendant` a question is answered at a terminal or not at
   * all.
   */
  prompt(
    input: RunInput & { readonly threadId: string; readonly preface?: string },
    emit: (event: AguiEvent) => void | Promise<void>,
    signal: AbortSignal,
    attendant?: Attendant,
  ): Promise<{ readonly end: PromptEnd; readonly refused: number }>;
  /**
   * Sets what its session offers to be set. Not while a prompt runs.
   * @throws AmberError INVALID that lists what there is, AGENT
   */
  setOptions(options: AgentOptions): Promise<void>;
  /** Has the agent delete its session, where it can: nobody will go on with it. Never rejects. */
  forget(): Promise<void>;
  /** Asks the agent to end its turn (ACP `session/cancel`); the run then ends by itself. Idempotent. */
  cancel(): Promise<void>;
  /** Ends the agent's whole process group: SIGTERM, five seconds, SIGKILL. Idempotent; resolves once the group is gone. */
  close(): Promise<void>;
}
