import { type ChildProcess, spawn } from 'node:child_process';

/** How a process has ended, and what it wrote. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under way. */
export interface Run {
  readonly child: ChildProcess;
  readonly done: Promise<Finished>;
  /** Resolves with all that was written so far, once it matches. Rejects if the process ends without that. */
  until(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** Types at a terminal, or writes to stdin. */
  type(text: string): void;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly stdin?: string;
  /** Leaves stdin open. */
  readonly keepStdin?: boolean;
  /** Never reads stdout: its pipe fills up. */
  readonly stalled?: boolean;
}

/** Starts a program; nothing of it goes to this process's own streams. */
export function run(
  [file = '', ...args]: readonly string[],
  { cwd, env, stdin, keepStdin = false, stalled = false }: RunOptions,
): Run {
  const child = spawn(file, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  let finished: Finished | undefined;
  for (const name of stalled ? (['stderr'] as const) : (['stdout', 'stderr'] as const)) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
      for (const look of watchers) look();
    });
  }
  // A program that does not read its stdin closes it: that is its right.
  child.stdin.on('error', () => {});
  if (stdin !== undefined) child.stdin.write(stdin);
  if (!keepStdin) child.stdin.end();
  const done = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    // A stream that nobody reads never closes.
    child.on(stalled ? 'exit' : 'close', (code, signal) => {
      finished = { code, signal, ...text };
      for (const look of watchers) look();
      resolve(finished);
    });
  });
  return {
    child,
    done,
    kill: (signal) => void child.kill(signal),
    type: (typed) => void child.stdin.write(typed),
    until: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(text[stream])) resolve(text[stream]);
          else if (finished !== undefined)
            reject(
              new Error(
                `ended (${finished.code ?? finished.signal}) without ${pattern}:\n${text.stdout}\n${text.stderr}`,
              ),
            );
          else return;
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      }),
  };
}
