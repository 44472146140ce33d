import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionUpdate, ToolKind } from '@agentclientprotocol/sdk';
import { splitRequirement } from '../../../core/structured-output/output-prompts.ts';
import { type DemoSettings, EFFORT } from './demo-settings.ts';
import { gitHead, ignoredNames } from './git-head.ts';
import { type Introduction, manifestsOf, readManifest, readReadme } from './introduction.ts';
import { languagesOf } from './languages.ts';
import { speak } from './pace.ts';
import { promptWords } from './prompt-words.ts';
import { readText } from './read-text.ts';
import { report } from './report.ts';
import { search } from './search.ts';
import { structuredAnswer } from './structured-answer.ts';
import { survey } from './survey.ts';

export interface DemoTask {
  readonly cwd: string;
  readonly prompt: string;
  /** What came with it, a line each. */
  readonly given: readonly string[];
  readonly settings: DemoSettings;
  readonly tell: (update: SessionUpdate) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What the demo agent allows itself: it must never keep a person waiting. Times in ms. */
const BOUNDS = { files: 20_000, depth: 24, survey: 700, search: 900 };

const STEPS = ['List the files', 'Read what the project says of itself', 'Search the contents', 'Answer'];

/**
 * Looks at the workspace as a careful newcomer would, and reports what it found: real tool calls, a plan, a thought, an
 * answer. Only reads. Throws the signal's reason once it is aborted.
 */
export async function answerPrompt(task: DemoTask): Promise<void> {
  const { settings, signal } = task;
  const { asked: prompt, schema } = splitRequirement(task.prompt);
  const root = await realpath(task.cwd);
  const words = promptWords(prompt);
  await plan(task, 0);
  await say(task, 'agent_thought_chunk', thought(words));

  const ignored = await ignoredNames(root);
  const share = EFFORT[settings.effort];
  const bounds = {
    files: BOUNDS.files * share,
    depth: BOUNDS.depth,
    deadline: performance.now() + BOUNDS.survey * share,
  };
  const surveyed = await call(task, 'list_files', 'search', 'List the files', [root], { path: root }, async () => {
    const listed = await survey(root, ignored, bounds, signal);
    const top = languagesOf(listed).slice(0, 3);
    const made = top.map(({ language, files }) => `${language} ${files}`).join(', ');
    return { value: listed, output: `${listed.files.length} files in ${listed.directories + 1} directories: ${made}` };
  });

  await plan(task, 1);
  const introduction = await introduce(task, root, surveyed.files);
  const branch = await gitHead(root);

  await plan(task, 2);
  const looked = words.length > 0 ? `Search for TODO and ${words.join(', ')}` : 'Search for TODO';
  const found = await call(task, 'search', 'search', looked, [root], { words: [...words, 'TODO'] }, async () => {
    const result = await search(root, surveyed.files, words, performance.now() + BOUNDS.search * share, signal);
    const hits = words.length > 0 ? `${result.matchCount} files match, ` : '';
    return { value: result, output: `${result.filesRead} files read, ${hits}${result.todoCount} marked as to do` };
  });

  await plan(task, 3);
  const { mode, todos } = settings;
  const findings = { directory: root, branch, survey: surveyed, introduction, words, found, todos, given: task.given };
  const answer = schema === undefined ? report(findings, mode) : structuredAnswer(schema, findings);
  await speak(answer, (piece) => say(task, 'agent_message_chunk', piece), signal);
  await plan(task, STEPS.length);
}

async function introduce(
  task: DemoTask,
  root: string,
  files: Awaited<ReturnType<typeof survey>>['files'],
): Promise<Introduction> {
  const readme = files.find(({ path }) => /^readme(\.(md|markdown|rst|txt|adoc))?$/i.test(path))?.path;
  const described =
    readme === undefined
      ? {}
      : await call(task, 'read_file', 'read', `Read ${readme}`, [join(root, readme)], { path: readme }, async () => {
          const text = (await readText(join(root, readme), 65_536)) ?? '';
          return { value: readReadme(text), output: text.slice(0, 400) };
        });
  const manifests: Introduction[] = [];
  for (const name of manifestsOf(files).slice(0, 2))
    manifests.push(
      await call(task, 'read_file', 'read', `Read ${name}`, [join(root, name)], { path: name }, async () => {
        const value = await readManifest(root, name);
        return { value, output: [value.name, value.summary].filter(Boolean).join(': ') || name };
      }),
    );
  const name = manifests.find((manifest) => manifest.name !== undefined)?.name ?? described.title;
  const summary = described.summary ?? manifests.find((manifest) => manifest.summary !== undefined)?.summary;
  return {
    ...(name !== undefined && { name }),
    ...(summary !== undefined && { summary }),
    commands: manifests.flatMap(({ commands }) => commands),
  };
}

let calls = 0;

/** Does something as a tool call that a reader can follow. */
async function call<T>(
  { tell, signal }: DemoTask,
  name: string,
  kind: ToolKind,
  title: string,
  paths: readonly string[],
  rawInput: object,
  work: () => Promise<{ value: T; output: string }>,
): Promise<T> {
  signal.throwIfAborted();
  const toolCallId = `demo-call-${++calls}`;
  const locations = paths.map((path) => ({ path }));
  await tell({ sessionUpdate: 'tool_call', toolCallId, name, title, kind, status: 'in_progress', locations, rawInput });
  try {
    const { value, output } = await work();
    const content = [{ type: 'content' as const, content: { type: 'text' as const, text: output } }];
    await tell({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', content });
    return value;
  } catch (error) {
    await tell({ sessionUpdate: 'tool_call_update', toolCallId, status: 'failed' });
    throw error;
  }
}

async function say(
  { tell }: DemoTask,
  sessionUpdate: 'agent_message_chunk' | 'agent_thought_chunk',
  text: string,
): Promise<void> {
  await tell({ sessionUpdate, content: { type: 'text', text } });
}

/** The plan with its first `done` steps behind it. */
async function plan({ tell }: DemoTask, done: number): Promise<void> {
  await tell({
    sessionUpdate: 'plan',
    entries: STEPS.map((content, i) => ({
      content,
      priority: 'medium',
      status: i < done ? 'completed' : i === done ? 'in_progress' : 'pending',
    })),
  });
}

function thought(words: readonly string[]): string {
  return words.length === 0
    ? 'A question about the whole: I look at its files, what it says of itself, and what is left to do.'
    : `This is about ${words.join(', ')}: I look where names and contents speak of it.`;
}
