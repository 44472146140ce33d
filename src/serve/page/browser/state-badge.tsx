import type { JSX } from 'preact';
import type { SessionState } from '../../../core/list/session-summary.ts';

/** A sign beside each word: colour alone says nothing to many. */
const LOOKS: { readonly [state in SessionState]: readonly [sign: string, word: string, tone: string] } = {
  starting: ['◌', 'starting', 'live'],
  running: ['●', 'running', 'live'],
  idle: ['○', 'idle', 'quiet'],
  stopping: ['◌', 'stopping', 'quiet'],
  finished: ['✔', 'finished', 'good'],
  failed: ['✖', 'failed', 'bad'],
  refused: ['✖', 'refused', 'bad'],
  'needs-input': ['?', 'needs input', 'asks'],
  cancelled: ['■', 'cancelled', 'quiet'],
  'timed-out': ['✖', 'timed out', 'bad'],
  'over-budget': ['✖', 'over budget', 'bad'],
  stopped: ['■', 'stopped', 'quiet'],
  lost: ['✖', 'lost', 'bad'],
};

/** What a session does, or what came of it. */
export function StateBadge({ state }: { readonly state: SessionState }): JSX.Element {
  const [sign, word, tone] = LOOKS[state];
  return (
    <span class={`state ${tone}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      {word}
    </span>
  );
}

/** A moment as its distance from now. */
export function ageOf(time: string | undefined, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time ?? '')) / 1000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
}

export const costText = (usd: number): string => (usd < 0.01 && usd > 0 ? '<$0.01' : `$${usd.toFixed(2)}`);
