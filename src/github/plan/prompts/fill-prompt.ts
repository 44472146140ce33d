import type { CommentEvent, LabelEvent } from '../../event/github-event.ts';
import type { WorkflowContext } from '../../event/workflow-context.ts';
import type { PlanFacts } from '../plan-facts.ts';
import type { ThreadWorkPlan } from '../plan-types.ts';
import { DELIVERED, DELIVERED_PROMPTS, PROMPTS, type PromptName, UNTRUSTED } from './built-in-prompts.ts';
import { fenced } from './fenced-data.ts';
import { headRef, isPlainName } from './thread-data.ts';

export interface PromptParts {
  readonly event: CommentEvent | LabelEvent;
  readonly facts: PlanFacts;
  readonly context: WorkflowContext;
  /** Names the fence of the data: no author of data can know it. */
  readonly boundary: string;
  /** RFC 3339. */
  readonly now: string;
  /** What a permitted person asks for; already clean. */
  readonly instruction?: string;
  /** Set if the agent has no access to GitHub, and Amber brings its work there. */
  readonly work?: ThreadWorkPlan;
}

/** The whole prompt: the repository's own template or the built-in one, with the thread as fenced data. */
export function promptOf(name: PromptName, parts: PromptParts): string {
  const { event, facts, context, boundary, instruction = '', work } = parts;
  const { thread, url } = event;
  const repository = `${thread.owner}/${thread.repo}`;
  const { pull } = facts.thread ?? {};
  const tag = `data-${boundary}`;
  const data = `${fill(UNTRUSTED, { tag, repository })}\n\n${fenced(tag, facts.data ?? { pieces: [], left: 0 })}`;
  const own = facts.templates[name];
  const needed = [...(instruction === '' ? [] : ['instruction']), ...(work === undefined ? [] : ['delivery']), 'data'];
  const builtIn = work === undefined ? PROMPTS : DELIVERED_PROMPTS;
  const template = own === undefined ? builtIn[name] : complete(own, needed);
  return fill(template, {
    repository,
    number: String(thread.number),
    kind: thread.kind === 'issue' ? 'issue' : 'pull request',
    url,
    head_sha: pull?.headSha ?? '',
    head_ref: pull === undefined ? '' : headRef(pull, event),
    base_sha: pull?.baseSha ?? '',
    base_ref: pull?.baseRef ?? work?.base ?? 'the default branch',
    author: event.kind === 'comment' ? (event.author?.login ?? '') : (event.sender?.login ?? ''),
    run_url: context.runUrl,
    now: parts.now,
    instruction,
    where: place(event),
    delivery: work === undefined ? '' : fill(DELIVERED, { repository }),
    data,
  });
}

/** A template of the repository's own that has no place for what must not be lost gets it at its end. */
function complete(template: string, needed: readonly string[]): string {
  return [template.trimEnd(), ...needed.filter((name) => !hasPlace(template, name)).map((name) => `{{${name}}}`)].join(
    '\n\n',
  );
}

function place(event: CommentEvent | LabelEvent): string {
  const { path, line } = (event.kind === 'comment' ? event.place : undefined) ?? { path: '' };
  if (path === '') return '\n';
  const where = isPlainName(path) ? path : 'the code in the data';
  return ` It is about ${where}${line === undefined ? '' : `, line ${line}`}.\n`;
}

/**
 * Puts values into a template's `{{names}}`: once, so that what a value says is never a placeholder itself. Unknown
 * names stay as they are.
 */
export function fill(template: string, values: { readonly [name: string]: string }): string {
  return template.replace(/\{\{\s*([a-z_]+)\s*\}\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : placeholder,
  );
}

/** True if the template has a place for this value. */
export function hasPlace(template: string, name: string): boolean {
  return new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(template);
}
