import type { Update } from '../core/update.ts';
import type { Renderer } from './renderer.ts';

/** Several renderers as one: each sees all updates, in order; the slowest sets the pace. */
export function tee(...renderers: readonly Renderer[]): Renderer {
  const wait = (results: readonly (void | Promise<void>)[]): void | Promise<void> => {
    const pending = results.filter((result) => result !== undefined);
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  };
  return {
    update: (updates: readonly Update[]) => wait(renderers.map((renderer) => renderer.update(updates))),
    close: async () => {
      await Promise.all(renderers.map((renderer) => renderer.close()));
    },
  };
}
