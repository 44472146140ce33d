import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../../async/system-clock.ts';
import { AmberError, messageOf } from '../../../../core/errors.ts';
import { endGroup } from '../../process-groups.ts';
import type { AgentLimits } from '../agent-limits.ts';
import { StderrTail } from './stderr-tail.ts';

/** The agent's operating-system side: its process group, its pipes, its end. */
export interface AgentChild {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves once the process has ended and stderr is read; never rejects. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** The end of stderr so far. */
  stderrTail(): string;
  /** SIGTERM, grace, SIGKILL to the whole group. Idempotent. */
  end(): Promise<void>;
}

/**
 * Starts an agent without a shell, as leader of a session of its own: the terminal's Ctrl-C is Amber's to pass on, and
 * one signal to the group reaches all that the agent started.
 * @throws AmberError AGENT if it can't be started
 */
export async function spawnAgent(
  argv: readonly [string, ...string[]],
  where: {
    readonly cwd: string;
    readonly env: { readonly [name: string]: string };
    /** Takes each line that comes on descriptor 3, which is open only then. */
    readonly report?: ((line: string) => void) | undefined;
  },
  limits: AgentLimits,
): Promise<AgentChild> {
  const [command, ...args] = argv;
  const failed = (cause: unknown): AmberError =>
    new AmberError('AGENT', `cannot start the agent ${command} in ${where.cwd}: ${messageOf(cause)}`, {
      cause,
      hint: 'amber agents lists the agents that are usable here',
    });
  let child: ChildProcessByStdio<Writable, Readable, Readable>;
  try {
    // Not execa: the protocol needs the bare pipes, and the agent must not end with us, but as its host decides.
    child = spawn(command, args, {
      cwd: where.cwd,
      env: { ...where.env },
      detached: true,
      windowsHide: true,
      stdio: where.report === undefined ? 'pipe' : ['pipe', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    // Too long a command line or environment is thrown, where a missing file is an event.
    throw failed(error);
  }
  const { pid } = child;
  if (pid === undefined) throw failed(await new Promise((resolve) => child.once('error', resolve)));
  const reports = child.stdio[3];
  if (where.report !== undefined && reports != null && 'read' in reports)
    createInterface({ input: reports })
      .on('error', () => {})
      .on('line', where.report);
  const tail = new StderrTail();
  child.stderr.on('data', (chunk: Buffer) => tail.push(chunk));
  // The agent's end is reported once, by `exited`: a broken pipe says nothing more.
  for (const part of [child, ...child.stdio]) part?.on('error', () => {});
  let ending: Promise<void> | undefined;
  return {
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    exited: exitOf(child, limits.drain),
    stderrTail: () => tail.text(),
    end: () => {
      // Windows knows no process groups: the agent's own process is all that can be ended there.
      ending ??= process.platform === 'win32' ? endAlone(child) : endGroup(pid, limits.terminate, systemClock);
      return ending;
    },
  };
}

async function endAlone(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<void> {
  child.kill();
}

async function exitOf(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  drain: number,
): Promise<{ code: number | null; signal: string | null }> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exit = await new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  // A grandchild that holds the pipes open keeps 'close' away for as long as it lives.
  await Promise.race([closed, sleep(drain, undefined, { ref: false })]);
  // Where this process stood still, the time is over before the pipes were looked at: what is in them is read first.
  await new Promise((resolve) => setImmediate(resolve));
  for (const pipe of child.stdio) pipe?.destroy();
  return exit;
}
