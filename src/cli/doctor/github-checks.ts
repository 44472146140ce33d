import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '../../core/did-you-mean.ts';
import { isAmberError } from '../../core/errors.ts';
import type { RepositoryApi } from '../../github/api/repository-api.ts';
import { labelCommand, labelsOf } from '../../github/labels.ts';
import { PROMPTS } from '../../github/plan/prompts/built-in-prompts.ts';
import { type AmberStep, auditWorkflow } from '../../github/setup/audit-workflow.ts';
import { namesIn, PULLS_SETTING } from '../../github/setup/required-secrets.ts';
import { githubOf, type Learn, repositoryRoot } from '../git-repository.ts';
import { PIN_HINT } from '../init/amber-pin.ts';
import { workflowsIn } from '../init/plan-init.ts';
import type { Io } from '../process/io.ts';
import { packageInfo } from '../version.ts';
import { type Check, failed } from './check-result.ts';

/** The workflows of the clone here that use Amber, and what they need of their repository on GitHub. Never throws. */
export async function githubChecks(io: Io, learn: Learn): Promise<readonly Check[]> {
  try {
    const root = await repositoryRoot(io);
    const { repository } = packageInfo();
    const all = [...(await workflowsIn(root))];
    const audits = await Promise.all(
      all.map(async ([path, text]) => ({ path, text, ...(await auditWorkflow(path, text, repository)) })),
    );
    const used = audits.filter(({ steps }) => steps.length > 0);
    if (used.length === 0) {
      const detail = `none of the ${all.length} in .github/workflows uses Amber`;
      return [
        ...audits.flatMap(({ findings }) => findings),
        { name: 'workflow', status: 'fail', detail, hint: 'amber init' },
      ];
    }
    return [
      ...audits.flatMap(({ findings }) => findings),
      ...(await promptChecks(
        root,
        used.flatMap(({ steps }) => steps),
      )),
      ...(await remoteChecks(io, used, learn)),
    ];
  } catch (error) {
    return [failed('workflow', error)];
  }
}

/** Of one request: nobody waits minutes for a check. */
const PATIENCE_MS = 10_000;

interface Used {
  readonly path: string;
  readonly text: string;
  readonly steps: readonly AmberStep[];
}

async function remoteChecks(io: Io, used: readonly Used[], learn: Learn): Promise<readonly Check[]> {
  let api: RepositoryApi;
  let first: Check;
  let branch: string;
  try {
    const options = await githubOf(io, learn);
    const { openRepository } = await import('../../github/api/repository-api.ts');
    api = openRepository({ ...options, waitMs: PATIENCE_MS });
    const { defaultBranch, role } = await api.about();
    branch = defaultBranch;
    const detail = `${options.owner}/${options.repo}, default branch ${defaultBranch}; the token’s role here: ${role}`;
    first = { name: 'repository', status: 'ok', detail };
  } catch (error) {
    return [failed('repository', error)];
  }
  const steps = used.flatMap((one) => one.steps);
  const texts = used.map(({ text }) => text).join('\n');
  const checks: Promise<Check>[] = [
    ...used.map((one) => attempt(`${one.path} on ${branch}`, () => onBranch(api, one, branch))),
    ...commitsOf(steps).map(([action, sha]) =>
      attempt(`${action}@${sha.slice(0, 7)}`, () => commitCheck(api, action, sha)),
    ),
    attempt('Actions', () => actionsCheck(api)),
    ...namesIn(texts).map(({ command, kind, name }) =>
      attempt(`${kind} ${name}`, async (as) => {
        const isThere = await (kind === 'secret' ? api.hasSecret(name) : api.hasVariable(name));
        return isThere
          ? { ...as, status: 'ok', detail: 'is set' }
          : { ...as, status: 'fail', detail: 'is not set', hint: command };
      }),
    ),
    ...labelsOf(steps.map(({ inputs }) => inputs)).map((label) =>
      attempt(`label ${label.name}`, async (as) =>
        (await api.hasLabel(label.name))
          ? { ...as, status: 'ok', detail: 'is there' }
          : { ...as, status: 'warn', detail: 'is not there', hint: labelCommand(label) },
      ),
    ),
    ...deliveryChecks(api, steps),
  ];
  return [first, ...(await Promise.all(checks))];
}

type Named = Pick<Check, 'name'>;

/** One check; what the token may not ask is no fault of the set-up. */
async function attempt(name: string, check: (as: Named) => Promise<Check>): Promise<Check> {
  try {
    return await check({ name });
  } catch (error) {
    if (!isAmberError(error, 'FORBIDDEN', 'NOT_FOUND')) return failed(name, error);
    return {
      name,
      status: 'skip',
      detail: 'can’t be asked with this token',
      hint: 'a token of an administrator of the repository',
    };
  }
}

/** Events of comments and issues run the default branch's workflow, whatever is in the clone. */
async function onBranch(api: RepositoryApi, { path, text }: Used, branch: string): Promise<Check> {
  const name = `${path} on ${branch}`;
  const there = await api.file(path);
  if (there === undefined)
    return {
      name,
      status: 'fail',
      detail: 'is not there: no comment starts anything',
      hint: `commit it, and push or merge it to ${branch}`,
    };
  if (there.trimEnd() !== text.trimEnd())
    return {
      name,
      status: 'warn',
      detail: 'is another one than here; that one counts',
      hint: `git diff origin/${branch} -- ${path}`,
    };
  return { name, status: 'ok', detail: 'is the same as here' };
}

/** The commits that Amber's own steps are pinned to. */
function commitsOf(steps: readonly AmberStep[]): readonly (readonly [string, string])[] {
  const pinned = new Set(steps.map(({ uses }) => uses).filter((uses) => /@[0-9a-f]{40}$/.test(uses)));
  return [...pinned].map((uses) => [uses.slice(0, -41), uses.slice(-40)]);
}

async function commitCheck(api: RepositoryApi, action: string, sha: string): Promise<Check> {
  const name = `${action}@${sha.slice(0, 7)}`;
  const { commit, version } = packageInfo();
  if (!(await api.hasCommit(action, sha))) {
    const hint = commit === undefined ? PIN_HINT : 'amber init, with the flags that the workflow was written with';
    return { name, status: 'fail', detail: 'is no commit of that repository', hint };
  }
  if (commit === undefined || commit === sha) return { name, status: 'ok', detail: 'is there' };
  return {
    name,
    status: 'ok',
    detail: `is there; this Amber, ${version}, would pin ${commit.slice(0, 7)} (amber init)`,
  };
}

async function actionsCheck(api: RepositoryApi): Promise<Check> {
  const name = 'Actions';
  const { allowed, enabled } = await api.allowedActions();
  const hint = 'Settings → Actions → General, or: gh api -X PUT repos/OWNER/NAME/actions/permissions …';
  if (!enabled) return { name, status: 'fail', detail: 'are switched off in this repository', hint };
  if (allowed === 'all') return { name, status: 'ok', detail: 'all may run' };
  const status = allowed === 'local_only' ? 'fail' : 'warn';
  const detail =
    allowed === 'local_only' ? 'only those of this repository’s owner may run' : 'only those that are named may run';
  return { name, status, detail, hint: `allow Amber there. ${hint}` };
}

/** Of steps that bring an agent's work to GitHub themselves; other engines' agents push with the platform's rights. */
function deliveryChecks(api: RepositoryApi, steps: readonly AmberStep[]): readonly Promise<Check>[] {
  const delivering = steps.filter(({ kind }) => kind === 'push' || kind === 'deliver');
  const own = delivering.filter(({ inputs }) => inputs['github-token'] === undefined);
  const checks = 'checks of what Amber pushes';
  if (delivering.length === 0) {
    const isSession = steps.some(({ kind }) => kind === 'session');
    const detail = 'agents push with the platform’s rights, which start them';
    return isSession ? [Promise.resolve({ name: checks, status: 'ok', detail })] : [];
  }
  if (own.length === 0)
    return [
      Promise.resolve({ name: checks, status: 'ok', detail: 'start: the pushes are made with a token of one’s own' }),
    ];
  return [
    Promise.resolve({
      name: checks,
      status: 'warn',
      detail: 'don’t start: GitHub starts none for a push with the job’s own token',
      hint: 'github-token: of an app, made by actions/create-github-app-token in the step before (docs/github.md, "With engine: local")',
    }),
    attempt('pull requests of Actions', async (as) =>
      (await api.mayOpenPulls())
        ? { ...as, status: 'ok', detail: 'the job’s token may open them' }
        : {
            ...as,
            status: 'fail',
            detail: 'the job’s token may not open them, and work on issues needs one',
            hint: PULLS_SETTING.command,
          },
    ),
  ];
}

/** A prompt under a name that Amber does not know is never used. */
async function promptChecks(root: string, steps: readonly AmberStep[]): Promise<readonly Check[]> {
  const folders = new Set(steps.map(({ inputs }) => String(inputs['prompts-dir'] ?? '.github/amber')));
  const checks: Check[] = [];
  for (const folder of folders)
    for (const file of await readdir(join(root, folder)).catch(() => [])) {
      const name = `${folder}/${file}`;
      if (Object.hasOwn(PROMPTS, file))
        checks.push({ name, status: 'ok', detail: 'takes the built-in prompt’s place' });
      else if (file.endsWith('.md')) {
        const known = Object.keys(PROMPTS);
        const hint = didYouMean(file, known) ?? `known are ${known.join(', ')}`;
        checks.push({ name, status: 'warn', detail: 'is no prompt of Amber’s, and never used', hint });
      }
    }
  return checks;
}
