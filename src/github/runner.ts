import type { Clock } from '../core/clock.ts';

/** What the runner passes for some inputs that the step does not name. One that came out empty is an error: another text. */
export const NOT_GIVEN = 'none';

/** What the runner passes for an input of action.yml; undefined outside of a runner. */
export function inputOf(env: Runner['env'], name: string): string | undefined {
  return env[`INPUT_${name.toUpperCase()}`];
}

/** The process as the Action sees it: `Io` of the command line fits. */
export interface Runner {
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  /**
   * Where the job's log goes. One stream for all of it: the runner reads stdout and stderr with two threads, and a
   * workflow command could overtake the line that makes commands count again.
   */
  readonly stdout: { write(text: string): void | Promise<void>; readonly isTTY: boolean; readonly columns: number };
  readonly clock: Clock;
  onEnding(handler: (ending: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'EPIPE') => void): () => void;
  onExit(handler: () => void): () => void;
  /**
   * Starts the step anew in a process whose environment no other process can read. Returns only in that process. Absent where
   * the environment is a person's own. @throws AmberError UNSUPPORTED where that can't be done
   */
  handOver?(): void;
}

/** What a step tells the runner beside its log. */
export interface Reports {
  /** An output for later steps. */
  output(name: string, value: string): void;
  /** What the post step finds, also if this step is killed. */
  state(name: string, value: string): void;
  notice(message: string): void;
  warning(message: string): void;
  /** Fails the step: its annotation, and the last line of its log. */
  failed(message: string): void;
  /** The runner hides this text from now on. */
  secret(value: string): void;
  /** Adds to the job's summary: Markdown of at most 1 MiB. */
  summary(markdown: string): Promise<void>;
}
