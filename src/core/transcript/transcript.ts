import { CUSTOM } from '../agui/custom-events.ts';
import { type AguiEvent, isObject, object, text } from '../agui/events.ts';
import { readCarriedEdits } from '../agui/file-edit.ts';
import { type ShownFile, shownFiles } from '../agui/message-files.ts';
import { callsOf, contentOf, messagesIn } from '../agui/messages.ts';
import { isQuestionTool } from '../agui/question-tool.ts';
import { addUsage, readCost, readUsage, readUsd } from '../agui/read-usage.ts';
import { endByError, mayEnd } from '../agui/run-end-events.ts';
import type { Question, Usage } from '../result.ts';
import { RunOutput } from '../tracker/run-output.ts';
import { RunsInStream } from '../tracker/runs-in-stream.ts';
import { cutJson, cutMiddle } from './cut-text.ts';
import { withoutConversation } from './earlier-conversation.ts';
import { directoryOf } from './tool-calls.ts';
import { toolStatusOf } from './tool-status.ts';
import type { MessageEntry, ReasoningEntry, ToolEntry, TranscriptEntry, TranscriptRun } from './transcript-entry.ts';

export type * from './transcript-entry.ts';

/** How much is kept of a conversation. In UTF-16 units. */
export interface TranscriptLimits {
  /** Of the arguments or the result of a tool, which lose their middle. */
  readonly most: number;
  /** Takes secrets out of a text before it is cut: a cut may go through one. */
  readonly mask: (text: string) => string;
}

/** Of a text that was said so much is kept, where there are limits: first, and once all is too much; of a picture, in base64. */
const MOST_SAID = { first: 2_000_000, shortened: 100_000 };
const MOST_OF_PICTURE = 4_000_000;

/**
 * A session's whole conversation, for exports, pages and comments. Takes events as they come, also doubled ones, and
 * replays: what is said again takes the place of what was said. Grows with the conversation, unlike `RunTracker`; with limits
 * only with the number of things that were said and done.
 */
export class Transcript {
  readonly #entries: TranscriptEntry[] = [];
  readonly #byKey = new Map<string, TranscriptEntry>();
  readonly #runs = new Map<string, TranscriptRun>();
  readonly #table = new RunsInStream(0);
  readonly #reports = new Map<string, RunOutput>();
  /** Texts that have begun anew on a replay: their next piece is their first. */
  readonly #again = new Set<TranscriptEntry>();
  readonly #mask: (text: string) => string;
  #most: number;
  #mostSaid = MOST_SAID.first;
  #question: { readonly runId: string; readonly question: Question } | undefined;

  constructor(limits?: TranscriptLimits) {
    this.#most = limits?.most ?? Number.POSITIVE_INFINITY;
    this.#mask = limits?.mask ?? ((text) => text);
  }

  /** What was said and done, in the order in which it began. */
  get entries(): readonly TranscriptEntry[] {
    return this.#entries;
  }

  /** The runs, in the order in which they were first named. */
  get runs(): readonly TranscriptRun[] {
    return [...this.#runs.values()];
  }

  /** What the last run asked, if it ended in a question. */
  get question(): Question | undefined {
    return [...this.#runs.keys()].at(-1) === this.#question?.runId ? this.#question?.question : undefined;
  }

  /** A tool call by its id. */
  call(id: string): ToolEntry | undefined {
    const entry = this.#byKey.get(`tool ${id}`);
    return entry?.kind === 'tool' ? entry : undefined;
  }

  /** All runs together; null if no run reports any. */
  get usage(): Usage | null {
    return addUsage(this.runs.map(({ usage }) => usage));
  }

  /** All runs together, in US dollars; null if no run reports any. */
  get costUsd(): number | null {
    const costs = this.runs.map(({ costUsd }) => costUsd).filter((usd) => usd !== null);
    return costs.length === 0 ? null : costs.reduce((sum, usd) => sum + usd, 0);
  }

  /**
   * Takes one event. `runId`: the run that it belongs to, where the caller knows more than the event says. Returns the
   * entry that it is about, where it is about one.
   */
  apply({ event, runId: known }: { readonly event: AguiEvent; readonly runId?: string }): TranscriptEntry | undefined {
    // A transcript waits for nothing: all of it counts as one moment.
    const named = this.#table.take(event, 0)?.id;
    const runId = known ?? (named === '' ? undefined : named);
    if (runId !== undefined) this.#report(runId).take(event);
    switch (event.type) {
      case 'RUN_STARTED':
      case 'RUN_FINISHED':
      case 'RUN_ERROR':
        this.#applyRun(event, runId);
        break;
      case 'TEXT_MESSAGE_START':
      case 'TEXT_MESSAGE_CONTENT':
      case 'TEXT_MESSAGE_CHUNK':
      case 'TEXT_MESSAGE_END':
        return this.#applyText(event, this.#message(text(event, 'messageId') ?? '', runId, text(event, 'role')));
      case 'REASONING_MESSAGE_START':
      case 'REASONING_MESSAGE_CONTENT':
      case 'REASONING_MESSAGE_CHUNK':
      case 'REASONING_MESSAGE_END':
        return this.#applyText(event, this.#reasoning(text(event, 'messageId') ?? '', runId));
      case 'TOOL_CALL_START':
      case 'TOOL_CALL_ARGS':
      case 'TOOL_CALL_CHUNK':
      case 'TOOL_CALL_END':
      case 'TOOL_CALL_RESULT':
        return this.#applyTool(event, runId);
      case 'MESSAGES_SNAPSHOT':
        this.#applyMessages(event, runId);
        break;
      case 'CUSTOM':
        return this.#applyCustom(event, runId);
    }
    return undefined;
  }

  /** A person was waited for, between two times of events: that is no time of the tools that were open. A question's it is. */
  waited(from: number, to: number): void {
    for (const entry of this.#entries)
      if (entry.kind === 'tool' && entry.open && entry.time !== null && !isQuestionTool(entry.name))
        entry.waited = (entry.waited ?? 0) + Math.max(0, to - Math.max(from, entry.time));
  }

  /** How much it holds, in UTF-16 units. */
  get size(): number {
    return this.#entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  }

  /** Keeps less of each tool's texts from now on, and of those that it has; no files; and nothing beyond measure of what was said. */
  shorten(most: number): void {
    this.#most = most;
    this.#mostSaid = MOST_SAID.shortened;
    for (const entry of this.#entries) {
      if (entry.kind === 'tool') {
        for (const field of ['args', 'result', 'error'] as const) this.#cut(entry, field);
        delete entry.edits;
      } else this.#cut(entry, 'text');
      if (entry.kind === 'message') entry.files = entry.files.map(({ data: _data, ...file }) => file);
    }
  }

  #applyRun(event: AguiEvent, runId: string | undefined): void {
    if (event.type === 'RUN_STARTED') this.#applyMessages(event, runId);
    if (runId === undefined || (event.type === 'RUN_ERROR' && !mayEnd(event))) return;
    const before = this.#runs.has(runId) ? undefined : [...this.#runs.values()].at(-1);
    const run = this.#run(runId);
    if (event.type === 'RUN_STARTED') {
      if (before?.outcome === 'needs-input' && messagesIn(event).some(({ role }) => role === 'user'))
        before.isAnswered = true;
      run.startedAt ??= timeOf(event);
      return;
    }
    if (run.outcome === null || run.outcome === 'failed' || run.outcome === 'lost') this.#end(run, event);
    this.#close(run, timeOf(event));
  }

  /** RUN_ERROR is an end until a RUN_FINISHED says otherwise. */
  #end(run: TranscriptRun, event: AguiEvent): void {
    run.endedAt = timeOf(event) ?? run.endedAt;
    run.usage = readUsage(event) ?? run.usage;
    run.costUsd = readCost(event) ?? run.costUsd;
    const before = run.error;
    delete run.error;
    if (event.type === 'RUN_ERROR') {
      Object.assign(run, endByError(event));
      return;
    }
    const report = this.#report(run.id);
    const { outcome, error } = report.finish(event, before);
    run.outcome = outcome;
    if (error !== undefined) run.error = error;
    const question = outcome === 'needs-input' ? report.question() : undefined;
    if (question !== undefined) this.#question = { runId: run.id, question };
  }

  /** A run that has ended says no more. One that ended well has ended its calls: some agents send no results. */
  #close({ id, outcome }: TranscriptRun, at: number | null): void {
    const isCut = outcome === 'failed' || outcome === 'lost' || outcome === 'cancelled';
    for (const entry of this.#entries) {
      if (entry.runId !== id || !entry.open) continue;
      if (entry.kind === 'tool' && isCut) entry.unfinished = true;
      entry.open = false;
      entry.ended ??= at;
    }
  }

  #applyText(event: AguiEvent, entry: MessageEntry | ReasoningEntry): TranscriptEntry {
    entry.time ??= timeOf(event);
    if (event.type.endsWith('_START')) {
      entry.open = true;
      if (entry.text !== '') this.#again.add(entry);
    } else if (event.type.endsWith('_END')) {
      entry.open = false;
      entry.ended ??= timeOf(event);
      this.#cut(entry, 'text');
    } else this.#append(entry, text(event, 'delta') ?? '');
    return entry;
  }

  #append(entry: MessageEntry | ReasoningEntry, delta: string): void {
    if (this.#again.delete(entry)) entry.text = '';
    entry.text += delta;
  }

  #applyTool(event: AguiEvent, runId: string | undefined): TranscriptEntry {
    const entry = this.#tool(text(event, 'toolCallId') ?? '', runId);
    entry.time ??= timeOf(event);
    entry.name = text(event, 'toolCallName') ?? entry.name;
    const delta = text(event, 'delta');
    const directory = event.type === 'TOOL_CALL_START' ? directoryOf(event) : undefined;
    if (directory !== undefined) entry.directory = this.#mask(directory);
    if (event.type === 'TOOL_CALL_START' && entry.args !== '') this.#again.add(entry);
    if (delta !== undefined) {
      if (this.#again.delete(entry)) entry.args = '';
      entry.args += delta;
    }
    const result = text(event, event.type === 'TOOL_CALL_RESULT' ? 'content' : 'result');
    const error = text(event, 'error');
    if (result !== undefined) this.#set(entry, 'result', result);
    if (error !== undefined) this.#set(entry, 'error', error);
    if (event.type === 'TOOL_CALL_END') this.#cut(entry, 'args');
    if (result === undefined && error === undefined) return entry;
    const status = toolStatusOf(event);
    if (status === 'failed' && entry.error === undefined) this.#set(entry, 'error', result || 'failed');
    if (status === 'unfinished') entry.unfinished = true;
    else delete entry.unfinished;
    entry.open = false;
    entry.ended ??= timeOf(event);
    return entry;
  }

  #applyMessages(event: AguiEvent, runId: string | undefined): void {
    const messages = messagesIn(event);
    messages.forEach((message, index) => {
      const role = text(message, 'role') ?? 'assistant';
      const id = text(message, 'id') ?? `${runId ?? ''}/${index}`;
      const content = role === 'user' ? withoutConversation(contentOf(message)) : contentOf(message);
      const files = shownFiles(message);
      if (role === 'tool') {
        const tool = this.#tool(text(message, 'toolCallId') ?? id, runId);
        const status = toolStatusOf(message);
        // A message says less than the event before it: the same text is no other end.
        if (status === 'unfinished') tool.unfinished = true;
        else if (content !== tool.result) delete tool.unfinished;
        this.#set(tool, 'result', content);
        if (status === 'failed' && tool.error === undefined)
          this.#set(tool, 'error', text(message, 'error') || content || 'failed');
        tool.open = false;
      } else if (role === 'reasoning') this.#replace(this.#reasoning(id, runId), content);
      else if ((content !== '' || files.length > 0) && role !== 'activity') {
        const entry = this.#message(id, runId, role);
        this.#replace(entry, content);
        entry.files = this.#most === Number.POSITIVE_INFINITY ? files : files.map(withoutLargeData);
        entry.hidden = isObject(message.metadata) && message.metadata.hidden === true;
      }
      const calls = callsOf(message).map((call) => {
        const tool = this.#tool(call.id, runId);
        if (call.name !== '') tool.name = call.name;
        if (call.args !== '') this.#set(tool, 'args', call.args);
        return tool;
      });
      this.#putBefore(this.#byKey.get(`message ${id}`), calls);
    });
  }

  /** What an agent says comes before the calls that it makes; the platform's snapshots have them the other way round. */
  #putBefore(message: TranscriptEntry | undefined, calls: readonly TranscriptEntry[]): void {
    if (message === undefined || calls.length === 0) return;
    const from = this.#entries.indexOf(message);
    const to = Math.min(...calls.map((call) => this.#entries.indexOf(call)));
    if (to < from) this.#entries.splice(to, 0, ...this.#entries.splice(from, 1));
  }

  #replace(entry: MessageEntry | ReasoningEntry, content: string): void {
    this.#set(entry, 'text', content);
    this.#again.delete(entry);
  }

  #set<E extends TranscriptEntry>(entry: E, field: TextField<E>, value: string): void {
    (entry as { [name in typeof field]: string })[field] = value;
    if (entry.cuts !== undefined) entry.cuts = { ...entry.cuts, [field]: undefined };
    this.#cut(entry, field);
  }

  /** Cuts a text that is longer than is kept. */
  #cut<E extends TranscriptEntry>(entry: E, field: TextField<E>): void {
    const value = (entry as { readonly [name in typeof field]?: string })[field];
    const most = field === 'text' ? Math.max(this.#most, this.#mostSaid) : this.#most;
    if (value === undefined || value.length <= most) return;
    const before = entry.cuts?.[field];
    const { text, cut } = (field === 'args' ? cutJson : cutMiddle)(this.#mask(value), most, before);
    (entry as { [name in typeof field]: string })[field] = text;
    entry.cuts = { ...entry.cuts, [field]: cut };
  }

  #applyCustom(event: AguiEvent, runId: string | undefined): TranscriptEntry | undefined {
    const value = object(event, 'value') ?? {};
    const usd = event.name === CUSTOM.cost ? readUsd(value.usd) : undefined;
    if (usd !== undefined && runId !== undefined) this.#run(runId).costUsd = usd;
    const call = this.call(text(value, 'toolCallId') ?? '');
    if (call !== undefined && event.name === CUSTOM.edits) call.edits = readCarriedEdits(value.edits);
    if (call !== undefined && event.name === CUSTOM.permission && value.answer === 'refused')
      call.refusedBy = text(value, 'by') ?? 'somebody';
    return call;
  }

  #run(id: string): TranscriptRun {
    const known = this.#runs.get(id);
    if (known !== undefined) return known;
    const run: TranscriptRun = { id, startedAt: null, endedAt: null, outcome: null, usage: null, costUsd: null };
    this.#runs.set(id, run);
    return run;
  }

  #report(runId: string): RunOutput {
    const known = this.#reports.get(runId);
    if (known !== undefined) return known;
    const report = new RunOutput();
    this.#reports.set(runId, report);
    return report;
  }

  #message(id: string, runId: string | undefined, role: string | undefined): MessageEntry {
    const known = this.#byKey.get(`message ${id}`);
    if (known?.kind === 'message') {
      known.runId ??= runId ?? null;
      return known;
    }
    const base = { id, runId: runId ?? null, time: null, ended: null, open: false };
    return this.#add({ kind: 'message', ...base, role: role ?? 'assistant', text: '', files: [], hidden: false });
  }

  #reasoning(id: string, runId: string | undefined): ReasoningEntry {
    const known = this.#byKey.get(`reasoning ${id}`);
    if (known?.kind === 'reasoning') return known;
    return this.#add({ kind: 'reasoning', id, runId: runId ?? null, time: null, ended: null, open: false, text: '' });
  }

  #tool(id: string, runId: string | undefined): ToolEntry {
    const known = this.#byKey.get(`tool ${id}`);
    if (known?.kind === 'tool') return known;
    return this.#add({
      kind: 'tool',
      id,
      runId: runId ?? null,
      time: null,
      ended: null,
      open: true,
      name: '',
      args: '',
    });
  }

  #add<E extends TranscriptEntry>(entry: E): E {
    this.#entries.push(entry);
    this.#byKey.set(`${entry.kind} ${entry.id}`, entry);
    return entry;
  }
}

type TextField<E extends TranscriptEntry> = E extends { readonly kind: 'tool' } ? 'args' | 'result' | 'error' : 'text';

/** What an entry takes beside its texts. */
const ENTRY_SIZE = 300;

function sizeOf(entry: TranscriptEntry): number {
  if (entry.kind === 'tool')
    return [
      entry.args,
      entry.result,
      entry.error,
      ...(entry.edits ?? []).flatMap(({ after, before }) => [after, before]),
    ]
      .map((one) => one?.length ?? 0)
      .reduce((sum, length) => sum + length, ENTRY_SIZE);
  const files = entry.kind === 'message' ? entry.files.reduce((sum, { data = '' }) => sum + data.length, 0) : 0;
  return ENTRY_SIZE + entry.text.length + files;
}

function withoutLargeData(file: ShownFile): ShownFile {
  if ((file.data?.length ?? 0) <= MOST_OF_PICTURE) return file;
  const { data: _data, ...rest } = file;
  return rest;
}

/** The messages with a text, of one run or of all: what a reader who wants no details needs. */
export function messagesOf(transcript: Transcript, runId?: string): readonly MessageEntry[] {
  return transcript.entries.filter(
    (entry): entry is MessageEntry =>
      entry.kind === 'message' && entry.text !== '' && (runId === undefined || entry.runId === runId),
  );
}

function timeOf(event: AguiEvent): number | null {
  return typeof event.timestamp === 'number' ? event.timestamp : null;
}
