/** Rights of a job's token, as `permissions` of a workflow has them. */
export type Permissions = { readonly [scope: string]: 'read' | 'write' };

/** What a step of Amber's does in its job. */
export type StepKind =
  | 'prompt' // input `prompt`: asks GitHub for nothing
  | 'session' // works in a session elsewhere, whose agent pushes with the platform's rights
  | 'push' // runs the agent, and brings its work to GitHub
  | 'leave' // runs the agent, and leaves its work to another job
  | 'deliver'; // brings what another job has left

/** What each needs of the job's token, and no more. */
export const PERMISSIONS: { readonly [K in StepKind]: Permissions } = {
  prompt: {},
  session: { contents: 'read', issues: 'write', 'pull-requests': 'write', checks: 'write', actions: 'write' },
  push: { contents: 'write', issues: 'write', 'pull-requests': 'write', checks: 'write', actions: 'write' },
  leave: { contents: 'read', issues: 'read', 'pull-requests': 'read', checks: 'read' },
  deliver: { contents: 'write', issues: 'write', 'pull-requests': 'write', checks: 'write' },
};

/** What they are for. */
export const PERMISSION_REASONS: { readonly [scope: string]: string } = {
  contents: 'prompts of the default branch, the code',
  issues: 'comments, reactions and labels',
  'pull-requests': 'the same on pull requests',
  checks: 'the check "Amber Session"',
  actions: '"@amber stop" of a job that has no session yet',
};

/** The kind of a step by its inputs. */
export function kindOf(inputs: { readonly [name: string]: unknown }): StepKind {
  if (inputs.prompt !== undefined) return 'prompt';
  if (inputs['deliver-from'] !== undefined) return 'deliver';
  const isLocal = inputs.engine === 'local' || (inputs.engine === undefined && inputs['api-url'] === undefined);
  if (!isLocal) return 'session';
  return inputs.deliver === 'patch' ? 'leave' : 'push';
}

/** The rights that are missing: `write` contains `read`. */
export function missingPermissions(needed: Permissions, granted: Permissions): Permissions {
  return Object.fromEntries(
    Object.entries(needed).filter(([scope, level]) => granted[scope] !== 'write' && granted[scope] !== level),
  );
}
