import type * as YamlPackage from 'yaml';
import type { Document, LineCounter, Node, Pair, YAMLMap } from 'yaml';
import { isObject } from '../../../core/agui/events.ts';
import { AmberError, messageOf } from '../../../core/errors.ts';

/** A step, as far as a migration looks at it. */
export interface WorkflowStep {
  readonly [key: string]: unknown;
  readonly with?: { readonly [input: string]: unknown } | null;
}

/** From the first line to the one behind the last, counted from 0. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Its lines begin with the comments above it. */
export interface WorkflowJob extends LineRange {
  readonly name: string;
  readonly value: { readonly [key: string]: unknown };
  readonly steps: readonly WorkflowStep[];
}

/** A value's place in the text, in characters. */
export interface TextPlace {
  readonly start: number;
  readonly end: number;
}

/** A step that uses an Action, and where its `uses` and its inputs stand. */
export interface UsedStep {
  readonly job: string;
  readonly step: WorkflowStep;
  readonly uses: TextPlace;
  /** The whole lines of each input; none where they stand on one line. */
  readonly inputs: { readonly [name: string]: TextPlace };
  /** The name of each input alone. */
  readonly names: { readonly [name: string]: TextPlace };
}

/** A workflow, read but not changed: edits are made to its text, so that all that they do not touch stays as it is. */
export interface WorkflowSource {
  readonly text: string;
  readonly lines: readonly string[];
  /** The names of what starts it. */
  readonly events: readonly string[];
  readonly jobs: readonly WorkflowJob[];
  readonly used: readonly UsedStep[];
  /** With the line that they stand on. What looks like one within a script is none. */
  readonly comments: readonly { readonly line: number; readonly text: string }[];
  /** The workflow's own keys (`permissions`, `concurrency` …). */
  readonly top: { readonly [key: string]: LineRange };
}

type Yaml = Pick<typeof YamlPackage, 'isAlias' | 'isMap' | 'isScalar' | 'isSeq' | 'Parser'>;

/** What is wrong with a workflow's YAML, in one line. */
export function yamlFault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // The library's own words name its functions.
  if (code === 'MULTIPLE_DOCS') return 'it holds more than one YAML document ("---"), and GitHub takes one';
  return messageOf(error).split('\n')[0] ?? '';
}

/** @throws AmberError INVALID if it is no workflow */
export async function readWorkflow(text: string, path: string): Promise<WorkflowSource> {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, Parser, parseDocument } = await import('yaml');
  const yaml: Yaml = { isAlias, isMap, isScalar, isSeq, Parser };
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const root = document.contents;
  const [error] = document.errors;
  const jobs = isMap(root) ? root.get('jobs') : undefined;
  if (error !== undefined || !isMap(root) || !isMap(jobs))
    throw new AmberError(
      'INVALID',
      `${path} is no workflow: ${error === undefined ? 'it has no jobs' : yamlFault(error)}`,
      isMap(root) && root.has('runs') ? { hint: 'an Action’s steps are changed by hand, with new "uses:"' } : {},
    );
  const lines = text.split('\n');
  const top = linesOf(yaml, root, lines, counter, lines.length);
  const within = linesOf(yaml, jobs, lines, counter, top.jobs?.to ?? lines.length);
  const value = plainOf(document, path);
  return {
    text,
    lines,
    events: eventsOf(value.on),
    jobs: Object.entries(within).map(([name, place]) => ({ ...place, ...jobOf(name, value.jobs[name]) })),
    used: jobs.items.flatMap((pair) => usedIn(yaml, pair, text, document)),
    comments: commentsOf(yaml, text, counter),
    top,
  };
}

/** @throws AmberError INVALID where aliases make too much of it */
function plainOf(document: { toJS(): unknown }, path: string) {
  try {
    return document.toJS() as { readonly on?: unknown; readonly jobs: { readonly [name: string]: unknown } };
  } catch (cause) {
    throw new AmberError('INVALID', `${path} is no workflow: ${messageOf(cause)}`, { cause });
  }
}

function jobOf(name: string, job: unknown): Pick<WorkflowJob, 'name' | 'steps' | 'value'> {
  const value = isObject(job) ? job : {};
  return { name, value, steps: Array.isArray(value.steps) ? value.steps.filter(isObject) : [] };
}

/** The names in a workflow's `on`. */
export function eventsOf(on: unknown): readonly string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : isObject(on) ? Object.keys(on) : [];
}

/** The lines of each key of a mapping, up to the comments above the next one. */
function linesOf(
  { isScalar }: Yaml,
  map: YAMLMap,
  lines: readonly string[],
  counter: LineCounter,
  end: number,
): { readonly [key: string]: LineRange } {
  const starts = map.items.map(({ key }) => {
    const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
    let line = counter.linePos(offset).line - 1;
    const indent = /^ */.exec(lines[line] ?? '')?.[0] ?? '';
    // Only comments as deep as the key: a script may end with what looks like one.
    while (lines[line - 1]?.startsWith(`${indent}#`)) line--;
    return { name: isScalar(key) ? String(key.value) : '', line };
  });
  return Object.fromEntries(
    starts.map(({ line, name }, at) => [name, { from: line, to: starts[at + 1]?.line ?? end }]),
  );
}

/** The steps of a job that use an Action. Of what an alias stands for, the place is that of its anchor. */
function usedIn(
  { isAlias, isMap, isScalar, isSeq }: Yaml,
  { key, value }: Pair<unknown, unknown>,
  text: string,
  document: Document,
): readonly UsedStep[] {
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const job = resolved(value);
  const steps = isMap(job) ? resolved(job.get('steps')) : undefined;
  if (!isSeq(steps)) return [];
  return steps.items.map(resolved).flatMap((step) => {
    const uses = isMap(step) ? resolved(step.get('uses', true)) : undefined;
    if (!isMap(step) || !isScalar(uses) || uses.range == null) return [];
    const [start, end] = uses.range;
    // A block scalar ends with its line.
    const place = { start, end: start + text.slice(start, end).trimEnd().length };
    const given = placesOf(resolved(step.get('with')), step);
    return [{ job: String(key), step: step.toJS(document) as WorkflowStep, uses: place, ...given }];
  });

  function placesOf(given: unknown, step: YAMLMap): Pick<UsedStep, 'inputs' | 'names'> {
    const items = isMap(given) ? given.items : [];
    const within = step.items.find((pair) => String(pair.key) === 'with')?.key as Node | undefined;
    const inputs: { [name: string]: TextPlace } = {};
    const names: { [name: string]: TextPlace } = {};
    for (const pair of items) {
      const [from, to] = [(pair.key as Node).range, (pair.value as Node | null)?.range];
      if (from == null) continue;
      names[String(pair.key)] = { start: from[0], end: from[1] };
      if (isMap(given) && given.flow === true) continue;
      const close = text.indexOf('\n', (to ?? from)[1] - 1);
      const end = close === -1 ? text.length : close + 1;
      // GitHub takes no "with" without inputs.
      const first = lineOf(items.length === 1 ? within?.range?.[0] : undefined) ?? lineOf(from[0]);
      inputs[String(pair.key)] = { start: first ?? from[0], end };
    }
    return { inputs, names };
  }

  /** Where the line of a key begins; undefined if something else stands before it. */
  function lineOf(at: number | undefined): number | undefined {
    const start = at === undefined ? -1 : text.lastIndexOf('\n', at) + 1;
    return at !== undefined && text.slice(start, at).trim() === '' ? start : undefined;
  }
}

function commentsOf({ Parser }: Yaml, text: string, counter: LineCounter): WorkflowSource['comments'] {
  const found: { readonly line: number; readonly text: string }[] = [];
  const look = (token: unknown): void => {
    if (typeof token !== 'object' || token === null) return;
    const { type, offset, source } = token as { type?: unknown; offset?: unknown; source?: unknown };
    if (type !== 'comment') for (const inner of Object.values(token)) look(inner);
    else if (typeof offset === 'number') found.push({ line: counter.linePos(offset).line - 1, text: String(source) });
  };
  for (const token of new Parser().parse(text)) look(token);
  return found.sort((a, b) => a.line - b.line);
}
