import { fileLabel, type ShownFile } from '../../core/agui/file-parts.ts';
import { isQuestionTool, questionFromArgs } from '../../core/agui/question.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Question, Usage } from '../../core/outcome.ts';
import type { Session } from '../../core/session/session.ts';
import type {
  MessageEntry,
  ReasoningEntry,
  ToolEntry,
  Transcript,
  TranscriptRun,
} from '../../core/transcript/transcript.ts';
import { plain, toolLabel } from '../plain-text.ts';
import { shortCount } from '../result-line.ts';

/** A tool call as an export shows it. */
export interface ShownTool {
  readonly kind: 'tool';
  /** One line: its name and what it is about. */
  readonly label: string;
  /** The arguments, indented where they are JSON. */
  readonly args: string;
  readonly result: string;
  readonly failed: boolean;
}

export interface ShownText {
  readonly kind: 'message' | 'reasoning';
  /** Who speaks, as a person says it. */
  readonly who: string;
  readonly text: string;
  /** What went with it. */
  readonly files?: readonly ShownAttachment[];
}

export interface ShownAttachment {
  /** Its kind, name and size in brackets. */
  readonly label: string;
  /** A picture that every browser shows, as an address that holds it; absent for anything else. */
  readonly image?: string;
}

/** A session's conversation, made fit to be printed: plain, redacted, in order. What both exports are made of. */
export interface Conversation {
  readonly title: string;
  /** Name and value, in order. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly items: readonly (ShownTool | ShownText)[];
  /** How each run ended that has an end. */
  readonly ends: readonly string[];
  readonly question: Question | undefined;
}

export type Redact = (text: string) => string;

export function conversationOf(transcript: Transcript, session: Session, redact: Redact): Conversation {
  const clean = (text: string): string => redact(plain(text));
  const { metadata, spec, status } = session;
  const facts: [string, string][] = [
    ['Session', metadata.name],
    ['Project', metadata.namespace],
    ['Phase', status?.phase ?? 'unknown'],
    ['Agent', spec.runnerType ?? ''],
    ['Model', spec.llmSettings?.model ?? ''],
    ['Created', metadata.creationTimestamp ?? ''],
    ['Tokens', tokens(transcript.usage)],
    ['Cost', transcript.costUsd === null ? '' : `$${transcript.costUsd.toFixed(4)}`],
  ];
  const { question } = transcript;
  return {
    title: clean(spec.displayName ?? metadata.name),
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => [name, clean(value)]),
    items: transcript.entries.flatMap<ShownTool | ShownText>((entry) =>
      entry.kind === 'tool' ? (answered(entry, clean) ?? [tool(entry, clean)]) : spoken(entry, clean),
    ),
    ends: transcript.runs.flatMap((run) => endOf(run, clean)),
    question: question === undefined ? undefined : { ...question, text: clean(question.text) },
  };
}

function spoken(entry: MessageEntry | ReasoningEntry, clean: Redact): ShownText[] {
  const files = entry.kind === 'message' ? entry.files : [];
  if (entry.text.trim() === '' && files.length === 0) return [];
  const who = entry.kind === 'reasoning' ? 'Reasoning' : nameOf(entry.role, clean);
  const said = { kind: entry.kind, who, text: clean(entry.text).trim() };
  return [files.length === 0 ? said : { ...said, files: files.map((file) => attachment(file, clean)) }];
}

const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

function attachment(file: ShownFile, clean: Redact): ShownAttachment {
  const { data, mimeType, type } = file;
  const isPicture =
    type === 'image' && data !== undefined && PICTURES.has(mimeType) && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  return { label: clean(fileLabel(file)), ...(isPicture && { image: `data:${mimeType};base64,${data}` }) };
}

function nameOf(role: string, clean: Redact): string {
  if (role === 'assistant') return 'Agent';
  return role === 'user' ? 'User' : clean(role);
}

/** A question and its answer, as people said it; undefined for any other call, and one without an answer. */
function answered({ name, args, result, error }: ToolEntry, clean: Redact): ShownText[] | undefined {
  const question = isQuestionTool(name) && error === undefined && result ? questionFromArgs(args) : undefined;
  if (question === undefined || !result) return undefined;
  return [
    { kind: 'message', who: 'Question', text: clean(question.text) },
    { kind: 'message', who: 'Answer', text: clean(result) },
  ];
}

function tool({ name, args, result, error }: ToolEntry, clean: Redact): ShownTool {
  return {
    kind: 'tool',
    label: clean(toolLabel({ name: name === '' ? 'tool' : name, args })),
    args: clean(indented(args)),
    result: clean(error ?? result ?? ''),
    failed: error !== undefined,
  };
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // Cut off, or no JSON: shown as it came.
  }
}

function endOf({ outcome, error, startedAt, endedAt }: TranscriptRun, clean: Redact): string[] {
  if (outcome === null) return [];
  const took = startedAt === null || endedAt === null ? '' : ` after ${formatDuration(endedAt - startedAt)}`;
  return [`${outcome}${took}${error === undefined ? '' : `: ${clean(error.message)} [${clean(error.code)}]`}`];
}

function tokens(usage: Usage | null): string {
  return usage === null ? '' : `${shortCount(usage.inputTokens)} in, ${shortCount(usage.outputTokens)} out`;
}
