import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';
import { eventually } from './harness.ts';

const SCRIPT = fileURLToPath(new URL('./served.ts', import.meta.url));

/** What `served.ts` is started with. */
export interface ServedOptions {
  readonly stateDir: string;
  readonly port?: string;
  /** The address of the runners. */
  readonly runners: string;
  readonly name: string;
  /** A line of shell before it, for limits of the system. */
  readonly before?: string;
}

/** A serve over a store without hosts, in a process of its own. Gone at the test's end. */
export class Served {
  readonly process: ChildProcess;
  /** Its lines: its address, and each stop that it asks for, also for what an earlier one left: before it has an address. */
  readonly said: string[] = [];

  constructor({ stateDir, port = '0', runners, name, before }: ServedOptions) {
    const argv = ['--no-warnings', '--experimental-strip-types', SCRIPT, stateDir, port, runners, name];
    const options = {
      stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'],
      // Types are stripped once, not by every process.
      env: { ...process.env, NODE_COMPILE_CACHE: inject('compileCache') },
    };
    const child =
      before === undefined
        ? spawn(process.execPath, argv, options)
        : spawn('bash', ['-c', `${before}; exec "$0" "$@"`, process.execPath, ...argv], options);
    createInterface({ input: child.stdout }).on('line', (line) => this.said.push(line));
    onTestFinished(() => void child.kill('SIGKILL'));
    this.process = child;
  }

  /** Its address, once it serves. */
  async url(): Promise<string> {
    const address = (): string | undefined => this.said.find((line) => line.startsWith('http://'));
    await eventually(() => address() !== undefined, 'the address');
    return address() ?? '';
  }

  async kill(): Promise<void> {
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }
}
