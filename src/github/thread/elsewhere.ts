import { ANNOTATION, type Session } from '../../core/session/session.ts';
import type { EventContext } from '../event/context.ts';

/**
 * Why a session of this machine is not this job's to go on with; undefined if it is. Runners that share a home share its
 * sessions too: an agent that went on with one would work in another job's directory, maybe beside that job.
 */
export function whyElsewhere({ metadata }: Session, { workspace }: EventContext): string | undefined {
  const made = metadata.annotations?.[ANNOTATION.workspace];
  if (made === undefined || workspace === undefined || samePath(made, workspace)) return undefined;
  return `session ${metadata.name} was made in ${made}, and this job works in ${workspace}`;
}

const samePath = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (path: string): string => path.replace(/(?<=.)\/+$/, '');
