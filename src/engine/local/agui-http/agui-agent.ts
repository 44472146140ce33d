import { isDeepStrictEqual } from 'node:util';
import type { AguiEvent, StreamItem } from '../../../core/agui/events.ts';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import type { Redactor } from '../../../core/secrets/redact.ts';
import type { AgentOptions, RunInput } from '../../../core/session/session.ts';
import { place } from '../../../http/errors.ts';
import type { Reach } from '../../../http/proxy.ts';
import type { AgentExit, AgentProcess, PromptEnd } from '../acp/agent-interface.ts';
import type { AgentOffers } from '../acp/options/agent-offers.ts';
import { setOptions } from '../acp/options/set-options.ts';
import { keepConversation } from './conversation-file.ts';
import { ForwardedRun } from './forwarded-run.ts';
import { type NextRun, nextRun } from './message-or-answer.ts';
import { postRun, type RunRequest } from './post-run.ts';
import type { ServerConversation } from './server-conversation.ts';
import { failureOf, type Progress, streamEnded } from './server-failure.ts';
import { headersFor, type ServerSettings } from './server-settings.ts';

/** Waits and sizes of a run. */
export interface ServerRunLimits {
  /** After a run's end: for the server to end its answer (ms). */
  readonly drain: number;
  /** What the messages and the state of one run may come to, in UTF-16 units: all of it is kept, and sent with each later run. */
  readonly conversation: number;
}

export const SERVER_RUN_LIMITS: ServerRunLimits = { drain: 2_000, conversation: 32 * 1024 * 1024 };

/** The parts of a message go to the server as they are. */
const NOTHING_TO_CHOOSE: AgentOffers = {
  title: 'an AG-UI server (it was not called)',
  prompt: { image: true, audio: true, embeddedContext: true, anyFile: true },
  loadsSessions: true,
  options: [],
};

/** What an agent that is a server is made of. */
export interface AguiAgentParts {
  readonly url: URL;
  readonly sessionId: string;
  readonly loaded: boolean;
  readonly conversation: ServerConversation;
  /** Where the conversation is kept; nowhere if absent. */
  readonly path: string | undefined;
  readonly reach: Reach;
  readonly headers: ServerSettings['headers'];
  readonly redactor: Redactor;
  readonly limits: ServerRunLimits;
}

/**
 * An agent behind HTTP: a run is one POST, its answer is the run's events. Between runs nothing of it is there but the
 * conversation, which is kept here.
 */
export class AguiAgent implements AgentProcess {
  readonly canLoad = true;
  readonly offers: AgentOffers = NOTHING_TO_CHOOSE;
  readonly sessionId: string;
  readonly loaded: boolean;
  readonly exited: Promise<AgentExit>;
  readonly #parts: AguiAgentParts;
  #leave: () => void = () => {};
  #cancel: AbortController | undefined;
  #closed = false;
  /** For the next run. */
  readonly #warnings: { readonly code: string; readonly message: string }[] = [];

  constructor(parts: AguiAgentParts) {
    this.#parts = parts;
    this.sessionId = parts.sessionId;
    this.loaded = parts.loaded;
    this.exited = new Promise((resolve) => {
      this.#leave = () => resolve({ code: 0, signal: null, stderrTail: '' });
    });
  }

  async prompt(
    { preface, ...input }: RunInput & { readonly threadId: string; readonly preface?: string },
    emit: (event: AguiEvent) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<{ end: PromptEnd; refused: number }> {
    if (this.#cancel !== undefined) throw new AmberError('INTERNAL', 'the agent runs a prompt already');
    const cancel = new AbortController();
    this.#cancel = cancel;
    let pressure: Promise<void> | undefined;
    const output = new ForwardedRun(input, (event) => {
      pressure = emit(event) ?? pressure;
    });
    try {
      for (const { code, message } of this.#warnings.splice(0)) output.warn(code, message);
      await this.#run(input, preface, output, AbortSignal.any([signal, cancel.signal]), () => pressure);
    } finally {
      this.#cancel = undefined;
    }
    await pressure;
    return { end: output.end ?? 'error', refused: 0 };
  }

  /** Adds a warning to the next run. */
  warn(code: string, message: string): void {
    this.#warnings.push({ code, message });
  }

  /** The protocol has no options: what is asked for is answered as by an agent that offers none. */
  async setOptions(options: AgentOptions): Promise<void> {
    await setOptions(
      {
        agent: place(this.#parts.url),
        sessionId: this.sessionId,
        offered: [],
        ask: async () => ({}),
        refusal: () => undefined,
        warn: (code, message) => this.warn(code, message),
      },
      options,
    );
  }

  /** What the server keeps of it, it keeps: the protocol has no word for this. */
  async forget(): Promise<void> {}

  async cancel(): Promise<void> {
    this.#cancel?.abort();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.cancel();
    this.#leave();
  }

  async #run(
    input: RunInput & { readonly threadId: string },
    preface: string | undefined,
    output: ForwardedRun,
    signal: AbortSignal,
    pressure: () => Promise<void> | undefined,
  ): Promise<void> {
    const { conversation, redactor, url } = this.#parts;
    let progress: Progress = 'asked';
    let next: NextRun;
    try {
      next = nextRun(input, conversation.open, { preface, now: new Date() });
    } catch (error) {
      output.fail(failureOf(error, url, progress));
      return;
    }
    conversation.begin(next.messages);
    this.#keep();
    const leave = new AbortController();
    let draining: NodeJS.Timeout | undefined;
    try {
      for await (const items of postRun(this.#request(input, next, AbortSignal.any([signal, leave.signal])))) {
        progress = 'answering';
        for (const item of items) {
          await this.#take(item, output);
          await pressure();
        }
        // The server has a moment to end its answer by itself: it may have something to put away.
        if (output.end !== undefined) draining ??= setTimeout(() => leave.abort(), this.#parts.limits.drain);
      }
      output.fail(streamEnded(url));
    } catch (error) {
      if (signal.aborted) output.cancel();
      const failure =
        error instanceof TooMuch ? { code: 'AGENT_FLOOD', message: error.message } : failureOf(error, url, progress);
      output.fail({ ...failure, message: redactor.all(failure.message) });
    } finally {
      clearTimeout(draining);
    }
    if (output.end === 'error' && progress === 'asked') conversation.takeBack();
    else if (output.end === 'error' || output.end === 'cancelled') conversation.cutOff();
    this.#keep();
  }

  #request(
    { runId, threadId }: { readonly runId: string; readonly threadId: string },
    { resume }: NextRun,
    signal: AbortSignal,
  ): RunRequest {
    const { conversation, headers, reach, url } = this.#parts;
    const sent = headersFor(url, headers);
    const body = JSON.stringify({
      threadId,
      runId,
      protocolVersion: '1.0',
      state: conversation.state ?? {},
      messages: conversation.messages.filter(({ role }) => role !== 'activity'),
      tools: [],
      context: [],
      forwardedProps: {},
      ...(resume !== undefined && { resume }),
    });
    // Another path may have other headers, or none.
    const mayFollow = (target: URL): boolean => isDeepStrictEqual(headersFor(target, headers), sent);
    return { ...reach, url, body, headers: sent, signal, mayFollow };
  }

  async #take(item: StreamItem, output: ForwardedRun): Promise<void> {
    if (item.kind === 'warning') output.warn(item.code, item.message);
    if (item.kind !== 'event' || output.end !== undefined || output.isOfAnother(item.event)) return;
    const { event, raw = '' } = item;
    const { conversation, limits, url } = this.#parts;
    if (event.type === 'STATE_DELTA') {
      const problem = conversation.patch(event, raw.length, limits.conversation);
      if (problem !== undefined) output.warn('STATE_DELTA', `a change of the state does not fit: ${problem}`);
    } else conversation.apply(event, raw.length);
    if (conversation.size > limits.conversation)
      throw new TooMuch(`the agent at ${place(url)} said more than ${limits.conversation} characters in one run`);
    output.take(event, event.type === 'RUN_FINISHED' ? conversation.open.toolCallIds : []);
  }

  /** What can't be kept must not end a run that is under way: the session's log can't be written either then, and says so. */
  #keep(): void {
    const { conversation, path } = this.#parts;
    if (path === undefined || this.#closed) return;
    try {
      keepConversation(path, conversation.keep());
    } catch (error) {
      if (!isAmberError(error, 'STATE')) throw error;
    }
  }
}

/** The server says more than can be kept. */
class TooMuch extends Error {}
