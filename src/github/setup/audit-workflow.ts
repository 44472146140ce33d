import { isObject } from '../../core/agui/events.ts';
import { eventsOf, yamlFault } from './migrate/read-workflow.ts';
import { kindOf, missingPermissions, PERMISSIONS, type Permissions, type StepKind } from './token-permissions.ts';

/** What a look at the set-up found, and what to do about it. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  readonly hint?: string;
}

/** A step that uses Amber. */
export interface AmberStep {
  readonly path: string;
  readonly job: string;
  readonly kind: StepKind;
  readonly inputs: { readonly [name: string]: unknown };
  /** What stands behind `uses:`. */
  readonly uses: string;
}

export interface Audit {
  readonly steps: readonly AmberStep[];
  readonly findings: readonly Finding[];
}

/** The events by which people talk to Amber. */
const TALK: readonly string[] = ['issue_comment', 'pull_request_review_comment', 'pull_request_review'];
/** `poll-timeout` if it is not given, in minutes. */
const POLL_TIMEOUT = 60;

/** Looks at a workflow's text. `action`: what Amber's repository is called here, if it is known. Never throws. */
export async function auditWorkflow(path: string, text: string, action: string | undefined): Promise<Audit> {
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return { steps: [], findings: [{ name: path, status: 'fail', detail: `is no workflow: ${yamlFault(error)}` }] };
  }
  if (!isObject(value) || !isObject(value.jobs)) return { steps: [], findings: [] };
  const steps: AmberStep[] = [];
  const findings: Finding[] = [];
  for (const [name, job] of Object.entries(value.jobs)) {
    const own = stepsOf(job).filter(({ uses }) => isAmber(uses, action));
    for (const { inputs, uses } of own) {
      const step = { path, job: name, kind: kindOf(inputs), inputs, uses };
      steps.push(step);
      findings.push(...auditStep(step, job, value.permissions));
    }
  }
  if (steps.length === 0) return { steps, findings: [] };
  return { steps, findings: [pins(path, value.jobs), ...findings, ...queues(path, value, steps)] };
}

interface Used {
  readonly uses: string;
  readonly inputs: AmberStep['inputs'];
}

function stepsOf(job: unknown): readonly Used[] {
  const steps: readonly unknown[] = isObject(job) && Array.isArray(job.steps) ? job.steps : [];
  return steps.flatMap((step) =>
    isObject(step) && typeof step.uses === 'string'
      ? [{ uses: step.uses, inputs: isObject(step.with) ? step.with : {} }]
      : [],
  );
}

function isAmber(uses: string, action: string | undefined): boolean {
  const [repository = ''] = uses.split('@');
  return repository === action || /^[\w.-]+\/amber$/.test(repository);
}

/** The workflow that a job is, where it has no steps of its own. */
const calledBy = (job: unknown): readonly string[] => (isObject(job) && typeof job.uses === 'string' ? [job.uses] : []);

/** Every Action and every workflow that is called: one that can be moved has all rights and secrets of its job. */
function pins(path: string, jobs: { readonly [name: string]: unknown }): Finding {
  const used = Object.values(jobs).flatMap((job) => [...stepsOf(job).map(({ uses }) => uses), ...calledBy(job)]);
  const loose = used.filter((uses) => !/^\.\/|^docker:\/\/.*@sha256:|@[0-9a-f]{40}$/.test(uses));
  const name = `${path}: pins`;
  if (loose.length === 0) return { name, status: 'ok', detail: 'every Action is named by a commit' };
  const names = [...new Set(loose)].join(', ');
  const hint = 'use the 40 digits of a commit, with its version as a comment; amber init pins Amber';
  return { name, status: 'fail', detail: `can be moved by their owners: ${names}`, hint };
}

function auditStep({ inputs, job: name, kind, path }: AmberStep, job: unknown, whole: unknown): readonly Finding[] {
  const { permissions = whole, 'timeout-minutes': limit } = isObject(job) ? job : {};
  const findings: Finding[] = [];
  const where = `${path}: rights of job ${name}`;
  const needed = PERMISSIONS[kind];
  const granted = rightsOf(permissions);
  // Another token has rights of its own.
  if (inputs['github-token'] === undefined && Object.keys(needed).length > 0) {
    const missing = granted === undefined ? {} : missingPermissions(needed, granted);
    const list = Object.entries(missing).map(([scope, level]) => `${scope}: ${level}`);
    const hint = `permissions: { ${Object.entries({ ...granted, ...missing })
      .map(([scope, level]) => `${scope}: ${level}`)
      .join(', ')} }`;
    if (granted === undefined)
      findings.push({
        name: where,
        status: 'warn',
        detail: 'names no permissions: it has whatever the repository gives',
        hint: 'amber init names the least',
      });
    else if (list.length === 0)
      findings.push({ name: where, status: 'ok', detail: 'its token may do what Amber needs' });
    else {
      // Without it only "stop" of a job without a session fails.
      const status = list.every((one) => one.startsWith('actions:')) ? 'warn' : 'fail';
      findings.push({ name: where, status, detail: `its token lacks ${list.join(', ')}`, hint });
    }
  }
  const poll = Number(inputs['poll-timeout'] ?? POLL_TIMEOUT);
  if (kind !== 'deliver' && typeof limit === 'number' && limit <= poll)
    findings.push({
      name: `${path}: limit of job ${name}`,
      status: 'warn',
      detail: `GitHub kills it after ${limit} minutes, before Amber’s own limit of ${poll} stops the session`,
      hint: `timeout-minutes: ${poll + 15}, or a smaller poll-timeout`,
    });
  return findings;
}

/** Undefined if nothing is said. */
function rightsOf(permissions: unknown): Permissions | undefined {
  if (permissions === 'write-all' || permissions === 'read-all') {
    const level = permissions === 'write-all' ? 'write' : 'read';
    return Object.fromEntries(Object.keys(PERMISSIONS.push).map((scope) => [scope, level]));
  }
  return isObject(permissions) ? (permissions as Permissions) : undefined;
}

/** A group that only some events share: the others' has the number of their own run, and waits for nothing. */
const isOfOneRun = (group: unknown): boolean => {
  const name = isObject(group) ? group.group : group;
  return (
    typeof name === 'string' && name.includes('github.run_id') && !(isObject(group) && group['cancel-in-progress'])
  );
};

function queues(
  path: string,
  { concurrency, jobs, on }: { readonly [key: string]: unknown },
  steps: readonly AmberStep[],
): readonly Finding[] {
  if (steps.every(({ kind }) => kind === 'prompt')) return [];
  const isTalk = eventsOf(on).some((event) => TALK.includes(event));
  const groups = [
    concurrency,
    ...steps.map(({ job }) => (isObject(jobs) && isObject(jobs[job]) ? jobs[job].concurrency : undefined)),
  ].filter((one) => one !== undefined && !isOfOneRun(one));
  const name = `${path}: comments`;
  if (!isTalk)
    return [
      {
        name,
        status: 'warn',
        detail: 'no event of comments starts it',
        hint: 'on: issue_comment: { types: [created] }',
      },
    ];
  if (groups.length === 0) return [{ name, status: 'ok', detail: 'they start it, and wait for nothing' }];
  const hint = 'leave "concurrency" out: Amber queues commands itself';
  return [
    { name, status: 'warn', detail: 'a concurrency group keeps "@amber stop" waiting, and drops commands', hint },
  ];
}
