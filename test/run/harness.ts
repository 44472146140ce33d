import type { Result } from '../../src/core/result.ts';
import type { Update } from '../../src/core/run-update.ts';
import type { SessionMeta, SessionSpec } from '../../src/core/session/session.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import { Interrupts } from '../../src/run/interrupts.ts';
import type { RunDeps } from '../../src/run/run-deps.ts';
import { FakeEngine, type Script } from '../fakes/engine.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';

export const META: SessionMeta = { project: 'test', requestId: 'request-1' };
export const SPEC: SessionSpec = { initialPrompt: 'Say hello' };

/** A heart on a bench: a virtual clock, an engine in memory, and all that it tells. */
export interface Bench {
  readonly clock: VirtualClock;
  readonly engine: FakeEngine;
  readonly interrupts: Interrupts;
  readonly reported: Update[];
  deps(more?: Partial<RunDeps>): RunDeps;
  /** The warnings' codes, in order. */
  warnings(): string[];
}

export function bench(script: (clock: VirtualClock) => Script = () => ({})): Bench {
  const clock = new VirtualClock();
  const engine = new FakeEngine(clock, script(clock));
  const interrupts = new Interrupts();
  const reported: Update[] = [];
  return {
    clock,
    engine,
    interrupts,
    reported,
    deps: (more = {}) => ({
      engine,
      clock,
      timing: TIMING,
      emit: (updates) => {
        reported.push(...updates);
      },
      interrupts,
      limits: { timeoutMs: 1_800_000, startTimeoutMs: 600_000, stopTimeoutMs: 30_000, questionGraceMs: 0 },
      keep: false,
      onInterrupt: 'stop',
      commands: { stop: ({ name }) => `amber stop ${name}`, watch: ({ name }) => `amber watch ${name}` },
      ...more,
    }),
    warnings: () => reported.flatMap((update) => (update.type === 'warning' ? [update.code] : [])),
  };
}

/** What the last update said; fails if it was no result, or if there were several. */
export function resultOf(reported: readonly Update[]): Result {
  const results = reported.filter((update) => update.type === 'result');
  const last = reported.at(-1);
  if (results.length !== 1 || last?.type !== 'result')
    throw new Error(`no single last result: ${JSON.stringify(reported)}`);
  return last.result;
}
