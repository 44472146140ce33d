import { isTerminal } from './phase.ts';
import { ANNOTATION, type Session } from './session.ts';

/**
 * Why a session is in its phase; undefined for one that goes on, and where nothing says so. `user` is what the platform
 * says of every stop that was asked for (docs/platform.md, start and stop): the annotation and the condition know more. Of a
 * failure the condition says the cause.
 */
export function phaseReason({ metadata, status }: Session): string | undefined {
  if (status === undefined || !isTerminal(status.phase)) return undefined;
  const said = status.stoppedReason;
  const ready = status.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'False');
  if (status.phase === 'Failed') return bothOf(ready) ?? said;
  if (said !== undefined && said !== 'user') return said;
  const asked = metadata.annotations?.[ANNOTATION.stopReason];
  return asked ?? ready?.message?.replace(/^stopped: /, '') ?? ready?.reason ?? said;
}

function bothOf(condition: { readonly reason?: string; readonly message?: string } | undefined): string | undefined {
  const parts = [condition?.reason, condition?.message].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? undefined : parts.join(': ');
}
