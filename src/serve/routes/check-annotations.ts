import { checkAgentOptions, namesOf } from '../../core/session/agent-options.ts';
import { exceeds, type PermissionMode, permissionMode } from '../../core/session/permission-mode.ts';
import { type AgentOptions, ANNOTATION } from '../../core/session/session.ts';
import { HttpError } from '../http/responses.ts';
import type { ServeOptions } from '../serve-options.ts';

/**
 * Refuses annotations that ask for more than serve was started with. A mode that is not known, and the removal of one,
 * leave a session what serve itself allows. @throws HttpError 400
 */
export function checkPermissions(
  annotations: { readonly [key: string]: string | null } = {},
  most: PermissionMode | undefined,
): void {
  const asked = permissionMode(annotations[ANNOTATION.permissions]);
  if (asked === undefined || most === undefined || !exceeds(asked, most)) return;
  throw new HttpError(
    400,
    `Permissions '${asked}' are more than is allowed here: this server was started with --permissions ${most}`,
  );
}

/**
 * Refuses options of an agent where they have no effect, and those that may be its own way around the permissions that
 * serve was started with: what a mode means, only the agent knows. @throws HttpError 400, AmberError INVALID
 */
export function checkOptions(
  options: AgentOptions,
  { mostPermissions: most, runners }: Pick<ServeOptions, 'mostPermissions' | 'runners'>,
): void {
  checkAgentOptions(options);
  const [first] = namesOf(options);
  if (first === undefined) return;
  if (runners !== undefined) throw new HttpError(400, `${first} can't be set here: the runners have no such options`);
  const { mode, options: others } = options;
  if (most === undefined || most === 'all' || (mode ?? others) === undefined) return;
  throw new HttpError(
    400,
    `Modes and options of agents are not taken here, where this server was started with --permissions ${most}: one of them may allow more`,
  );
}

const OWN: ReadonlySet<string> = new Set([
  ANNOTATION.requestId,
  ANNOTATION.stopOwed,
  ANNOTATION.permissions,
  ANNOTATION.questionGrace,
  ANNOTATION.worktree,
  ANNOTATION.autoPush,
  ANNOTATION.threads,
  ANNOTATION.agentOptions,
]);

/** What may be changed later as well: of a session's last run the caller may know more than its runner (docs/events.md, "Witnesses"). */
const OF_RUN: ReadonlySet<string> = new Set([ANNOTATION.lastRun, ANNOTATION.lastOutcome]);

/** Of Amber's annotations only those that mean something over HTTP: a path of the caller's machine means none here. */
export function ownAnnotations<V>(
  annotations: { readonly [key: string]: V },
  isChange = false,
): { readonly [key: string]: V } {
  const isOwn = (key: string): boolean => OWN.has(key) || (isChange && OF_RUN.has(key));
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => !key.toLowerCase().startsWith('amber/') || isOwn(key)),
  );
}
