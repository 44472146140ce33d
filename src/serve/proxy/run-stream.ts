import type { IncomingMessage } from 'node:http';
import { Backoff } from '../../async/backoff.ts';
import type { StreamItem } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { SseDecoder } from '../../sse/decoder.ts';
import type { PostedRun } from '../run-backend.ts';
import type { Runners } from '../serve-options.ts';
import type { ServeTiming } from '../serve-timing.ts';
import { requestRunner, wasNotReached } from './runner-client.ts';

export interface RunStreamDeps {
  readonly runners: Runners;
  readonly clock: Clock;
  readonly timing: ServeTiming;
  /** Called for each try that is repeated: the how manieth failed, and why. */
  readonly retried: (ref: SessionRef, error: unknown, tries: number) => void;
}

/** What a runner that is not there, or does not want to, makes of a run. */
export class RunnerRefusal extends Error {
  readonly code: 'RUNNER_UNAVAILABLE' | 'RUNNER_ERROR';

  constructor(code: RunnerRefusal['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/**
 * Posts a run to the session's runner and yields what its stream says, until that ends, however it ends. The run is
 * posted once: only a runner that was not reached, because it boots, is tried again.
 * @throws RunnerRefusal if the runner does not have the run. AmberError UNAVAILABLE if it may have it. The signal's reason
 */
export async function* runStream(
  ref: SessionRef,
  run: PostedRun,
  deps: RunStreamDeps,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamItem[], void, void> {
  const answer = await reach(ref, run, deps, signal);
  if (answer.statusCode !== 200) {
    answer.resume();
    throw new RunnerRefusal('RUNNER_ERROR', `Runner error: HTTP ${answer.statusCode}`);
  }
  const decoder = new SseDecoder();
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      const items = decoder.push(chunk);
      if (items.length > 0) yield items;
    }
  } catch (error) {
    // A connection that breaks is an end as well: what it means is for the caller to say.
    if (signal.aborted) throw error;
  } finally {
    answer.destroy();
  }
}

async function reach(
  ref: SessionRef,
  run: PostedRun,
  deps: RunStreamDeps,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { clock, timing, runners, retried } = deps;
  const backoff = new Backoff({ first: timing.connectFirst, most: timing.connectMost, factor: 1.5 });
  for (let tries = 1; ; tries++) {
    try {
      const address = await runners.address(ref);
      return await requestRunner(address, {
        method: 'POST',
        path: '/',
        body: run.body,
        accept: 'text/event-stream',
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      if (mayHaveArrived(error)) throw error;
      if (!isAmberError(error, 'UNAVAILABLE') || tries >= timing.connectTries)
        throw new RunnerRefusal('RUNNER_UNAVAILABLE', 'Runner is not available', error);
      retried(ref, error, tries);
    }
    await clock.sleep(backoff.next(), signal);
  }
}

/** A connection that broke may have delivered the run; an address that is not known yet, and a runner that boots, have not. */
function mayHaveArrived(error: unknown): boolean {
  return isAmberError(error, 'UNAVAILABLE') && error.cause !== undefined && !wasNotReached(error);
}
