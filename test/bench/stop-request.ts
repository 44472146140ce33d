import { systemClock } from '../../src/async/system-clock.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { Interrupts } from '../../src/run/interrupts.ts';
import { runSession } from '../../src/run/run-session.ts';
import { type Figure, figure, median } from './figures.ts';

/** From RUN_FINISHED on the stream to the stop request, in milliseconds, with an engine that costs nothing itself. */
export async function stopRequest(): Promise<readonly Figure[]> {
  const samples: number[] = [];
  for (let round = 0; round < 15; round++) samples.push(await once());
  return [figure('RUN_FINISHED → stop request', median(samples), 'ms', '<= 5')];
}

async function once(): Promise<number> {
  let finishedAt = Number.NaN;
  let stopAt = Number.NaN;
  const run = { threadId: 'session-1', runId: 'run-1' };
  const session = () => ({
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: { name: 'session-1', namespace: 'bench' },
    spec: {},
    status: { phase: Number.isNaN(stopAt) ? ('Running' as const) : ('Stopped' as const) },
  });
  const engine: Engine = {
    name: 'platform',
    create: async () => session(),
    validate: async () => ({}),
    get: async () => session(),
    list: async function* () {},
    send: async ({ name }) => ({ runId: name }),
    events: async function* (_ref, _from, signal) {
      yield [{ kind: 'event' as const, event: { type: 'RUN_STARTED', ...run } }];
      await systemClock.sleep(20);
      finishedAt = performance.now();
      yield [
        {
          kind: 'event' as const,
          event: { type: 'RUN_FINISHED', ...run, result: { is_error: false, result: 'done' } },
        },
      ];
      await systemClock.sleep(60_000, signal).catch(() => undefined);
    },
    stop: async () => {
      if (Number.isNaN(stopAt)) stopAt = performance.now();
    },
    start: async () => {},
    interrupt: async () => {},
    probe: async () => ({ runner: 'alive', tasks: 0 }),
    annotate: async () => {},
    remove: async () => {},
    close: async () => {},
  };
  const result = await runSession(
    { initialPrompt: 'hello', stopOnRunFinished: true },
    { project: 'bench', requestId: 'request-1' },
    {
      engine,
      clock: systemClock,
      timing: TIMING,
      emit: () => {},
      interrupts: new Interrupts(),
      limits: { timeoutMs: 60_000, startTimeoutMs: 60_000, stopTimeoutMs: 10_000, questionGraceMs: 0 },
      keep: false,
      onInterrupt: 'stop',
      commands: { stop: ({ name }) => name, watch: ({ name }) => name },
    },
  );
  if (result.outcome !== 'finished') throw new Error(`the run ended ${result.outcome}`);
  return stopAt - finishedAt;
}
