import type {
  CreateElicitationRequest,
  CreateElicitationResponse,
  RequestPermissionRequest,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk';
import type { AguiEvent } from '../../../core/events.ts';
import { isObject, text } from '../../../core/events.ts';
import type { RunInput } from '../../../core/session.ts';
import type { Desk } from './desk.ts';
import { type Decision, decide, decideByPerson, type PermissionRequest } from './permissions.ts';
import { type FormQuestion, isRefusal, readForm } from './question.ts';
import type { AgentSettings } from './seam.ts';
import { pathsOf } from './tool-call.ts';
import { RunTranslation } from './translate.ts';

/** What a turn needs of the agent that runs it. */
export interface TurnDeps {
  readonly settings: AgentSettings;
  readonly workspace: string;
  readonly desk: Desk;
  /** Ends the turn early: a question that nobody is there to answer. */
  cancel(): void;
}

const CANCELLED: RequestPermissionResponse = { outcome: { outcome: 'cancelled' } };

/** One prompt of an agent: what it told so far, and the answers to what it asks meanwhile. */
export class Turn {
  readonly translation: RunTranslation;
  /** Permission requests that were refused. */
  refused = 0;
  /** The tool call that stands for a question which ended this turn. */
  questionId: string | undefined;
  readonly #deps: TurnDeps;
  readonly #over = new AbortController();

  constructor(input: RunInput & { readonly threadId: string }, emit: (event: AguiEvent) => void, deps: TurnDeps) {
    this.translation = new RunTranslation(input, emit);
    this.#deps = deps;
  }

  /** True once somebody wants the turn to end. */
  get cancelled(): boolean {
    return this.#over.signal.aborted;
  }

  /** Takes back what a person is being asked. */
  abort(): void {
    this.#over.abort(new Error('the turn is over'));
  }

  update(update: { readonly [field: string]: unknown }): void {
    // After a question the agent only winds down: "tool use aborted" is no part of the conversation.
    if (this.questionId === undefined) this.translation.update(update);
  }

  async permission(request: RequestPermissionRequest, signal: AbortSignal): Promise<RequestPermissionResponse> {
    if (this.cancelled) return CANCELLED;
    const call = this.translation.permission({ ...request.toolCall });
    const kind = call?.kind ?? request.toolCall.kind ?? undefined;
    const asked: PermissionRequest = {
      title: call?.title ?? request.toolCall.title ?? call?.name ?? 'use a tool',
      ...(kind !== undefined && { kind }),
      options: request.options.map(({ optionId, name, kind }) => ({ id: optionId, name, kind })),
      paths: call === undefined ? [] : pathsOf(call),
    };
    const decision = await this.#decide(asked, signal);
    if (decision === undefined || this.cancelled) return CANCELLED;
    if (decision.answer !== 'select' || decision.refused) this.refused++;
    return decision.answer === 'select' ? { outcome: { outcome: 'selected', optionId: decision.optionId } } : CANCELLED;
  }

  /** Undefined: the turn ended, or the agent took the request back, before a person answered. */
  async #decide(asked: PermissionRequest, signal: AbortSignal): Promise<Decision | undefined> {
    const { human, permissions } = this.#deps.settings;
    const where = { workspace: this.#deps.workspace, person: human !== undefined };
    const decision = decide(permissions, asked, where);
    if (decision.answer !== 'ask' || human === undefined) return decision;
    const chosen = await this.#ask((over) => human.permission(asked, over), signal);
    return chosen === undefined ? undefined : decideByPerson(asked, chosen);
  }

  async elicitation(request: CreateElicitationRequest, signal: AbortSignal): Promise<CreateElicitationResponse> {
    const form = readForm(request);
    if (this.cancelled) return { action: 'cancel' };
    // Addresses to open were not offered to the agent; a form that can't be read can't be answered.
    if (form === undefined) return { action: 'decline' };
    const { human } = this.#deps.settings;
    if (human === undefined) return this.#interrupt(form, request);
    const answers = await this.#ask((over) => human.question(form.question, over), signal);
    if (answers === undefined) return { action: 'cancel' };
    if (answers === null || isRefusal(form, answers)) return { action: 'decline' };
    return { action: 'accept', content: form.content(answers) };
  }

  #interrupt(form: FormQuestion, request: CreateElicitationRequest): CreateElicitationResponse {
    const toolCallId = isObject(request) ? text(request, 'toolCallId') : undefined;
    this.questionId = this.translation.question(form.question, toolCallId);
    this.#deps.cancel();
    return { action: 'cancel' };
  }

  async #ask<T>(question: (over: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const over = AbortSignal.any([this.#over.signal, signal]);
    try {
      return await this.#deps.desk.ask(() => {
        over.throwIfAborted();
        return question(over);
      });
    } catch (error) {
      if (over.aborted) return undefined;
      throw error;
    }
  }
}
