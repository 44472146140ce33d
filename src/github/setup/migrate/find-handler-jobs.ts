import type { WorkflowJob, WorkflowSource, WorkflowStep } from './read-workflow.ts';

/** The predecessor, at whatever version. */
const PREDECESSOR = /^ambient-code\/ambient-action@/i;

export const isPredecessor = ({ uses }: WorkflowStep): boolean => typeof uses === 'string' && PREDECESSOR.test(uses);

/** A job that does with scripts around the predecessor what Amber does by itself: it answers an event. */
export interface Handler {
  readonly job: WorkflowJob;
  /** The label of an issue that starts it. */
  readonly label?: string;
  /** The phrase in a comment that starts it. */
  readonly phrase?: string;
  /** It looks after all managed pull requests. */
  readonly isBatch: boolean;
}

/** Why a job that answers an event stays, with nothing but its steps changed. */
export interface NoHandler {
  readonly job: WorkflowJob;
  readonly why: string;
}

/** What a job may have, and still do nothing that Amber would not. */
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  'name',
  'if',
  'runs-on',
  'timeout-minutes',
  'permissions',
  'concurrency',
  'env',
  'steps',
]);

/** The job's part, by the event that it is for; undefined for a job with a part of its own. */
export function handlerOf(job: WorkflowJob, source: WorkflowSource): Handler | NoHandler | undefined {
  const condition = String(job.value.if ?? '');
  const label = /github\.event\.label\.name\s*==\s*'([^']+)'/.exec(condition)?.[1];
  const phrase = /contains\(\s*github\.event\.(?:comment|review)\.body[^']*'([^']+)'\s*\)/.exec(condition)?.[1];
  const talksToPlatform = job.steps.some(({ run }) => /agentic-sessions/.test(String(run ?? '')));
  const isBatch = talksToPlatform && managedLabelOf(job) !== undefined;
  const answers = job.steps.some(isPredecessor) && (label !== undefined || phrase !== undefined);
  if (!answers && !isBatch) return undefined;
  const why = whyNot(job, source, { label, phrase, isBatch });
  if (why !== undefined) return { job, why };
  return { job, isBatch, ...(label !== undefined && { label }), ...(phrase !== undefined && { phrase }) };
}

export const isHandler = (found: Handler | NoHandler | undefined): found is Handler =>
  found !== undefined && !('why' in found);

interface Part {
  readonly label: string | undefined;
  readonly phrase: string | undefined;
  readonly isBatch: boolean;
}

function whyNot(job: WorkflowJob, { events, jobs }: WorkflowSource, part: Part): string | undefined {
  const { phrase } = part;
  const condition = String(job.value.if ?? '');
  const event = eventBeside(condition, events, part);
  if (event !== undefined) return `it answers "${event}" too`;
  const asked = [...condition.matchAll(/\b(?:github|vars|env|inputs)\.[\w.]+/g)].map(([name]) => name);
  const strange = asked.find((name) => !ASKED.has(name.replace(/^github\.event\.(?:comment|review)\./, '')));
  if (strange !== undefined) return `its condition asks for ${strange}`;
  if (/\binputs\.\w/.test(JSON.stringify(job.value))) return 'it takes inputs of the event';
  const key = Object.keys(job.value).find((name) => !PLAIN_KEYS.has(name));
  if (key !== undefined) return `it has "${key}"`;
  const after = jobs.find(({ value }) => [value.needs].flat().includes(job.name));
  if (after !== undefined) return `job "${after.name}" needs it`;
  if (phrase !== undefined && (/\s/.test(phrase) || phrase.length > 100)) return `its phrase is no word: "${phrase}"`;
  const own = job.steps.find((step) => !isPredecessor(step) && !isPlumbing(step));
  if (own !== undefined) return `its step "${nameOf(own)}" does something of its own`;
  const other = part.isBatch ? /"url"\s*:\s*f?"([^"{}$]+)"/.exec(scriptsOf(job))?.[1] : undefined;
  if (other !== undefined) return `its sessions work in another repository (${other})`;
  const computed = inputsOf(job).find(([, value]) => /\$\{\{[^}]*\b(?:steps|needs|matrix|env)\./.test(value));
  return computed === undefined ? undefined : `its input "${computed[0]}" is computed by another step`;
}

/** What a condition may ask for: Amber asks for it too, or for something better. */
const ASKED: ReadonlySet<string> = new Set([
  'github.event_name',
  'github.event.label.name',
  'github.event.issue.pull_request',
  'body',
  'author_association',
]);

/** An event that the job is for, and Amber would not answer as it did; undefined if there is none. */
function eventBeside(
  condition: string,
  events: readonly string[],
  { isBatch, label, phrase }: Part,
): string | undefined {
  const named = [...condition.matchAll(/github\.event_name\s*==\s*'(\w+)'/g)].map(([, name = '']) => name);
  const known = [
    ...(label === undefined ? [] : ['issues']),
    ...(phrase === undefined ? [] : ['issue_comment', 'pull_request_review_comment', 'pull_request_review']),
    ...(isBatch ? ['schedule', 'workflow_dispatch'] : []),
  ];
  // Where the condition names no event, labels may be those of any that has labels.
  const others = named.length > 0 || label === undefined ? [] : ['pull_request', 'pull_request_target'];
  return [...named, ...others.filter((name) => events.includes(name))].find((name) => !known.includes(name));
}

/** What Amber does by itself: reading the event, looking for pull requests, comments, labels, reactions, checks, summaries. */
function isPlumbing({ run, uses }: WorkflowStep): boolean {
  if (typeof uses === 'string') return uses.startsWith('actions/checkout@');
  const script = String(run ?? '');
  if (/agentic-sessions/.test(script)) return true;
  const isFamiliar = /GITHUB_(?:OUTPUT|STEP_SUMMARY)|\bgh (?:issue|pr) |\bgh api [^\n|;]*(?:reactions|check-runs)/.test(
    script,
  );
  return isFamiliar && !/\b(?:curl|wget|docker|npm|pip|git push|gh workflow|gh release)\b/.test(script);
}

/** Inputs that Amber decides about by itself, once the event is its own to read. */
const DECIDED: ReadonlySet<string> = new Set(['prompt', 'session-name', 'display-name', 'poll-interval']);

/** The inputs of the predecessor in a job that stay inputs of Amber's. */
export function inputsOf(job: WorkflowJob): readonly (readonly [string, string])[] {
  return job.steps.filter(isPredecessor).flatMap((step) =>
    Object.entries(step.with ?? {})
      .map(([name, value]): readonly [string, string] => [newNameOf(name, step), String(value)])
      .filter(
        ([name, value]) =>
          !DECIDED.has(name) && !(name === 'wait' && value === 'true') && !(name === 'repos' && isOwnRepos(value)),
      ),
  );
}

/** `timeout` was the limit of the whole session, in minutes, before it became seconds without activity. */
export const hasMinutes = ({ uses }: WorkflowStep): boolean => /@v(?:0\.0\.[12]|2)$/.test(String(uses));
/** The versions of which that is not known. */
export const mayHaveMinutes = ({ uses }: WorkflowStep): boolean => !/@v0\.0\.(?:[5-9]|\d\d+)$/.test(String(uses));

export const newNameOf = (input: string, step: WorkflowStep): string =>
  input === 'timeout' && hasMinutes(step) ? 'poll-timeout' : input;

/** True if `repos` names the workflow's own repository alone, which is where Amber works by itself. */
export function isOwnRepos(repos: string): boolean {
  const urls = reposIn(repos);
  return urls.length > 0 && urls.every((url) => url.includes('github.repository'));
}

/** The addresses in a JSON array of repositories. */
export const reposIn = (repos: string): readonly string[] =>
  [...repos.matchAll(/"url"\s*:\s*"([^"]+)"/g)].map(([, url = '']) => url);

/** All the scripts and prompts of a job. */
export function scriptsOf({ steps }: WorkflowJob): string {
  return steps.map((step) => `${step.run ?? ''}\n${step.with?.prompt ?? ''}`).join('\n');
}

/** The label of the pull requests that a job's scripts look for. */
export function managedLabelOf(job: WorkflowJob): string | undefined {
  const scripts = job.steps.map(({ run }) => String(run ?? '')).join('\n');
  return /\bpr["',\s]+list\b[\s\S]{0,200}?--label["',\s]+([\w:.-]+)/.exec(scripts)?.[1];
}

export const nameOf = ({ id, name, run, uses }: WorkflowStep): string =>
  String(name ?? id ?? uses ?? String(run).split('\n')[0]);
