import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Label, labelsOf } from '../../github/labels.ts';
import { DELIVERED_PROMPTS, PROMPTS } from '../../github/plan/prompts/built-in-prompts.ts';
import type { ActionPin } from '../../github/setup/action-pins.ts';
import { auditWorkflow } from '../../github/setup/audit-workflow.ts';
import type { BehaviourChange } from '../../github/setup/migrate/behaviour-changes.ts';
import { type NeededName, namesIn, PULLS_SETTING } from '../../github/setup/required-secrets.ts';
import { type FileChange, planFiles, textAt, type WantedFile } from './write-files.ts';

/** Where workflows are. */
const WORKFLOWS = '.github/workflows';

export interface InitWishes {
  readonly engine: Engine['name'];
  readonly amber: ActionPin;
  readonly project: string | undefined;
  readonly agent: string | undefined;
  readonly schedule: string | undefined;
  readonly wantsPrompts: boolean;
  /** Rewrite what uses the predecessor: all such workflows, or the one that is named. */
  readonly predecessor: 'all' | { readonly file: string } | undefined;
}

export interface InitPlan {
  readonly files: readonly FileChange[];
  /** What changes in meaning, by the file that was converted. */
  readonly conversions: readonly { readonly path: string; readonly changes: readonly BehaviourChange[] }[];
  /** Secrets and variables that the repository may not have yet. */
  readonly names: readonly NeededName[];
  readonly labels: readonly Label[];
  /** What else is to be set, and why. */
  readonly settings: readonly { readonly command: string; readonly what: string }[];
  /** What a person should know of the workflows that are there. */
  readonly warnings: readonly string[];
}

/** What init would do in this repository. Reads, and writes nothing. @throws AmberError */
export async function planInit(root: string, wishes: InitWishes): Promise<InitPlan> {
  refuseIdle(wishes);
  const there = await workflowsIn(root);
  const { wanted, conversions } =
    wishes.predecessor === undefined ? await fresh(wishes) : await converted(root, there, wishes);
  const files = await planFiles(root, [...wanted, ...(wishes.wantsPrompts ? promptFiles(wishes) : [])]);
  const text = wanted.map((file) => file.text).join('\n');
  const audits = await Promise.all(wanted.map((file) => auditWorkflow(file.path, file.text, wishes.amber.action)));
  const steps = audits.flatMap((audit) => audit.steps).filter(({ kind }) => kind !== 'prompt');
  // What a workflow read before, the repository has.
  const old = conversions.map(({ path }) => there.get(path) ?? '').join('\n');
  const had = new Set(namesIn(old).map(({ name }) => name));
  return {
    files,
    conversions,
    names: namesIn(text).filter(({ name }) => !had.has(name)),
    labels: labelsOf(steps.map(({ inputs }) => inputs)).filter(({ name }) => !old.includes(name)),
    settings: steps.some(({ kind }) => kind === 'deliver' || kind === 'push') ? [PULLS_SETTING] : [],
    warnings: [
      ...warningsOf(there, wanted, wishes),
      ...(steps.length === 0 ? [] : await besides(there, wanted, wishes)),
    ],
  };
}

/** Two workflows that answer the same comments start two runs. */
async function besides(
  there: ReadonlyMap<string, string>,
  wanted: readonly WantedFile[],
  { amber }: InitWishes,
): Promise<readonly string[]> {
  const others = [...there].filter(([path]) => wanted.every((file) => file.path !== path));
  const audits = await Promise.all(others.map(([path, text]) => auditWorkflow(path, text, amber.action)));
  const paths = audits.flatMap(({ steps }) => steps.filter(({ kind }) => kind !== 'prompt').map(({ path }) => path));
  return [...new Set(paths)].map(
    (path) => `${path} uses Amber already, and will answer the same comments too: keep one`,
  );
}

async function fresh(
  wishes: InitWishes,
): Promise<Pick<InitPlan, 'conversions'> & { readonly wanted: readonly WantedFile[] }> {
  const { workflowText } = await import('../../github/setup/write-workflow.ts');
  const { agent, project, schedule, ...rest } = wishes;
  const given = {
    ...(agent !== undefined && { agent }),
    ...(project !== undefined && { project }),
    ...(schedule !== undefined && { schedule }),
  };
  const text = workflowText({ ...rest, ...given });
  return { wanted: [{ path: `${WORKFLOWS}/amber.yml`, text }], conversions: [] };
}

async function converted(
  root: string,
  there: ReadonlyMap<string, string>,
  { amber, predecessor }: InitWishes,
): Promise<Pick<InitPlan, 'conversions'> & { readonly wanted: readonly WantedFile[] }> {
  const { convert } = await import('../../github/setup/migrate/convert-workflow.ts');
  const sources = new Map([...there].filter(([, text]) => USES_PREDECESSOR.test(text)));
  if (typeof predecessor === 'object') {
    const { file } = predecessor;
    const text = await textAt(join(root, file));
    if (text === undefined) throw new AmberError('NOT_FOUND', `there is no ${file} in the repository`);
    sources.clear();
    sources.set(file, text);
  }
  if (sources.size === 0)
    throw new AmberError('NOT_FOUND', `no workflow in ${WORKFLOWS} uses ambient-code/ambient-action`, {
      hint: 'amber init writes a new one',
    });
  const wanted: WantedFile[] = [];
  const conversions: { path: string; changes: readonly BehaviourChange[] }[] = [];
  for (const [path, text] of sources) {
    const made = await convert(text, path, amber);
    wanted.push({ path, text: made.text });
    conversions.push({ path, changes: made.changes });
  }
  return { wanted, conversions };
}

/** A flag without effect would be taken for one that has it. @throws AmberError USAGE */
function refuseIdle({ agent, engine, predecessor, project, schedule }: InitWishes): void {
  const given = Object.entries({ '--agent': agent, '--project': project, '--schedule': schedule });
  const [flag] = given.find(([, value]) => value !== undefined) ?? [];
  if (predecessor !== undefined && flag !== undefined)
    throw new AmberError(
      'USAGE',
      `${flag} does not go with --from-ambient-action: the workflow there says it already`,
      {
        hint: `leave ${flag} out, and change the file afterwards`,
      },
    );
  if (predecessor === undefined && engine === 'local' && project !== undefined)
    throw new AmberError('USAGE', '--project does not go with engine "local", whose sessions end with their job', {
      hint: 'leave --project out, or: --engine platform',
    });
}

/** The built-in prompts, to be changed. A file that exists stays as it is. */
function promptFiles({ engine, predecessor }: InitWishes): readonly WantedFile[] {
  // The predecessor knew the platform alone.
  const prompts = engine === 'local' && predecessor === undefined ? DELIVERED_PROMPTS : PROMPTS;
  return Object.entries(prompts).map(([name, text]) => ({
    path: `.github/amber/${name}`,
    text: `${text}\n`,
    onlyNew: true,
  }));
}

/** The repository's workflows by their paths. */
export async function workflowsIn(root: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(join(root, WORKFLOWS)).catch(() => []);
  const found = new Map<string, string>();
  for (const name of names.filter((one) => /\.ya?ml$/.test(one)).sort()) {
    const text = await textAt(join(root, WORKFLOWS, name)).catch(() => undefined);
    if (text !== undefined) found.set(`${WORKFLOWS}/${name}`, text);
  }
  return found;
}

/** In any form that YAML has for it, but for comments. GitHub takes upper and lower case as the same. */
const USES_PREDECESSOR = /^[^#\n]*\buses['"]?\s*:\s*['"]?ambient-code\/ambient-action@/im;

function warningsOf(
  there: ReadonlyMap<string, string>,
  wanted: readonly WantedFile[],
  { engine, predecessor }: InitWishes,
): readonly string[] {
  if (predecessor !== undefined) return [];
  const others = [...there].filter(([path]) => wanted.every((file) => file.path !== path));
  const old = others.filter(([, text]) => USES_PREDECESSOR.test(text)).map(([path]) => path);
  return [
    ...(old.length === 0
      ? []
      : [
          `${old.join(', ')} ${old.length === 1 ? 'uses' : 'use'} ambient-action, and may answer what Amber answers: amber init --from-ambient-action rewrites ${old.length === 1 ? 'it' : 'them'}`,
        ]),
    ...(engine === 'local'
      ? ['"@amber stop" finds no run in two jobs, since the one with the agent may only read: cancel the job on GitHub']
      : []),
  ];
}
