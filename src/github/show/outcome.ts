import type { Result } from '../../core/outcome.ts';

/** How a run ended, as people read it: a mark that is seen first, and a sentence. */
export function headlineOf({ outcome, by }: Result): { readonly mark: string; readonly sentence: string } {
  switch (outcome) {
    case 'finished':
      return { mark: '✅', sentence: 'Amber has finished' };
    case 'failed':
      return { mark: '❌', sentence: 'Amber’s run failed' };
    case 'needs-input':
      return { mark: '❓', sentence: 'Amber has a question' };
    case 'cancelled':
      return { mark: '🛑', sentence: 'Amber was cancelled' };
    case 'stopped':
      return { mark: '🛑', sentence: by === 'us' ? 'Amber has stopped' : 'Amber was stopped' };
    case 'timed-out':
      return { mark: '⏱️', sentence: 'Amber has reached its time limit' };
    case 'lost':
      return { mark: '❌', sentence: 'Amber has lost the run' };
    case 'detached':
      return { mark: '▶️', sentence: 'Amber has started a run, and does not wait for it' };
    case null:
      return { mark: '❌', sentence: 'Amber could not start' };
  }
}
