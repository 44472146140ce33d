import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import type { AguiEvent, Cursor, StreamItem } from '../../../src/core/agui/events.ts';
import type { Clock } from '../../../src/core/clock.ts';
import { isTerminal } from '../../../src/core/session/phase.ts';
import {
  refOf,
  type Session,
  type SessionMeta,
  type SessionRef,
  type SessionSpec,
} from '../../../src/core/session/session.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { startAgent } from '../../../src/engine/local/acp/start-program.ts';
import { resolveAgent } from '../../../src/engine/local/agents/known-agents.ts';
import { createLocalEngine } from '../../../src/engine/local/create-local-engine.ts';
import type { LocalOptions, Seams } from '../../../src/engine/local/local-options.ts';
import { POLL } from '../../../src/engine/local/state/watch-directory.ts';
import { type Scenario, type Step, scripted } from '../../fakes/acp-agents/scripted.ts';
import { HANG_MS } from '../../fakes/patience.ts';

/** A directory that goes when the test ends. */
export function directory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'amber-local-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}

/** The machine's clock, but for polls: what comes nevertheless was noticed, and not found by the next look. */
export const UNPOLLED: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms === POLL ? 60_000 : ms, signal),
};

/** Real agents, with shorter waits at their end. */
export const SEAMS: Seams = {
  startAgent: (spec, settings, onSpawn, options) =>
    startAgent(spec, settings, onSpawn, { ...options, limits: { cancel: 300, terminate: 300, quiet: 20 } }),
  resolveAgent,
  waits: { cancel: 200, close: 3_000, launch: HANG_MS, activity: 10_000 },
  platform: 'linux',
};

export interface Opened {
  readonly engine: Engine;
  readonly stateDir: string;
  readonly cwd: string;
  readonly notices: string[];
}

/** An engine on a state directory; at the test's end all that it hosts is stopped. */
export function open(options: Partial<LocalOptions> = {}, seams: Partial<Seams> = {}): Opened {
  const stateDir = options.stateDir ?? join(directory(), 'state');
  const cwd = options.cwd ?? directory();
  const notices: string[] = [];
  const engine = createLocalEngine(
    {
      stateDir,
      hosting: 'here',
      spawnHost: (ref) => void spawnHost(stateDir, ref),
      agent: { env: agentEnv(), commands: {}, permissions: 'read' },
      cwd,
      clock: systemClock,
      notice: (message) => void notices.push(message),
      ...options,
    },
    { ...SEAMS, ...seams },
  );
  onTestFinished(async () => {
    // A state directory that can't be used holds no session.
    for (const session of await all(engine.list('default')).catch(() => []))
      if (!isTerminal(session.status?.phase)) await engine.stop(refOf(session), 'user').catch(() => {});
    await engine.close();
  });
  return { engine, stateDir, cwd, notices };
}

export const agentEnv = (): { [name: string]: string } => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
});

/** A process that hosts one session, as `amber host-session` does. */
export function spawnHost(stateDir: string, ref: SessionRef, polls?: 'unpolled'): ChildProcess {
  const child = runScript(
    'host-main.ts',
    stateDir,
    `${ref.project}/${ref.name}`,
    ...(polls === undefined ? [] : [polls]),
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs a TypeScript file beside this one in a process of its own. */
export function runScript(file: string, ...args: readonly string[]): ChildProcess {
  const script = fileURLToPath(new URL(`./${file}`, import.meta.url));
  return spawn(process.execPath, ['--no-warnings', '--experimental-strip-types', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Types are stripped once, not by every process.
    env: { ...process.env, NODE_COMPILE_CACHE: inject('compileCache') },
  });
}

export const meta = (more: Partial<SessionMeta> = {}): SessionMeta => ({
  project: 'default',
  requestId: randomUUID(),
  ...more,
});

/** A session whose agent does these steps for its first prompt and those for the next ones. */
export const session = (scenario: Scenario | readonly Step[], more: Partial<SessionSpec> = {}): SessionSpec => ({
  initialPrompt: 'hello',
  runnerType: scripted(isSteps(scenario) ? { prompts: [scenario] } : scenario),
  stopOnRunFinished: true,
  ...more,
});

const isSteps = (scenario: Scenario | readonly Step[]): scenario is readonly Step[] => Array.isArray(scenario);

export const message = (content: string, runId: string = randomUUID()) => ({
  runId,
  messages: [{ id: `${runId}-message`, role: 'user' as const, content }],
});

/** Reads the session's events until `enough` says so, or the stream ends. */
export async function read(
  engine: Engine,
  ref: SessionRef,
  enough: (event: AguiEvent) => boolean = () => false,
  from?: Cursor,
): Promise<AguiEvent[]> {
  const events: AguiEvent[] = [];
  for await (const item of items(engine, ref, from)) {
    if (item.kind !== 'event') continue;
    events.push(item.event);
    if (enough(item.event)) break;
  }
  return events;
}

export async function* items(engine: Engine, ref: SessionRef, from?: Cursor): AsyncGenerator<StreamItem> {
  const leave = new AbortController();
  try {
    for await (const chunk of engine.events(ref, from, leave.signal)) yield* chunk;
  } finally {
    leave.abort();
  }
}

/** All that a list yields. */
export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}

/** Waits until the session is as wanted. */
export async function until(
  engine: Engine,
  ref: SessionRef,
  wanted: (session: Session) => boolean,
  patience = HANG_MS,
): Promise<Session> {
  const deadline = performance.now() + patience;
  for (;;) {
    const now = await engine.get(ref);
    if (wanted(now)) return now;
    if (performance.now() > deadline) throw new Error(`not so within ${patience} ms: ${JSON.stringify(now, null, 1)}`);
    await systemClock.sleep(10);
  }
}

export const phase =
  (...phases: readonly string[]) =>
  ({ status }: Session): boolean =>
    phases.includes(status?.phase ?? '');

export const dirOf = (stateDir: string, { project, name }: SessionRef): string =>
  join(stateDir, 'projects', project, name);

export const logOf = (stateDir: string, ref: SessionRef): string =>
  readFileSync(join(dirOf(stateDir, ref), 'events.jsonl'), 'utf8');
