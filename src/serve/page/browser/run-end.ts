/** Of a RUN_FINISHED, what says how the run ended. */
export interface RunFinished {
  readonly outcome?: string | { readonly type?: string };
  readonly result?: {
    readonly is_error?: unknown;
    readonly stop_reason?: string;
    readonly stopReason?: string;
    readonly result?: unknown;
  } | null;
}

/** How a run ended, in the words of core/agui/run-end.ts. `isAsking`: a question of it is open. */
export function runEnd(
  { outcome, result }: RunFinished,
  { isAsking, hasAnswer }: { readonly isAsking: boolean; readonly hasAnswer: boolean },
): string {
  const kind = typeof outcome === 'string' ? outcome : (outcome?.type ?? outcome);
  const reason = result?.stop_reason ?? result?.stopReason;
  if (result?.is_error === true) return 'run failed';
  if (kind !== undefined && kind !== 'success') return `run ended: ${kind}`;
  if (isAsking && (result ?? undefined) === undefined) return 'run ended: a question';
  if (reason && !['end_turn', 'stop_sequence'].includes(reason)) return `run ended: ${reason}`;
  if (!hasAnswer && !result?.result && typeof result !== 'string') return 'run failed: it gave no answer';
  return kind === undefined ? 'run finished' : `run ended: ${kind}`;
}
