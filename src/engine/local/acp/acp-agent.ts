import type { ClientConnection } from '@agentclientprotocol/sdk';
import { AmberError, messageOf } from '../../../core/errors.ts';
import { type AguiEvent, isObject } from '../../../core/events.ts';
import type { Redactor } from '../../../core/redact.ts';
import type { RunInput } from '../../../core/session.ts';
import type { AgentChild } from './agent-child.ts';
import { cut } from './content.ts';
import { Desk } from './desk.ts';
import { endingOf, type PromptOutcome } from './ending.ts';
import { Garbage } from './garbage.ts';
import type { AgentLimits } from './limits.ts';
import type { AgentExit, AgentProcess, AgentSettings, Attendant, PromptEnd } from './seam.ts';
import { Turn } from './turn.ts';
import { CostMeter } from './usage.ts';
import { within } from './wait.ts';

/** Longest text that an agent says of itself, in UTF-16 units: the end of its stderr fits. */
const MAX_WORDS = 8_000;

interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What an agent is made of before its session is open. */
export interface AgentParts {
  readonly name: string;
  readonly child: AgentChild;
  readonly settings: AgentSettings;
  readonly workspace: string;
  readonly redactor: Redactor;
  readonly limits: AgentLimits;
}

/** A running agent: routes what it says and asks to the turn that runs, and ends turns and process as it should. */
export class AcpAgent implements AgentProcess {
  readonly pid: number;
  readonly exited: Promise<AgentExit>;
  canLoad = false;
  loaded = false;
  sessionId = '';
  login = '';
  /** The authentication method that takes a credential of the environment, if there is one. */
  silentLogin: string | undefined;
  readonly garbage: Garbage;
  /** Set once the SDK is loaded. */
  connection: ClientConnection | undefined;
  readonly #parts: AgentParts;
  readonly #desk = new Desk();
  readonly #cost = new CostMeter();
  readonly #warnings: Warning[] = [];
  #turn: Turn | undefined;
  #release: (() => void) | undefined;
  #pressure: Promise<void> | undefined;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.pid = parts.child.pid;
    this.garbage = new Garbage((text) => this.redact(text));
    this.exited = parts.child.exited.then(async (exit) => {
      // What the agent started and left behind ends with it.
      await parts.child.end();
      return { ...exit, stderrTail: this.redact(parts.child.stderrTail()) };
    });
  }

  /** What the agent says of itself, without secrets, and no longer than a person reads. */
  redact(text: string): string {
    return cut(this.#parts.redactor.all(text), MAX_WORDS);
  }

  /** For the wire: one `session/update`. */
  update(sessionId: string, update: { readonly [field: string]: unknown }): Promise<void> | undefined {
    if (this.sessionId !== '' && sessionId !== this.sessionId) return undefined;
    if (update.sessionUpdate === 'usage_update') this.#cost.update(update);
    else this.#turn?.update(update);
    return this.#pressure;
  }

  /** For the wire: a line that is no ACP. */
  noise(line: string): void {
    const message = this.garbage.add(line);
    if (message !== undefined) this.warn('AGENT_OUTPUT', message);
  }

  /** Tells a warning in this run, else in the next. */
  warn(code: string, message: string): void {
    if (this.#turn === undefined) this.#warnings.push({ code, message });
    else this.#turn.translation.warning(code, message);
  }

  get turn(): Turn | undefined {
    return this.#turn;
  }

  async prompt(
    { preface, ...input }: RunInput & { readonly threadId: string; readonly preface?: string },
    emit: (event: AguiEvent) => void | Promise<void>,
    signal: AbortSignal,
    attendant?: Attendant,
  ): Promise<{ end: PromptEnd; refused: number }> {
    if (this.#turn !== undefined) throw new AmberError('INTERNAL', 'the agent runs a prompt already');
    let failure: { readonly error: unknown } | undefined;
    const fail = (error: unknown): void => {
      failure ??= { error };
      this.#release?.();
    };
    const guarded = (event: AguiEvent): void => {
      if (failure !== undefined) return;
      try {
        const taken = emit(event);
        if (taken !== undefined) this.#pressure = taken.catch(fail);
      } catch (error) {
        fail(error);
      }
    };
    const { settings, workspace } = this.#parts;
    const cancel = (): void => void this.cancel();
    const turn = new Turn(input, guarded, { settings, workspace, desk: this.#desk, cancel, attendant });
    const released = new Promise<PromptOutcome>((resolve) => {
      this.#release = () => resolve({ kind: 'unresponsive' });
    });
    this.#turn = turn;
    this.#cost.startRun();
    const abort = (): void => void this.cancel();
    try {
      turn.translation.start();
      for (const { code, message } of this.#warnings.splice(0)) turn.translation.warning(code, message);
      if (signal.aborted) turn.abort();
      else signal.addEventListener('abort', abort, { once: true });
      const outcome: PromptOutcome = turn.cancelled
        ? { kind: 'answer', response: { stopReason: 'cancelled' } }
        : await Promise.race([this.#ask(input, preface), released]);
      // Nobody can tell what an agent still does that doesn't end its turn, or doesn't speak any more.
      if (outcome.kind === 'unresponsive' || outcome.kind === 'silent') void this.#parts.child.end();
      const untold = this.garbage.rest();
      if (untold !== undefined) turn.translation.warning('AGENT_OUTPUT', untold);
      const ending = endingOf(outcome, {
        agent: this.#parts.name,
        cancelled: turn.cancelled,
        question: turn.question,
        refused: turn.refused,
        usd: this.#cost.usd,
        login: this.login,
      });
      // The agent's own words may quote its environment or its requests.
      turn.translation.end(ending.kind === 'error' ? { ...ending, message: this.redact(ending.message) } : ending);
      await this.#pressure;
      if (failure !== undefined) throw failure.error;
      return { end: ending.kind, refused: turn.refused };
    } finally {
      signal.removeEventListener('abort', abort);
      turn.abort();
      this.#turn = undefined;
      this.#release = undefined;
      this.#pressure = undefined;
    }
  }

  async #ask({ messages }: RunInput, preface: string | undefined): Promise<PromptOutcome> {
    const { connection } = this;
    if (connection === undefined) return { kind: 'silent' };
    try {
      const response = await connection.agent.request('session/prompt', {
        sessionId: this.sessionId,
        prompt: [...(preface === undefined ? [] : [preface]), ...messages.map(({ content }) => content)].map(
          (text) => ({
            type: 'text',
            text,
          }),
        ),
      });
      return { kind: 'answer', response };
    } catch (error) {
      if (isObject(error) && typeof error.code === 'number')
        return { kind: 'rejected', error: { code: error.code, message: messageOf(error), data: error.data } };
      // The connection is closed: the process is about to end, or plays dead.
      const exit = await within(this.exited, this.#parts.limits.silence, undefined);
      return exit === undefined ? { kind: 'silent' } : { kind: 'exited', exit };
    }
  }

  async cancel(): Promise<void> {
    const turn = this.#turn;
    const release = this.#release;
    if (turn === undefined || turn.cancelled) return;
    turn.abort();
    const timer = setTimeout(() => release?.(), this.#parts.limits.cancel);
    // A turn that ends in time leaves nothing behind that would keep the process alive.
    timer.unref();
    await this.connection?.agent.notify('session/cancel', { sessionId: this.sessionId }).catch(() => {});
  }

  async close(): Promise<void> {
    await this.#parts.child.end();
    this.connection?.close();
    await this.exited;
  }
}
