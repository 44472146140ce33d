import { randomUUID } from 'node:crypto';
import type { Update } from '../../core/run-update.ts';
import { logRenderer } from '../../render/log-renderer.ts';
import type { Renderer } from '../../render/renderer.ts';
import type { Job } from '../open-job.ts';

/**
 * A run in the job's log, with the warnings about it. While the log is open the runner takes no commands: a warning is a
 * line at once, and an annotation when the log is closed.
 */
export class RunLog {
  readonly #renderer: Renderer;
  readonly #annotate: (message: string) => void;
  /** Warnings that are no annotations yet; undefined once the log is closed. */
  #held: string[] | undefined = [];

  constructor({ redactor, reports, runner }: Pick<Job, 'redactor' | 'reports' | 'runner'>) {
    const { clock, env, stdout: out } = runner;
    // Foreign text must not be taken for a command by a runner that takes commands.
    const actions = env.GITHUB_ACTIONS === 'true' ? { actions: { token: randomUUID } } : {};
    this.#renderer = logRenderer({ out, err: out, redactor, clock, ...actions });
    this.#annotate = (message) => reports.warning(redactor.all(message));
  }

  update(updates: readonly Update[]): void | Promise<void> {
    for (const update of updates)
      if (update.type === 'warning' && update.code === 'processes') this.#held?.push(update.message);
    return this.#renderer.update(updates);
  }

  warn(message: string): void {
    if (this.#held === undefined) {
      this.#annotate(message);
      return;
    }
    this.#held.push(message);
    void this.#renderer.update([{ type: 'warning', code: 'github', message }]);
  }

  async close(): Promise<void> {
    await this.#renderer.close();
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const message of held) this.#annotate(message);
  }
}
