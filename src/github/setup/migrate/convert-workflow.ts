import { AmberError } from '../../../core/errors.ts';
import { MANAGED } from '../../labels.ts';
import { type ActionPin, usesOf } from '../action-pins.ts';
import { PERMISSION_REASONS, PERMISSIONS } from '../token-permissions.ts';
import { JOB_TIMEOUT, PASS_GROUP, TRIGGER_NOTE } from '../write-workflow.ts';
import { type BehaviourChange, ENDS, handlerChanges, stepChanges } from './behaviour-changes.ts';
import {
  type Handler,
  handlerOf,
  inputsOf,
  isHandler,
  isPredecessor,
  managedLabelOf,
  newNameOf,
} from './find-handler-jobs.ts';
import { readWorkflow, type UsedStep, type WorkflowSource } from './read-workflow.ts';

/** A workflow that used the predecessor, as one that uses Amber. */
export interface Converted {
  readonly text: string;
  readonly changes: readonly BehaviourChange[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Rewrites a workflow that uses the predecessor. Jobs that answer events with scripts around it become one job, which lets
 * Amber read the event; any other step of it becomes one of Amber's. Nothing else is touched.
 * @throws AmberError INVALID if it is no workflow, or does not use the predecessor
 */
export async function convert(text: string, path: string, amber: ActionPin): Promise<Converted> {
  if (text.includes('\uFFFD'))
    throw new AmberError('INVALID', `${path} is not UTF-8, and would not stay as it is`, {
      hint: `iconv -f WINDOWS-1252 -t UTF-8 ${path} > NEW_FILE`,
    });
  // Where line breaks are of both kinds, each stays what it is.
  if (text.includes('\r\n') && !/(?<!\r)\n/.test(text)) {
    const made = await convert(text.replaceAll('\r\n', '\n'), path, amber);
    return { ...made, text: made.text.replaceAll('\n', '\r\n') };
  }
  const source = await readWorkflow(text, path);
  const { stringify } = await import('yaml');
  const { handlers, stayed } = handlersOf(source);
  const replaced = new Set(handlers.map(({ job }) => job.name));
  const steps = source.used.filter(({ job, step }) => isPredecessor(step) && !replaced.has(job));
  if (handlers.length === 0 && steps.length === 0)
    throw new AmberError('INVALID', `${path} has no step that uses ambient-code/ambient-action`);
  const isAlone = handlers.length > 0 && handlers.length === source.jobs.length;
  const edits = [
    ...steps.flatMap((step) => stepEdits(source, step, amber)),
    ...jobEdits(source, handlers, (value) => stringify(value, { lineWidth: 0, singleQuote: true }), amber),
    ...(isAlone ? topEdits(source) : []),
    ...(handlers.length > 0 ? triggerEdits(source) : []),
  ];
  const made = applied(text, edits);
  const changes = [
    ...(handlers.length === 0 ? [] : handlerChanges(handlers, source)),
    ...stayed,
    ...steps.flatMap(({ step }) => stepChanges(step)),
    ...(handlers.length === 0 ? [ENDS] : []),
  ];
  await check(made, path);
  // Steps that share an anchor change in the same way.
  return { text: made, changes: [...new Map(changes.map((change) => [change.what, change])).values()] };
}

/** YAML has forms that nobody thought of: what comes out must be a workflow, and use the predecessor no more. @throws AmberError UNSUPPORTED */
async function check(made: string, path: string): Promise<void> {
  const hint = 'change its "uses:" by hand; amber init --dry-run shows the commit';
  try {
    const { jobs } = await readWorkflow(made, path);
    if (!jobs.some(({ steps }) => steps.some(isPredecessor))) return;
  } catch (cause) {
    throw new AmberError('UNSUPPORTED', `${path} is written in a form that can't be rewritten`, { hint, cause });
  }
  throw new AmberError('UNSUPPORTED', `${path} has steps in a form that can't be rewritten`, { hint });
}

/** The jobs that become one, and why others that answer events do not. */
function handlersOf(source: WorkflowSource): {
  readonly handlers: readonly Handler[];
  readonly stayed: readonly BehaviourChange[];
} {
  const found = source.jobs.map((job) => handlerOf(job, source)).filter((one) => one !== undefined);
  const handlers = found.filter(isHandler);
  const stayed = found.flatMap((one) => (isHandler(one) ? [] : [stays(one)]));
  const phrases = new Set(handlers.flatMap(({ phrase }) => phrase ?? []));
  const labels = new Set(handlers.flatMap(({ label }) => label ?? []));
  const hasSession = handlers.some(({ job }) => job.steps.some(isPredecessor));
  const why =
    phrases.size > 1 || labels.size > 1
      ? 'several phrases or labels start sessions, and Amber takes one of each in a job'
      : handlers.length > 0 && !hasSession
        ? 'no step beside it names the platform’s API'
        : undefined;
  if (why === undefined) return { handlers, stayed };
  return { handlers: [], stayed: [...stayed, ...handlers.map(({ job }) => stays({ job, why }))] };
}

function stays({ job, why }: { readonly job: { readonly name: string }; readonly why: string }): BehaviourChange {
  return { kind: 'kept', what: `job "${job.name}" with its scripts: ${why}, so only its steps were rewritten` };
}

function stepEdits({ text }: WorkflowSource, used: UsedStep, amber: ActionPin): readonly Edit[] {
  const { inputs, names, step, uses } = used;
  const [rest = ''] = /.*/.exec(text.slice(uses.end)) ?? [];
  const isLast = /^\s*(?:#.*)?$/.test(rest);
  // A comment of one word names the old version; a longer one stays. On one line with other keys there is no place for one.
  const comment = /^#\s*\S*$/.test(rest.trim()) ? '' : rest.trim();
  const { version: _, ...bare } = amber;
  const poll = inputs['poll-interval'];
  return [
    isLast
      ? { start: uses.start, end: uses.end + rest.length, text: `${usesOf(amber)} ${comment}`.trimEnd() }
      : { ...uses, text: usesOf(bare) },
    ...(poll === undefined ? [] : [{ ...poll, text: '' }]),
    ...Object.entries(names).flatMap(([name, place]) => {
      const other = newNameOf(name, step);
      return other === name ? [] : [{ ...place, text: other }];
    }),
  ];
}

/** The first of the jobs is replaced by Amber's, the others go. */
function jobEdits(
  source: WorkflowSource,
  handlers: readonly Handler[],
  stringify: (value: unknown) => string,
  amber: ActionPin,
): readonly Edit[] {
  const [first] = handlers;
  if (first === undefined) return [];
  return handlers.map((handler) => ({
    start: startOf(source, handler.job.from),
    end: startOf(source, handler.job.to),
    text: handler === first ? amberJob(source, handlers, stringify, amber) : '',
  }));
}

function amberJob(
  { comments, events, jobs }: WorkflowSource,
  handlers: readonly Handler[],
  stringify: (value: unknown) => string,
  amber: ActionPin,
): string {
  const label = handlers.find((one) => one.label !== undefined)?.label;
  const phrase = handlers.find((one) => one.phrase !== undefined)?.phrase;
  const batch = handlers.some(({ isBatch }) => isBatch);
  const managed = jobs.map(managedLabelOf).find((name) => name !== undefined);
  const inputs = Object.fromEntries([
    // Of several values the first one counts.
    ...[...new Map(handlers.flatMap(({ job }) => inputsOf(job)).reverse())].reverse(),
    ...(phrase === undefined || phrase === '@amber' ? [] : [['trigger', phrase]]),
    ...(label === undefined || label === 'amber:auto-fix' ? [] : [['label', label]]),
    ...(managed === undefined || managed === MANAGED ? [] : [['managed-label', managed]]),
    ...(handlers.some(({ job }) => JSON.stringify(job.steps).includes('acp:session_id'))
      ? [['trust-unmarked-sessions', 'true']]
      : []),
  ]);
  const conditions = [
    ...(label === undefined ? [] : [`github.event.label.name == '${label}'`]),
    ...(batch ? events.filter((name) => BATCH_EVENTS.has(name)).map((name) => `github.event_name == '${name}'`) : []),
    ...(phrase === undefined ? [] : [`contains(github.event.comment.body || github.event.review.body, '${phrase}')`]),
  ];
  const others = new Set(jobs.filter((job) => !handlers.some((one) => one.job === job)).map(({ name }) => name));
  const name = ['amber', 'amber-session', 'amber-handler'].find((one) => !others.has(one)) ?? 'amber-1';
  const inside = handlers.map(({ job }) => job);
  const said = comments.filter(({ line }) => inside.some(({ from, to }) => line >= from && line < to));
  const rights = Object.entries(PERMISSIONS.session).map(
    ([scope, level]) => `${scope}: ${level} # ${PERMISSION_REASONS[scope]}`,
  );
  const runsOn = handlers[0]?.job.value['runs-on'] ?? 'ubuntu-latest';
  return `${indented(
    2,
    said.map(({ text }) => text),
  )}  ${name}:
    # Spares a runner for most events. Whether the phrase counts, and who may use it, Amber decides.
    if: >-
${indented(
  6,
  conditions.map((one, at) => (at === conditions.length - 1 ? one : `${one} ||`)),
)}${indented(4, [
  ...stringify({ 'runs-on': runsOn }).trimEnd().split('\n'),
  `timeout-minutes: ${Math.max(JOB_TIMEOUT, Number(inputs['poll-timeout'] ?? 0) + 15 || 0)}`,
  'permissions:',
])}${indented(6, rights)}${batch ? PASS_GROUP : ''}    steps:
      - uses: ${usesOf(amber)}
        with:
${indented(10, stringify(inputs).trimEnd().split('\n'))}`;
}

const BATCH_EVENTS: ReadonlySet<string> = new Set(['schedule', 'workflow_dispatch']);

function indented(by: number, lines: readonly string[]): string {
  return lines.map((line) => `${' '.repeat(by)}${line}\n`).join('');
}

/** Rights and queues of the workflow were those of its jobs, all of which are Amber's now. Comments around them stay. */
function topEdits(source: WorkflowSource): readonly Edit[] {
  const { lines, top } = source;
  const edit = (key: string, text: string): readonly Edit[] => {
    const place = top[key];
    if (place === undefined) return [];
    const first = lines.findIndex((line, at) => at >= place.from && line.startsWith(`${key}:`));
    const last = lines.findIndex((line, at) => at > first && (at >= place.to || !/^\s+\S/.test(line)));
    return [{ start: startOf(source, first), end: startOf(source, last), text }];
  };
  return [...edit('permissions', 'permissions: {}\n'), ...edit('concurrency', '')];
}

/** Linters warn of this trigger, for good reasons that do not hold here. */
function triggerEdits(source: WorkflowSource): readonly Edit[] {
  const at = source.lines.findIndex((line) => /^\s+issue_comment:\s*(?:\{[^#]*\})?\s*$/.test(line));
  if (at === -1) return [];
  const end = startOf(source, at + 1) - 1;
  return [{ start: end, end, text: ` ${TRIGGER_NOTE}` }];
}

/** Where a line begins, in characters. */
function startOf({ lines, text }: WorkflowSource, line: number): number {
  const before = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(before, text.length);
}

function applied(text: string, edits: readonly Edit[]): string {
  // What several aliases stand for is edited once.
  return [...new Map(edits.map((edit) => [edit.start, edit])).values()]
    .sort((a, b) => b.start - a.start)
    .reduce((now, { end, start, text: put }) => now.slice(0, start) + put + now.slice(end), text);
}
