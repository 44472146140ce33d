import { isTerminal } from '../../core/session/phase.ts';
import type { KeyedRef } from '../run-backend.ts';
import type { StoreChange } from '../serve-options.ts';

/**
 * Notices that runners post the prompts of their sessions to another backend: a session ran and is over, and no run of it ever
 * came here. Where one does so all do, so it is logged once.
 */
export class UnpostedRuns {
  /** Sessions with a prompt that were seen to run. */
  readonly #running = new Set<string>();
  readonly #deps: { readonly hasRun: (ref: KeyedRef) => boolean; readonly tell: (ref: KeyedRef) => void };
  #isReported = false;

  constructor(deps: { readonly hasRun: (ref: KeyedRef) => boolean; readonly tell: (ref: KeyedRef) => void }) {
    this.#deps = deps;
  }

  see(
    ref: KeyedRef,
    { phase, hasPrompt }: Pick<Extract<StoreChange, { kind: 'changed' }>, 'phase' | 'hasPrompt'>,
  ): void {
    if (this.#isReported || hasPrompt !== true) return;
    if (phase === 'Running') this.#running.add(ref.key);
    if (!isTerminal(phase) || !this.#running.delete(ref.key) || this.#deps.hasRun(ref)) return;
    this.#isReported = true;
    this.#running.clear();
    this.#deps.tell(ref);
  }

  forget(ref: KeyedRef): void {
    this.#running.delete(ref.key);
  }
}
