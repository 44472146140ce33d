import type {
  CreateElicitationRequest,
  CreateElicitationResponse,
  RequestPermissionRequest,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk';
import type { OneAtATime } from '../../../../async/one-at-a-time.ts';
import type { AguiEvent } from '../../../../core/agui/events.ts';
import { isObject, text } from '../../../../core/agui/events.ts';
import { type FileEdit, fileEditsInArguments, fileEditsOf } from '../../../../core/agui/file-edit.ts';
import type { WaitBegun, WaitOver } from '../../../../core/agui/waiting-events.ts';
import { judge } from '../../../../core/permissions/judge.ts';
import { detailsBeyondTitle } from '../../../../core/permissions/request-details.ts';
import { NO_RULES } from '../../../../core/permissions/rule.ts';
import { claimsOf, type RuledRequest, type ToolClaims } from '../../../../core/permissions/tool-request.ts';
import type { RunInput } from '../../../../core/session/session.ts';
import { withRelativePaths } from '../../../../core/transcript/tool-label.ts';
import type { AgentSettings, Attendant, MessageAnswer, OpenQuestion, PermissionPrompt } from '../agent-interface.ts';
import { fillForm, problemWith } from '../form/form-answer.ts';
import { type FormQuestion, readForm } from '../form/read-form.ts';
import { type AcpToolCall, diffsOf, newToolCall, pathsOf } from '../tools/tool-call.ts';
import { type AskedQuestion, RunTranslation } from './acp-to-agui.ts';
import { decide, decideByPerson, decideByRule, type PermissionDecision } from './decide-permission.ts';
import { locateClaims } from './locate-paths.ts';

/** What a turn needs of the agent that runs it. */
export interface TurnDeps {
  readonly settings: AgentSettings;
  readonly workspace: string;
  /** What a person is asked, one thing after the other. */
  readonly questions: OneAtATime;
  /** Ends the turn early: for a question that can't be answered. */
  cancel(): void;
  readonly attendant: Attendant | undefined;
}

/** A decision, and who or what has made it, in words. */
interface Decided {
  readonly decision: PermissionDecision;
  readonly by: string;
}

const PERSON = 'a person';
const CANCELLED: RequestPermissionResponse = { outcome: { outcome: 'cancelled' } };

/** One prompt of an agent: what it said so far, and the answers to what it asks meanwhile. */
export class Turn {
  readonly translation: RunTranslation;
  /** Permission requests that were refused. */
  refused = 0;
  /** Of these, what a person has refused. */
  refusedByPerson = 0;
  /** Those that rules have answered; undefined where there are no rules. */
  permissionRules: { allowed: number; refused: number } | undefined;
  /** The agent has ended its turn. */
  answered = false;
  /** The question that ended this turn. */
  question: AskedQuestion | undefined;
  readonly #deps: TurnDeps;
  readonly #over = new AbortController();

  constructor(input: RunInput & { readonly threadId: string }, emit: (event: AguiEvent) => void, deps: TurnDeps) {
    this.translation = new RunTranslation(input, emit, Date.now, deps.workspace);
    this.#deps = deps;
    if (deps.settings.permissionRules !== undefined) this.permissionRules = { allowed: 0, refused: 0 };
  }

  /** True once the turn is to end. */
  get cancelled(): boolean {
    return this.#over.signal.aborted;
  }

  /** Resolves once the turn is to end. */
  get over(): Promise<void> {
    const { signal } = this.#over;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Takes back what a person is being asked. */
  abort(): void {
    this.#over.abort(new Error('the turn is over'));
  }

  update(update: { readonly [field: string]: unknown }): void {
    // After a question the agent only winds down: "tool use aborted" is no part of the conversation.
    if (this.question === undefined) this.translation.update(update);
  }

  async permission(request: RequestPermissionRequest, signal: AbortSignal): Promise<RequestPermissionResponse> {
    if (this.cancelled) return CANCELLED;
    const { toolCallId } = request.toolCall;
    const requested = { ...request.toolCall };
    // Of a call that has ended nothing is kept: it is what the request says.
    const call = this.translation.permission(requested) ?? newToolCall(toolCallId, requested);
    const { kind, name } = call;
    const claims = claimsOf({ kind, input: call.input, paths: pathsOf(call), edits: diffsOf(call).length > 0 });
    const inside = (text: string): string => withRelativePaths(text, this.#deps.workspace);
    const edits = editsOf(call, claims).map((edit) => ({ ...edit, path: inside(edit.path) }));
    const label = call.title ?? name;
    const title = kind === 'execute' ? label : inside(label);
    const shown = edits.map(({ path }) => path);
    const asked: PermissionPrompt = {
      title,
      ...(kind !== undefined && { kind }),
      kinds: claims.kinds,
      details: detailsBeyondTitle(title, claims, call.input, { shown, inside }),
      ...(edits.length > 0 && { edits }),
      options: request.options.map(({ optionId, name, kind }) => ({ id: optionId, name, kind })),
    };
    const decided = await this.#decide(asked, claims, signal);
    if (decided === undefined || this.cancelled) return CANCELLED;
    const { by, decision } = decided;
    const isRefused = decision.answer !== 'select' || decision.refused;
    if (isRefused) this.refused++;
    if (isRefused && by === PERSON) this.refusedByPerson++;
    this.translation.permitted(call.id, asked.title, isRefused ? 'refused' : 'allowed', by);
    return decision.answer === 'select' ? { outcome: { outcome: 'selected', optionId: decision.optionId } } : CANCELLED;
  }

  /** Undefined: the turn ended, or the agent took the request back, before a person answered. */
  async #decide(asked: PermissionPrompt, claims: ToolClaims, signal: AbortSignal): Promise<Decided | undefined> {
    const { human, permissions } = this.#deps.settings;
    const located = await locateClaims(claims, this.#deps.workspace);
    const person = human !== undefined;
    const decided = this.#byRule(asked, located, person) ?? {
      decision: decide(permissions, asked, located, person),
      by: `permissions ${permissions}`,
    };
    if (decided.decision.answer !== 'ask' || human === undefined) return decided;
    const chosen = await this.#inTurn(signal, async (over) => {
      this.#begin({ for: 'permission' });
      try {
        return await human.permission(asked, over);
      } finally {
        this.#end({ for: 'permission' });
      }
    });
    return chosen === undefined ? undefined : { decision: decideByPerson(asked, chosen), by: PERSON };
  }

  /** What the session's rules say; undefined where none of them matches. */
  #byRule(asked: PermissionPrompt, located: RuledRequest, person: boolean): Decided | undefined {
    const { permissionRules: ruled } = this;
    const { file, rules } = this.#deps.settings.permissionRules ?? NO_RULES;
    if (ruled === undefined || rules.length === 0) return undefined;
    const { rule } = judge(rules, located);
    if (rule === undefined) return undefined;
    const decision = decideByRule(rule.answer, asked, person);
    const by = `rule ${file}:${rule.line}`;
    if (decision.answer === 'ask') return { decision, by };
    if (decision.answer === 'select' && !decision.refused) ruled.allowed++;
    else ruled.refused++;
    return { decision, by };
  }

  async elicitation(request: CreateElicitationRequest, signal: AbortSignal): Promise<CreateElicitationResponse> {
    const form = readForm(request);
    if (this.cancelled) return { action: 'cancel' };
    // Addresses to open were not offered to the agent; a form that can't be read can't be answered.
    if (form === undefined) {
      this.translation.declined(request);
      return { action: 'decline' };
    }
    const toolCallId = isObject(request) ? text(request, 'toolCallId') : undefined;
    const { attendant, settings } = this.#deps;
    const grace = attendant?.questionGrace() ?? 0;
    if (settings.human === undefined && grace === 0)
      return this.#interrupt(form, this.translation.question(form.question, toolCallId));
    const answer = await this.#inTurn(signal, (over) => this.#question(form, request, grace, over));
    return answer ?? { action: 'cancel' };
  }

  /** Waits for an answer: of the person at the terminal, or of a message, whatever comes first. */
  async #question(
    form: FormQuestion,
    request: CreateElicitationRequest,
    grace: number,
    over: AbortSignal,
  ): Promise<CreateElicitationResponse> {
    const { attendant } = this.#deps;
    const { question } = form;
    const fields: { readonly [field: string]: unknown } = { ...request };
    const id = this.translation.question(question, text(fields, 'toolCallId'));
    const open = await attendant?.open(id, fields);
    this.#begin({ for: 'question', question, ...(grace > 0 && { seconds: Math.ceil(grace / 1_000) }) });
    let answers: string[] | null | undefined;
    let message: MessageAnswer | undefined;
    try {
      answers = await this.#firstAnswer(form, open, grace, over);
    } finally {
      message = await open?.close();
    }
    // A message that was taken counts, whatever came at the same moment.
    if (message !== undefined) return this.#answered(id, message.form, message);
    if (answers === undefined) {
      this.#end({ for: 'question' });
      return over.aborted ? { action: 'cancel' } : this.#interrupt(form, id, new Date().toISOString());
    }
    const answer = answers === null ? ({ action: 'decline' } as const) : fillForm(form, answers);
    if ('problem' in answer) return this.#answered(id, { action: 'decline' }, { text: answer.problem });
    return this.#answered(id, answer, { text: answers === null ? '[no answer]' : answers.filter(Boolean).join('\n') });
  }

  /** What the person at the terminal says; undefined if a message was quicker, the time is over, or the turn. */
  async #firstAnswer(
    form: FormQuestion,
    open: OpenQuestion | undefined,
    grace: number,
    over: AbortSignal,
  ): Promise<string[] | null | undefined> {
    const { human } = this.#deps.settings;
    const done = new AbortController();
    const expired = Promise.withResolvers<void>();
    const timer = grace > 0 ? setTimeout(() => expired.resolve(), grace) : undefined;
    const elsewhere = Promise.race([
      expired.promise,
      untilAborted(over),
      ...(open === undefined ? [] : [open.answered]),
    ]);
    const asked = human?.question(form.question, AbortSignal.any([over, done.signal]), (at, answer) =>
      problemWith(form, at, answer),
    );
    // Taken back below: it then rejects.
    asked?.catch(() => {});
    try {
      return await Promise.race([elsewhere.then(() => undefined), ...(asked === undefined ? [] : [asked])]);
    } finally {
      clearTimeout(timer);
      done.abort(new Error('the question is no longer open'));
    }
  }

  #answered(
    id: string,
    answer: MessageAnswer['form'],
    { text, runId }: { readonly text: string; readonly runId?: string },
  ): CreateElicitationResponse {
    this.#end({ for: 'question', answer: text, ...(runId !== undefined && { messageRunId: runId }) });
    this.translation.answered(id, text);
    return answer;
  }

  /** There is no answer: the question is the run's end. */
  #interrupt({ question }: FormQuestion, toolCallId: string, expiresAt?: string): CreateElicitationResponse {
    this.translation.answered(toolCallId, undefined);
    this.question = { toolCallId, message: question.text, ...(expiresAt !== undefined && { expiresAt }) };
    this.#deps.cancel();
    return { action: 'cancel' };
  }

  #begin(waiting: Omit<WaitBegun, 'state'>): void {
    this.#deps.attendant?.waits(true);
    this.translation.waiting({ state: 'begun', ...waiting });
  }

  #end(waiting: Omit<WaitOver, 'state'>): void {
    this.translation.waiting({ state: 'over', ...waiting });
    this.#deps.attendant?.waits(false);
  }

  /** One thing at a time. Undefined: the turn is over, or the agent took the request back. */
  async #inTurn<T>(signal: AbortSignal, ask: (over: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const over = AbortSignal.any([this.#over.signal, signal]);
    try {
      return await this.#deps.questions.run(() => {
        over.throwIfAborted();
        return ask(over);
      });
    } catch (error) {
      if (over.aborted) return undefined;
      throw error;
    }
  }
}

/** The edits that a call shows, else those that its arguments ask for. */
function editsOf({ content, input }: AcpToolCall, { kinds }: ToolClaims): readonly FileEdit[] {
  const edits = fileEditsOf(content);
  return edits.length > 0 || !kinds.includes('edit') ? edits : fileEditsInArguments(JSON.stringify(input ?? null));
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
