/**
 * Runs one command in a sandbox: a program of its own, because the sandbox-runtime belongs to the user and is never a part of Amber.
 * Does what its own command `srt` does, and beside that says on descriptor 3, one JSON object a line, what was refused.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { SrtSettings } from './policy.ts';

/** The program's argument, as JSON. */
export interface Launch {
  /** The sandbox-runtime's main file. */
  readonly srt: string;
  readonly settings: SrtSettings;
  /** For a shell. */
  readonly command: string;
}

/** What is used of the sandbox-runtime's interface. */
interface SandboxManager {
  initialize(settings: SrtSettings, ask: undefined, watchFiles: boolean): Promise<void>;
  wrapWithSandbox(command: string): Promise<string>;
  getSandboxViolationStore(): { subscribe(listener: (all: readonly { readonly line: string }[]) => void): void };
  cleanupAfterCommand(): void;
}

const { srt, settings, command } = JSON.parse(process.argv[2] ?? '') as Launch;
let isOver = false;
try {
  const { SandboxManager: manager } = (await import(pathToFileURL(srt).href)) as { SandboxManager: SandboxManager };
  await manager.initialize(settings, undefined, true);
  // Each time the newest is the last one; at first there is none.
  manager.getSandboxViolationStore().subscribe((all) => tell(all.at(-1)?.line));
  const child = spawn(await manager.wrapWithSandbox(command), { shell: true, stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('error', fail);
  child.on('exit', (code, signal) => {
    isOver = true;
    // What it has put into the workspace as places for its mounts.
    manager.cleanupAfterCommand();
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  if (isOver) return;
  process.stderr.write(`the sandbox failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

function tell(refused: string | undefined): void {
  if (refused === undefined) return;
  try {
    writeSync(3, `${JSON.stringify({ refused })}\n`);
  } catch {
    // Nobody listens: the command goes on all the same.
  }
}
