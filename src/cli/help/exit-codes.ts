/** The exit codes, in the words of `amber help exit-codes`: the one table that every command's help takes its lines from. */
export const EXIT_CODES: { readonly [code: number]: { readonly means: string; readonly outcome: string } } = {
  0: {
    means:
      'the run finished and the session is stopped (or was to be kept, or is in use by another run); a read succeeded; detached',
    outcome: 'finished, detached',
  },
  1: { means: 'Amber or the transport failed, or the run is lost', outcome: 'lost' },
  2: { means: 'usage or configuration', outcome: '' },
  3: {
    means:
      'the run failed, or ended without an answer (NO_ANSWER) or without the one that was asked for (OUTPUT_INVALID)',
    outcome: 'failed',
  },
  4: { means: 'not authenticated, or not permitted; the agent is not logged in (AUTH_REQUIRED)', outcome: 'failed' },
  5: { means: 'the run needs input', outcome: 'needs-input' },
  6: { means: 'no such session or project', outcome: '' },
  7: { means: 'the run finished, but the stop is unconfirmed: compute may leak', outcome: 'finished' },
  8: { means: 'still running (status --exit-code)', outcome: '' },
  9: { means: 'stopped or cancelled by someone else', outcome: 'stopped, cancelled' },
  10: { means: 'the run finished, but its work was not brought to GitHub (NOT_DELIVERED)', outcome: 'finished' },
  124: {
    means:
      'a limit, ours or the session’s: time (to start, to end, without activity), cost, turns, tokens; the session was stopped',
    outcome: 'timed-out, over-budget',
  },
  130: { means: 'SIGINT; the session was stopped', outcome: 'cancelled' },
  143: { means: 'SIGTERM; the session was stopped', outcome: 'cancelled' },
};

/** Lines for some of the codes, in their order. `words` replaces a meaning where a command's own is narrower. */
export function exitLines(codes: readonly number[], words: { readonly [code: number]: string } = {}): string {
  return codes
    .map((code) => `  ${String(code).padStart(3)}  ${words[code] ?? EXIT_CODES[code]?.means ?? ''}`)
    .join('\n');
}
