import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { main } from '../../../src/cli/program.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import type { Finished } from './run.ts';

export interface InProcessOptions {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly stdin?: string;
  /** The built `bin/amber.js`: hosts of sessions are processes of their own all the same. */
  readonly bin: string;
}

/** One call of amber in this process, agents and hosts aside: the program starts and loads once for all calls of a suite. */
export async function inProcess(
  argv: readonly string[],
  { bin, cwd, env, stdin = '' }: InProcessOptions,
): Promise<Finished> {
  const spawnSelf = (args: readonly string[], log: string): void => {
    const out = openSync(log, 'a', 0o600);
    spawn(process.execPath, [bin, ...args], { cwd, env, detached: true, stdio: ['ignore', out, out] }).unref();
  };
  const io = Object.assign(fakeIo({ argv, cwd, env, stdin }), { spawnSelf });
  const code = await main(io);
  // What was written last has come through.
  await new Promise((resolve) => setImmediate(resolve));
  return { code, signal: null, stdout: io.out(), stderr: io.err() };
}
