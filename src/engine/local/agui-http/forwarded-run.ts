import { type AguiEvent, isObject, object, runIdOf, text } from '../../../core/agui/events.ts';
import { endsInQuestion } from '../../../core/agui/run-end-events.ts';
import type { RunError } from '../../../core/result.ts';
import type { RunInput } from '../../../core/session/session.ts';
import type { PromptEnd } from '../acp/agent-interface.ts';
import { isRunEnd, runCancelled, runError, runStarted, warning } from '../host/run-events.ts';
import { UnfinishedEvents } from '../host/unfinished-events.ts';

type Run = RunInput & { readonly threadId: string };

/** Warnings of one kind that a run shows: a server that sends garbage sends a lot of it. */
const MAX_WARNINGS = 3;

/**
 * The events of one run on their way from the server to the log: as they came. Only the two that frame the run are
 * completed where an older server leaves out what the protocol wants there: the run's id, the message that it answers, the
 * tool calls that it leaves open. A run that the server does not end is ended here.
 */
export class ForwardedRun {
  readonly #run: Run;
  readonly #emit: (event: AguiEvent) => void;
  readonly #parts = new UnfinishedEvents();
  readonly #warned = new Map<string, number>();
  #waiting: AguiEvent[] = [];
  #started = false;
  /** The server's own id of the run, where it has said one. */
  #calledBy: string | undefined;
  #end: PromptEnd | undefined;

  constructor(run: Run, emit: (event: AguiEvent) => void) {
    this.#run = run;
    this.#emit = emit;
  }

  /** How the run ended; undefined as long as it goes on. */
  get end(): PromptEnd | undefined {
    return this.#end;
  }

  /** True for the end of a run that is not the one that the server has begun: of an agent behind it, say. */
  isOfAnother(event: AguiEvent): boolean {
    const id = isRunEnd(event.type) ? runIdOf(event) : undefined;
    if (id === undefined || this.#calledBy === undefined || id === this.#calledBy || id === this.#run.runId)
      return false;
    this.warn('AGENT_PROTOCOL', 'the agent ended another run than the one that was asked for: that is not its end');
    return true;
  }

  /** Takes an event of the server. `pending`: the tool calls that a RUN_FINISHED leaves open. */
  take(event: AguiEvent, pending: readonly string[]): void {
    if (this.#end !== undefined) return;
    if (event.type === 'RUN_STARTED') {
      if (this.#started) this.warn('AGENT_PROTOCOL', 'the agent began the run a second time');
      else {
        this.#calledBy = runIdOf(event);
        this.#start(event);
      }
      return;
    }
    this.start();
    if (isRunEnd(event.type)) {
      const end = event.type === 'RUN_FINISHED' ? this.#finished(event, pending) : this.#named(event);
      this.#end = endOf(end);
      this.#emit(end);
      return;
    }
    this.#parts.apply(event);
    this.#emit(event);
  }

  /** The run has begun, whether the server has said so or not. */
  start(): void {
    if (!this.#started) this.#start(runStarted(this.#run.threadId, this.#run));
  }

  /** Something that a person should know. What comes before the run has started is said once it has. */
  warn(code: string, message: string): void {
    const count = (this.#warned.get(code) ?? 0) + 1;
    this.#warned.set(code, count);
    if (count > MAX_WARNINGS || this.#end !== undefined) return;
    const event = warning(code, count === MAX_WARNINGS ? `${message} (and more of it is not shown)` : message);
    if (this.#started) this.#emit(event);
    else this.#waiting.push(event);
  }

  /** Ends a run that the server has not ended. */
  fail(error: RunError): void {
    this.#close('error', runError(this.#run.runId, error));
  }

  /** The same for one that was taken back. */
  cancel(): void {
    this.#close('cancelled', runCancelled(this.#run.threadId, this.#run.runId));
  }

  #close(end: PromptEnd, event: AguiEvent): void {
    if (this.#end !== undefined) return;
    this.start();
    for (const part of this.#parts.ends()) this.#emit(part);
    this.#end = end;
    this.#emit(event);
  }

  #start(event: AguiEvent): void {
    const { input } = runStarted(this.#run.threadId, this.#run);
    const started = this.#named(isObject(event.input) ? event : { ...event, input });
    this.#started = true;
    this.#emit(started);
    for (const waiting of this.#waiting.splice(0)) this.#emit(waiting);
  }

  #finished(event: AguiEvent, pending: readonly string[]): AguiEvent {
    const named = this.#named(event);
    if (pending.length === 0 || object(named, 'outcome')?.pendingToolCallIds !== undefined) return named;
    return { ...named, outcome: { type: 'success', pendingToolCallIds: pending } };
  }

  /** The event with the ids that were asked for: by others its readers would not find it. */
  #named(event: AguiEvent): AguiEvent {
    const { runId, threadId } = this.#run;
    // An error has none in the specification; readers tell runs apart by it.
    if (event.type === 'RUN_ERROR') return runIdOf(event) === runId ? event : { ...event, runId };
    if (event.runId === runId && text(event, 'threadId') !== undefined) return event;
    if (event.runId !== runId)
      this.warn('AGENT_PROTOCOL', `the agent calls the run by another id than it was asked for`);
    return { ...event, threadId: text(event, 'threadId') ?? threadId, runId };
  }
}

function endOf(event: AguiEvent): PromptEnd {
  if (event.type === 'RUN_ERROR') return 'error';
  if (text(object(event, 'outcome') ?? {}, 'type') === 'cancelled') return 'cancelled';
  return endsInQuestion(event, false) ? 'question' : 'finished';
}
