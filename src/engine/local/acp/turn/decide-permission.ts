import type { RuleAnswer, ToolKind } from '../../../../core/permissions/rule.ts';
import type { LocatedPath, RuledRequest } from '../../../../core/permissions/tool-request.ts';
import type { PermissionMode } from '../../../../core/session/permission-mode.ts';
import type { PermissionPrompt } from '../agent-interface.ts';

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
const READ_ONLY: ReadonlySet<ToolKind> = new Set(['read', 'search', 'think']);

/**
 * The policy of `--permissions`. `ask` without a person is `read`. `read` allows what only reads, searches or thinks inside
 * the workspace and refuses the rest: a request to read outside of it (~/.ssh, say) is just what an injected
 * instruction would make. What a call shows to be counts beside what it says, and where its paths lead, not their text.
 */
export function decide(
  mode: PermissionMode,
  request: PermissionPrompt,
  located: RuledRequest,
  person: boolean,
): PermissionDecision {
  // Nothing to choose from: a person could not answer either.
  if (request.options.length === 0) return { answer: 'cancel' };
  switch (mode) {
    case 'ask':
      return person ? { answer: 'ask' } : decide('read', request, located, person);
    case 'all':
      return allow(request);
    case 'none':
      return refuse(request);
    case 'read':
      return onlyReads(located) ? allow(request) : refuse(request);
  }
}

function onlyReads({ isKnownKind, isWhole, kinds, paths }: RuledRequest): boolean {
  const isInside = ({ isCertain, real }: LocatedPath): boolean =>
    isCertain && real.every(({ inside }) => inside !== undefined);
  return isKnownKind && isWhole && kinds.every((kind) => READ_ONLY.has(kind)) && paths.every(isInside);
}

/** What a rule says. Where nobody can be asked, what is to be asked for is refused. */
export function decideByRule(answer: RuleAnswer, request: PermissionPrompt, person: boolean): PermissionDecision {
  if (request.options.length === 0) return { answer: 'cancel' };
  if (answer === 'allow') return allow(request);
  return answer === 'ask' && person ? { answer: 'ask' } : refuse(request);
}

/** What a person chose: an option's id, or null for no answer, which refuses. An id that was not offered refuses too. */
export function decideByPerson(request: PermissionPrompt, chosen: string | null): PermissionDecision {
  const option = request.options.find(({ id }) => id === chosen);
  return option === undefined
    ? refuse(request)
    : { answer: 'select', optionId: option.id, refused: option.kind.startsWith('reject') };
}

/** "Always" goes on after this run, in the agent's own settings: it is chosen only where nothing narrower is offered. */
function allow(request: PermissionPrompt): PermissionDecision {
  return select(request, ['allow_once', 'allow_always'], false);
}

function refuse(request: PermissionPrompt): PermissionDecision {
  return select(request, ['reject_once', 'reject_always'], true);
}

function select(request: PermissionPrompt, kinds: readonly string[], refused: boolean): PermissionDecision {
  for (const kind of kinds) {
    const option = request.options.find((candidate) => candidate.kind === kind);
    if (option !== undefined) return { answer: 'select', optionId: option.id, refused };
  }
  return { answer: 'cancel' };
}
