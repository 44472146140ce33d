import type { ClientConnection, ContentBlock } from '@agentclientprotocol/sdk';
import { within } from '../../../async/abort.ts';
import { OneAtATime } from '../../../async/one-at-a-time.ts';
import { systemClock } from '../../../async/system-clock.ts';
import { type AguiEvent, isObject } from '../../../core/agui/events.ts';
import { AmberError, messageOf } from '../../../core/errors.ts';
import type { RunError } from '../../../core/result.ts';
import type { Redactor } from '../../../core/secrets/redact.ts';
import type { AgentOptions, RunInput } from '../../../core/session/session.ts';
import type { RegisteredAgent } from '../agents/known-agents.ts';
import type { ConfinedStart } from '../confine-agent.ts';
import { type AgentError, type FailingAgent, failureOf } from './agent-failure.ts';
import type { AgentExit, AgentProcess, AgentSettings, Attendant, PromptEnd } from './agent-interface.ts';
import type { AgentLimits } from './agent-limits.ts';
import { isAgentError, request } from './agent-request.ts';
import { type AgentOffers, withConfigOptions, withCurrent } from './options/agent-offers.ts';
import { setOptions } from './options/set-options.ts';
import type { AgentChild } from './process/agent-child.ts';
import { StrayOutput } from './process/stray-output.ts';
import { promptBlocks } from './prompt/prompt-blocks.ts';
import { WorkspaceFiles } from './prompt/workspace-files.ts';
import { blockText, cut } from './tools/tool-result-text.ts';
import { Turn } from './turn/turn.ts';
import { endingOf, type PromptOutcome } from './turn/turn-end.ts';
import { CostMeter } from './turn/turn-usage.ts';

/** Longest text that an agent says of itself, in UTF-16 units: the end of its stderr fits. */
const MAX_WORDS = 8_000;

/** The updates that are part of the conversation: an agent that sends them has not come to rest. */
const SPOKEN: ReadonlySet<unknown> = new Set([
  'agent_message_chunk',
  'agent_thought_chunk',
  'tool_call',
  'tool_call_update',
]);

interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What an agent is made of before its session is open. */
export interface AgentParts {
  readonly name: string;
  /** What the registry knows of it. */
  readonly known: RegisteredAgent | undefined;
  /** See `mayRefuseRoot`. */
  readonly mayRefuseRoot: boolean;
  readonly child: AgentChild;
  readonly surroundings: ConfinedStart;
  readonly settings: AgentSettings;
  readonly workspace: string;
  readonly redactor: Redactor;
  readonly limits: AgentLimits;
}

/** A running agent: routes what it says and asks to the turn that runs, and ends turns and process as it should. */
export class AcpAgent implements AgentProcess {
  readonly pid: number;
  readonly exited: Promise<AgentExit>;
  /** Set once the agent has said hello, and again with its session. */
  offers: AgentOffers = {
    prompt: { image: false, audio: false, embeddedContext: false },
    loadsSessions: false,
    options: [],
  };
  canDelete = false;
  loaded = false;
  sessionId = '';
  login = '';
  /** The authentication method that takes a credential of the environment, if there is one. */
  silentLogin: string | undefined;
  readonly strayOutput: StrayOutput;
  /** Set once the SDK is loaded. */
  connection: ClientConnection | undefined;
  readonly #parts: AgentParts;
  readonly #questions = new OneAtATime();
  readonly #files: WorkspaceFiles;
  readonly #cost = new CostMeter();
  readonly #warnings: Warning[] = [];
  #turn: Turn | undefined;
  #release: (() => void) | undefined;
  #pressure: Promise<void> | undefined;
  /** When the agent said something last, on the clock, in ms. */
  #spokenAt = 0;
  /** Text that came after a turn, in UTF-16 units: no run has it. What comes before the first is a session's replay. */
  #lost = 0;
  #hadTurn = false;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#files = new WorkspaceFiles(parts.workspace);
    this.pid = parts.child.pid;
    this.strayOutput = new StrayOutput((text) => this.redact(text));
    this.exited = parts.child.exited.then(async (exit) => {
      // What the agent started and left behind ends with it.
      await parts.child.end();
      await parts.surroundings.close();
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
    if (SPOKEN.has(update.sessionUpdate)) this.#spokenAt = systemClock.now();
    this.#options(update);
    if (update.sessionUpdate === 'usage_update') {
      this.#cost.update(update);
      this.#turn?.translation.taken(this.#cost.usd, update.used);
    } else if (this.#turn !== undefined) this.#turn.update(update);
    else if (this.#hadTurn && update.sessionUpdate === 'agent_message_chunk')
      this.#lost += blockText(update.content).length;
    return this.#pressure;
  }

  /** For the wire: a line that is no ACP. */
  noise(line: string): void {
    const message = this.strayOutput.add(line);
    if (message !== undefined) this.warn('AGENT_OUTPUT', message);
  }

  /** Adds a warning to this run, else to the next. */
  warn(code: string, message: string): void {
    if (this.#turn === undefined) this.#warnings.push({ code, message });
    else this.#turn.translation.warning(code, message);
  }

  get canLoad(): boolean {
    return this.offers.loadsSessions;
  }

  async setOptions(options: AgentOptions): Promise<void> {
    const { name } = this.#parts;
    const session = {
      agent: name,
      sessionId: this.sessionId,
      offered: this.offers.options,
      ask: (method: string, params: object) => request(this, this.#parts, method, params),
      refusal: (error: unknown) => (isAgentError(error) ? this.describe(error).message : undefined),
      warn: (code: string, message: string) => this.warn(code, message),
    };
    try {
      await setOptions(session, options);
    } finally {
      this.offers = { ...this.offers, options: session.offered };
    }
  }

  async forget(): Promise<void> {
    if (!this.canDelete) return;
    await request(this, this.#parts, 'session/delete', { sessionId: this.sessionId }).catch(() => {});
  }

  /** What the agent has changed by itself. */
  #options(update: { readonly [field: string]: unknown }): void {
    const { options } = this.offers;
    if (update.sessionUpdate === 'config_option_update')
      this.offers = { ...this.offers, options: withConfigOptions(options, update) };
    if (update.sessionUpdate !== 'current_mode_update' || typeof update.currentModeId !== 'string') return;
    const mode = options.find(({ category }) => category === 'mode');
    if (mode !== undefined)
      this.offers = { ...this.offers, options: withCurrent(options, mode.id, update.currentModeId) };
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
    const { settings, surroundings, workspace } = this.#parts;
    const { refusals } = surroundings;
    const refusedBefore = refusals?.count ?? 0;
    const requestsBefore = surroundings.modelRequests() ?? 0;
    const cancel = (): void => void this.cancel();
    const turn = new Turn(input, guarded, { settings, workspace, questions: this.#questions, cancel, attendant });
    const released = new Promise<PromptOutcome>((resolve) => {
      this.#release = () => resolve({ kind: 'unresponsive' });
    });
    this.#turn = turn;
    this.#cost.startRun();
    const abort = (): void => void this.cancel();
    try {
      turn.translation.start();
      for (const { code, message } of this.#warnings.splice(0)) turn.translation.warning(code, message);
      if (this.#lost > 0) turn.translation.warning('TEXT_LOST', lostText(this.#lost));
      this.#lost = 0;
      if (signal.aborted) turn.abort();
      else signal.addEventListener('abort', abort, { once: true });
      const outcome: PromptOutcome = turn.cancelled
        ? { kind: 'answer', response: { stopReason: 'cancelled' } }
        : await Promise.race([this.#ask(await this.#blocks(input, preface)), released]);
      const { cancelled } = turn;
      turn.answered = outcome.kind === 'answer';
      if (turn.answered && !cancelled) await this.#untilQuiet(turn, released);
      // What an agent still does that doesn't end its turn, or doesn't speak any more, can't be known.
      if (outcome.kind === 'unresponsive' || outcome.kind === 'silent') void this.#parts.child.end();
      const strayLines = this.strayOutput.rest();
      if (strayLines !== undefined) turn.translation.warning('AGENT_OUTPUT', strayLines);
      const ending = endingOf(outcome, {
        agent: this.failing(),
        cancelled,
        noAnswer: (cause) => turn.translation.noAnswer(cause),
        question: turn.question,
        refused: turn.refused,
        permissionRules: turn.permissionRules,
        usd: this.#cost.usd,
        modelRequests: since(requestsBefore, surroundings.modelRequests()),
      });
      const what = refusals?.summary();
      if (what !== undefined) turn.translation.warning('SANDBOX_REFUSED', `the sandbox refused ${this.redact(what)}`);
      const refused = turn.refused + (refusals?.count ?? 0) - refusedBefore;
      // The agent's own words may quote its environment or its requests.
      const shown = ending.kind === 'error' ? { ...ending, message: this.redact(ending.message) } : ending;
      // A person knows what they have refused.
      turn.translation.end({ ...shown, refused: refused - turn.refusedByPerson });
      await this.#pressure;
      if (failure !== undefined) throw failure.error;
      return { end: ending.kind, refused };
    } finally {
      signal.removeEventListener('abort', abort);
      turn.abort();
      this.#turn = undefined;
      this.#hadTurn = true;
      this.#release = undefined;
      this.#pressure = undefined;
    }
  }

  /** What goes to the agent. @throws AmberError STATE if a file can't be put where the agent finds it */
  async #blocks({ messages }: RunInput, preface: string | undefined): Promise<ContentBlock[]> {
    const blocks: ContentBlock[] = preface === undefined ? [] : [{ type: 'text', text: preface }];
    for (const { content } of messages) blocks.push(...(await promptBlocks(content, this.offers.prompt, this.#files)));
    return blocks;
  }

  async #ask(blocks: readonly ContentBlock[]): Promise<PromptOutcome> {
    const { connection } = this;
    if (connection === undefined) return { kind: 'silent' };
    try {
      const response = await connection.agent.request('session/prompt', {
        sessionId: this.sessionId,
        prompt: blocks,
      });
      return { kind: 'answer', response };
    } catch (error) {
      if (isObject(error) && typeof error.code === 'number')
        return { kind: 'rejected', error: { code: error.code, message: messageOf(error), data: error.data } };
      // The connection is closed: the process is about to end, or plays dead.
      const exit = await within(this.exited, this.#parts.limits.silence, systemClock);
      return exit === undefined ? { kind: 'silent' } : { kind: 'exited', exit };
    }
  }

  /**
   * Text can come after the answer that ends a turn: waits until the agent has been quiet for a while. One that does not
   * become quiet is left to its noise, and the run says that text may be missing.
   */
  async #untilQuiet(turn: Turn, released: Promise<unknown>): Promise<void> {
    const { quiet, late } = this.#parts.limits;
    const over = Promise.race([released, this.exited, turn.over]);
    const began = systemClock.now();
    for (let now = began; ; now = systemClock.now()) {
      const silent = Math.max(began, this.#spokenAt) + quiet - now;
      const patient = began + late - now;
      if (silent <= 0) return;
      if (patient <= 0) break;
      if ((await within(over, Math.min(silent, patient), systemClock, 'quiet')) !== 'quiet') return;
    }
    turn.translation.warning('TEXT_LOST', stillWriting(late / 1_000));
  }

  /** What the agent's refusal of a request comes to. */
  describe(error: AgentError): RunError {
    const failure = failureOf(error, this.failing());
    return { ...failure, message: this.redact(failure.message) };
  }

  /** What is known of it where it fails. */
  failing(): FailingAgent {
    const { name, known, child, mayRefuseRoot } = this.#parts;
    return { name, known, mayRefuseRoot, login: this.login, stderr: child.stderrTail() };
  }

  async cancel(): Promise<void> {
    const turn = this.#turn;
    const release = this.#release;
    if (turn === undefined || turn.cancelled) return;
    turn.abort();
    // Its own end is on its way.
    if (turn.answered) return;
    const timer = setTimeout(() => release?.(), this.#parts.limits.cancel);
    // A turn that ends in time leaves nothing behind that would keep the process alive.
    timer.unref();
    await this.connection?.agent.notify('session/cancel', { sessionId: this.sessionId }).catch(() => {});
  }

  async close(): Promise<void> {
    await this.#parts.child.end();
    this.connection?.close();
    await this.exited;
    await this.#files.remove();
  }
}

const since = (before: number, now: number | undefined): number | undefined => (now === undefined ? now : now - before);

const lostText = (characters: number): string =>
  `text was lost: the agent wrote ${characters} characters after the end of its last turn`;

const stillWriting = (seconds: number): string =>
  `text was lost: the agent still wrote ${seconds} s after the end of its turn, and is not listened to any longer`;
