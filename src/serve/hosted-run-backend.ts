import { isObject, text } from '../core/agui/events.ts';
import { isAmberError, messageOf } from '../core/errors.ts';
import { isEmptyOptions } from '../core/session/agent-options.ts';
import type { RunInput, SessionRef } from '../core/session/session.ts';
import { readContent } from '../engine/file-part.ts';
import { mayStart, readAnswers, readPostedOptions } from '../engine/platform/api-bodies.ts';
import { HostedFeed, type HostedFeedDeps } from './events/hosted-feed.ts';
import type { SseBlock } from './events/sse-block.ts';
import { HttpError } from './http/responses.ts';
import type { PostedRun, RunBackend, RunnerAnswer } from './run-backend.ts';
import { keyed } from './run-backend.ts';

/**
 * Runs and events over an engine whose sessions have hosts (`local`): the hosts write the logs and stop sessions, serve
 * reads. Sessions that are created or started here are hosted in this process, so they end with it.
 */
export class HostedRunBackend implements RunBackend {
  readonly #deps: Omit<HostedFeedDeps, 'idle'>;
  readonly #feeds = new Map<string, HostedFeed>();

  constructor(deps: Omit<HostedFeedDeps, 'idle'>) {
    this.#deps = deps;
  }

  async follow(ref: SessionRef, use: (feed: HostedFeed) => Promise<void>): Promise<void> {
    const key = keyed(ref).key;
    let feed = this.#feeds.get(key);
    if (feed === undefined) {
      feed = new HostedFeed(ref, { ...this.#deps, idle: () => this.#feeds.delete(key) });
      this.#feeds.set(key, feed);
    }
    await use(feed);
  }

  read(ref: SessionRef, signal: AbortSignal): AsyncIterable<SseBlock> {
    // No listener joins this feed, so that it does not run on.
    return new HostedFeed(ref, { ...this.#deps, idle: () => undefined }).replay(0, signal);
  }

  async run(ref: SessionRef, { runId, body }: PostedRun): Promise<{ readonly runId: string }> {
    const agentOptions = readPostedOptions(body);
    const { engine } = this.#deps;
    const input = {
      runId,
      messages: messagesOf(body, runId),
      ...readAnswers(body),
      ...(!isEmptyOptions(agentOptions) && { agentOptions }),
    };
    const taken =
      mayStart(body) && engine.sendOrStart !== undefined
        ? await engine.sendOrStart(ref, input)
        : await engine.send(ref, input);
    this.touched(ref);
    return taken;
  }

  async interrupt(ref: SessionRef): Promise<RunnerAnswer> {
    await this.#deps.engine.interrupt(ref);
    return { status: 200, body: { message: 'Interrupt requested' } };
  }

  async tasks(ref: SessionRef): Promise<RunnerAnswer> {
    const { runner } = await this.#deps.engine.probe(ref);
    if (runner === 'gone') return { status: 502, body: { error: 'Runner is not available' } };
    if (runner === 'unknown') return { status: 501, body: { error: 'Not known here' } };
    // Agents of this engine report no background tasks.
    return { status: 200, body: { tasks: [] } };
  }

  taskOutput(): Promise<RunnerAnswer> {
    return Promise.resolve({ status: 404, body: { error: 'Task not found' } });
  }

  stopTask(): Promise<RunnerAnswer> {
    return this.taskOutput();
  }

  /** The engine keeps each session's events with it. */
  async met(): Promise<void> {}

  touched(ref: SessionRef): void {
    this.#feeds.get(keyed(ref).key)?.wake();
  }

  async removed(ref: SessionRef): Promise<void> {
    this.#feeds.get(keyed(ref).key)?.end();
  }

  /** Agents die with their host: each session of this process is stopped, in order, and its end reaches the readers. */
  async drain(signal: AbortSignal): Promise<void> {
    const { engine, clock, log } = this.#deps;
    const asked = new Set<string>();
    for (let refs = engine.hosted?.() ?? []; refs.length > 0 && !signal.aborted; refs = engine.hosted?.() ?? []) {
      for (const ref of refs.filter((one) => !asked.has(keyed(one).key))) {
        asked.add(keyed(ref).key);
        await engine.stop(ref, 'shutdown').catch((error: unknown) => {
          if (!isAmberError(error, 'NOT_FOUND')) log('error', 'stop.failed', { ...ref, error: messageOf(error) });
        });
      }
      await clock.sleep(50, signal).catch(() => undefined);
    }
    // What the hosts wrote last may still be on its way to the readers.
    await Promise.all([...asked].map((key) => this.#feeds.get(key)?.settled(signal)));
  }

  prune(): void {
    const now = this.#deps.clock.now();
    for (const feed of this.#feeds.values()) feed.prune(now);
  }

  async close(): Promise<void> {
    for (const feed of [...this.#feeds.values()]) feed.end();
  }
}

/**
 * The new messages of an AG-UI input: clients send the whole conversation, so what counts is the user's words after the
 * last message of anyone else.
 * @throws HttpError 400 if there are none
 */
export function messagesOf(body: PostedRun['body'], runId: string): RunInput['messages'] {
  const messages: unknown[] = Array.isArray(body.messages) ? body.messages : [];
  const others = messages.findLastIndex((message) => !isObject(message) || text(message, 'role') !== 'user');
  const fresh = messages.slice(others + 1).map((message, index) => {
    const content = isObject(message) ? readContent(message.content) : undefined;
    if (content === undefined)
      throw new HttpError(400, 'Messages must have a string as content, or parts: text, and files with their data');
    return {
      id: (isObject(message) && text(message, 'id')) || `${runId}-${index + 1}`,
      role: 'user' as const,
      content,
    };
  });
  // An answer to a question needs no words beside it.
  if (fresh.length === 0 && readAnswers(body).resume === undefined)
    throw new HttpError(400, 'There is no new message: the last one must be of role "user"');
  return fresh;
}
