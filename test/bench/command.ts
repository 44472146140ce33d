import { spawn } from 'node:child_process';

export interface Timed {
  /** Milliseconds from spawn to the first output that contains `mark` (any output if none is given). */
  readonly first: number;
  /** Milliseconds from spawn to exit. */
  readonly exit: number;
}

export interface CommandOptions {
  readonly mark?: string;
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly exitCode?: number;
}

/** Runs a command with this Node and times it. Throws if it ends otherwise than expected or never says `mark`. */
export function timeCommand(args: readonly string[], options: CommandOptions = {}): Promise<Timed> {
  const { mark = '', env = {}, cwd, exitCode = 0 } = options;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let first = Number.NaN;
    let tail = '';
    let errors = '';
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (Number.isNaN(first) && (tail + text).includes(mark)) first = performance.now() - start;
      tail = text.slice(-mark.length);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-2_000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const exit = performance.now() - start;
      if (code !== exitCode) reject(new Error(`${args.join(' ')}: exit ${code}\n${errors}`));
      else if (mark !== '' && Number.isNaN(first)) reject(new Error(`${args.join(' ')}: never said ${mark}`));
      else resolve({ first, exit });
    });
  });
}
