import { isAbsolute, relative, resolve } from 'node:path';
import type { RuleAnswer } from '../../../../core/permissions/rule.ts';
import type { PermissionMode } from '../../../../core/session/permission-mode.ts';
import type { PermissionPrompt } from '../agent-interface.ts';

/** What the policy looks at: ACP's `session/request_permission`, with what earlier updates said about the tool call. */
export interface PermissionRequest extends PermissionPrompt {
  /** Paths that the tool call names, absolute or relative to the workspace. */
  readonly paths: readonly string[];
}

/**
 * - `select`: answer with that option; `refused` if it is a refusal.
 * - `cancel`: no option fits, so that the request is answered as cancelled; counts as refused.
 * - `ask`: a person decides.
 */
export type PermissionDecision =
  | { readonly answer: 'select'; readonly optionId: string; readonly refused: boolean }
  | { readonly answer: 'cancel' }
  | { readonly answer: 'ask' };

/** Kinds of ACP that change nothing and send nothing outside. `fetch` sends: an address can carry what was read. */
const READ_ONLY: ReadonlySet<string> = new Set(['read', 'search', 'think']);

/**
 * The policy of `--permissions`. `ask` without a person is `read`. `read` allows reading, searching and thinking inside
 * the workspace and refuses the rest: a request to read outside of it (~/.ssh, say) is just what an injected
 * instruction would make. Paths are compared as text; what a link inside the workspace leads to is the agent's to judge.
 */
export function decide(
  mode: PermissionMode,
  request: PermissionRequest,
  where: { readonly workspace: string; readonly person: boolean },
): PermissionDecision {
  // Nothing to choose from: a person could not answer either.
  if (request.options.length === 0) return { answer: 'cancel' };
  switch (mode) {
    case 'ask':
      return where.person ? { answer: 'ask' } : decide('read', request, where);
    case 'all':
      return allow(request);
    case 'none':
      return refuse(request);
    case 'read':
      return READ_ONLY.has(request.kind ?? '') && request.paths.every((path) => isInside(path, where.workspace))
        ? allow(request)
        : refuse(request);
  }
}

/** What a rule says. Where nobody can be asked, what is to be asked for is refused. */
export function decideByRule(answer: RuleAnswer, request: PermissionRequest, person: boolean): PermissionDecision {
  if (request.options.length === 0) return { answer: 'cancel' };
  if (answer === 'allow') return allow(request);
  return answer === 'ask' && person ? { answer: 'ask' } : refuse(request);
}

/** What a person chose: an option's id, or null for no answer, which refuses. An id that was not offered refuses too. */
export function decideByPerson(request: PermissionRequest, chosen: string | null): PermissionDecision {
  const option = request.options.find(({ id }) => id === chosen);
  return option === undefined
    ? refuse(request)
    : { answer: 'select', optionId: option.id, refused: option.kind.startsWith('reject') };
}

/** "Always" goes on after this run, in the agent's own settings: it is chosen only where nothing narrower is offered. */
function allow(request: PermissionRequest): PermissionDecision {
  return select(request, ['allow_once', 'allow_always'], false);
}

function refuse(request: PermissionRequest): PermissionDecision {
  return select(request, ['reject_once', 'reject_always'], true);
}

function select(request: PermissionRequest, kinds: readonly string[], refused: boolean): PermissionDecision {
  for (const kind of kinds) {
    const option = request.options.find((candidate) => candidate.kind === kind);
    if (option !== undefined) return { answer: 'select', optionId: option.id, refused };
  }
  return { answer: 'cancel' };
}

function isInside(path: string, workspace: string): boolean {
  const local = path.replace(/^file:\/\/(?=\/)/, '');
  // A home directory is the agent's to expand, and an address is no path.
  if (/^~|^[a-z][a-z0-9+.-]*:\/\//i.test(local)) return false;
  const way = relative(workspace, resolve(workspace, local));
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way));
}
