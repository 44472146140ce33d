import { type Crd, type CrdVersion, CRD as OURS } from './crd.ts';
import type { Schema } from './session-schema.ts';

/** What a cluster's CRD has less than Amber's, and what follows from it. */
export interface Lack {
  readonly lacks: string;
  readonly means: string;
  /** `run`: a run may go another way because of it; `view`: only what is shown does. */
  readonly for: 'run' | 'view';
}

/** A cluster's CRD as far as the caller may see it: without the right to read the CRD itself no columns are known. */
export interface SeenCrd extends Pick<CrdVersion, 'additionalPrinterColumns'> {
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly statusSubresource: boolean;
  /** False while the API server does not serve it yet, or refuses its names. */
  readonly established: boolean;
  /** Absent where the API server publishes none: what it keeps is then not known. */
  readonly schema?: Schema;
}

const [VERSION] = OURS.spec.versions;

/** What a whole CRD says; undefined if it does not serve Amber's version. */
export function seenInCrd({ spec, status }: Crd): SeenCrd | undefined {
  const version = spec.versions.find(({ name, served }) => name === VERSION.name && served);
  if (version === undefined) return undefined;
  const established = status?.conditions?.find(({ type }) => type === 'Established')?.status;
  return {
    namespaced: spec.scope === 'Namespaced',
    shortNames: spec.names.shortNames ?? [],
    statusSubresource: version.subresources?.status !== undefined,
    established: established !== 'False',
    schema: version.schema?.openAPIV3Schema ?? {},
    additionalPrinterColumns: version.additionalPrinterColumns ?? [],
  };
}

/** What the cluster lacks of Amber's CRD; what it has beside that does no harm. Worst first. */
export function lacksOf(seen: SeenCrd): readonly Lack[] {
  const { schema } = seen;
  const fields = schema === undefined ? [] : lacksOfSchema(schema, VERSION.schema.openAPIV3Schema, []);
  const lacks = [...lacksOfObject(seen), ...fields];
  const views = lacksOfView(seen);
  return [...lacks.filter((lack) => lack.for === 'run'), ...lacks.filter((lack) => lack.for === 'view'), ...views];
}

function lacksOfObject({ established, namespaced, statusSubresource }: SeenCrd): readonly Lack[] {
  const lack = (isLacking: boolean, lacks: string, means: string): readonly Lack[] =>
    isLacking ? [{ lacks, means, for: 'run' }] : [];
  return [
    ...lack(!established, 'condition Established', 'the API server does not serve sessions: no run can begin'),
    ...lack(!namespaced, 'scope Namespaced', 'sessions belong to no project: no run can begin'),
    ...lack(
      !statusSubresource,
      'the status subresource',
      'anyone who may change a session may also change its phase, and an operator’s status writes fail: a run may never start',
    ),
  ];
}

function lacksOfView({ shortNames, additionalPrinterColumns }: SeenCrd): readonly Lack[] {
  const { shortNames: names } = OURS.spec.names;
  const missing = names.filter((name) => !shortNames.includes(name));
  const columns = VERSION.additionalPrinterColumns.filter(
    ({ jsonPath }) => additionalPrinterColumns?.some((column) => column.jsonPath === jsonPath) === false,
  );
  return [
    ...missing.map((name) => ({
      lacks: `short name ${name}`,
      means: `kubectl get ${name} does not know what is meant`,
      for: 'view' as const,
    })),
    ...(columns.length === 0
      ? []
      : [
          {
            lacks: `columns ${columns.map(({ name }) => name).join(', ')}`,
            means: 'kubectl get does not show them',
            for: 'view' as const,
          },
        ]),
  ];
}

/** What `ours` takes and `theirs` does not, at one place of the object and below it. */
function lacksOfSchema(theirs: Schema | undefined, ours: Schema, path: readonly string[]): readonly Lack[] {
  if (theirs === undefined) return [unknownField(path)];
  // A field that is kept as it comes is also there for its readers.
  if (theirs['x-kubernetes-preserve-unknown-fields'] === true && theirs.properties === undefined) return [];
  const place = path.join('.') || 'the object';
  if (theirs.type !== undefined && ours.type !== undefined && theirs.type !== ours.type) {
    const means = `a session with ${place} is refused`;
    return [{ lacks: `${place} of type ${ours.type}, it is ${theirs.type}`, means, for: 'run' }];
  }
  return [
    ...lacksOfValues(theirs, ours, path),
    ...lacksOfRequired(theirs, ours, place),
    ...Object.entries(ours.properties ?? {}).flatMap(([name, field]) =>
      lacksOfSchema(theirs.properties?.[name], field, [...path, name]),
    ),
    ...(ours.items === undefined ? [] : lacksOfSchema(theirs.items, ours.items, [...path, '[]'])),
    ...(ours.additionalProperties === undefined
      ? []
      : lacksOfSchema(additionalOf(theirs), ours.additionalProperties, [...path, '*'])),
  ];
}

/** A map is also what keeps unknown fields. */
function additionalOf({ additionalProperties, ...rest }: Schema): Schema | undefined {
  return rest['x-kubernetes-preserve-unknown-fields'] === true
    ? { ...additionalProperties, 'x-kubernetes-preserve-unknown-fields': true }
    : additionalProperties;
}

function lacksOfValues(theirs: Schema, ours: Schema, path: readonly string[]): readonly Lack[] {
  if (theirs.enum === undefined) return [];
  const missing = (ours.enum ?? []).filter((value) => !theirs.enum?.includes(value));
  if (missing.length === 0) return [];
  const place = path.join('.');
  const lacks = `${place} ${missing.join(', ')}`;
  if (place === 'status.stoppedReason')
    return [{ lacks, means: `why a session was stopped reads ${theirs.enum.join(' or ')} for these`, for: 'view' }];
  return [{ lacks, means: `an operator can’t note it: the run may be ${LOST}`, for: 'run' }];
}

function lacksOfRequired(theirs: Schema, ours: Schema, place: string): readonly Lack[] {
  const more = (theirs.required ?? []).filter((name) => ours.required?.includes(name) !== true);
  if (more.length === 0) return [];
  const means = 'Amber does not always send that: such a session is refused';
  return [{ lacks: `sessions without ${more.map((name) => `${place}.${name}`).join(', ')}`, means, for: 'run' }];
}

const LOST = 'reported as lost though it goes on';

/** What it means that a field is dropped. The longest beginning of its path counts. */
const DROPPED: readonly (readonly [path: string, means: string, of?: Lack['for']])[] = [
  ['spec', 'what a session is to do is dropped: no run can begin'],
  ['spec.initialPrompt', 'the prompt is dropped: the run never starts'],
  ['spec.displayName', '--name is dropped', 'view'],
  ['spec.repos', '--repo is dropped: the agent works in an empty folder'],
  ['spec.repos.[].autoPush', '--auto-push is dropped: what the agent has changed is not pushed'],
  ['spec.userContext', 'who asked for a session is not kept', 'view'],
  ['spec.llmSettings', '--model is dropped: the cluster’s own model is used'],
  ['spec.timeout', 'the session is sent no limit; Amber’s own --timeout counts as long as amber runs'],
  ['spec.inactivityTimeout', '--inactivity-timeout is dropped: the project’s setting counts, or none'],
  [
    'spec.stopOnRunFinished',
    'the cluster never stops a session by itself: Amber stops it as long as amber runs; one that was detached, or whose amber was killed, goes on',
  ],
  ['spec.environmentVariables', '--env and --agent are dropped'],
  ['spec.mcpServers', 'MCP servers of a session are dropped: the cluster’s own are used'],
  ['spec.activeWorkflow', '--workflow is dropped'],
  ['status', `an operator can’t note what becomes of a session: the run is ${LOST}`],
  ['status.phase', `an operator can’t note how far a session is: the run is ${LOST}`],
  ['status.startTime', 'a runner that was replaced in the middle of a run is not noticed by its start'],
  ['status.lastActivityTime', 'the cluster can’t tell a quiet session: an inactivity limit may stop one that works'],
  ['status.conditions', 'amber can’t say why a session does not start'],
  ['status.completionTime', 'when a session ended is not kept', 'view'],
  ['status.stoppedReason', 'why a session was stopped is not kept', 'view'],
  ['status.observedGeneration', 'how far the operator is with a changed session is not kept', 'view'],
  ['status.sdkSessionId', 'a session that is started again may have lost its memory'],
  ['status.sdkRestartCount', 'how often an agent was started anew is not kept', 'view'],
  ['status.reconciledRepos', 'how far the repositories are is not kept', 'view'],
  ['status.reconciledWorkflow', 'how far the workflow is, is not kept', 'view'],
];

function unknownField(path: readonly string[]): Lack {
  const place = path.join('.');
  const known = DROPPED.filter(([beginning]) => place === beginning || place.startsWith(`${beginning}.`));
  const [, means = 'it is dropped from every session', of = 'run'] =
    known.toSorted(([one], [other]) => other.length - one.length)[0] ?? [];
  return { lacks: place.replaceAll('.[]', '[]'), means, for: of };
}
