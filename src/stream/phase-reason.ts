import type { Session } from '../core/session.ts';

/**
 * Why a session is in its phase, in the platform's own words: `stoppedReason`, else what condition Ready says for a
 * `Failed` one (platform.md, start and stop).
 */
export function phaseReason({ status }: Session): { readonly reason?: string } {
  if (status?.stoppedReason !== undefined) return { reason: status.stoppedReason };
  if (status?.phase !== 'Failed') return {};
  const ready = status.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'False');
  const reason = [ready?.reason, ready?.message].filter((part) => part !== undefined && part !== '').join(': ');
  return reason === '' ? {} : { reason };
}
