import { noticeOf } from '../core/agui/custom-events.ts';
import type { AguiEvent } from '../core/agui/events.ts';
import { isQuestionTool } from '../core/agui/question-tool.ts';
import { formatDuration } from '../core/duration.ts';
import { isAmberError, messageOf } from '../core/errors.ts';
import type { Result } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import { redactedResult } from '../core/secrets/redacted-result.ts';
import { jsonText } from '../core/text.ts';
import { type ToolCall, ToolCalls } from '../core/transcript/tool-calls.ts';
import { errorLines, queueText, resultLine } from './closing-line.ts';
import { paint } from './colors.ts';
import { LogMessage } from './log/log-message.ts';
import { LongMessage, type TextStore } from './log/long-message.ts';
import { oneLine, plain, toolLabel } from './plain-text.ts';
import { type Renderer, type RenderOptions, shows } from './renderer.ts';
import { outputLines } from './tool-output.ts';
import { UserMessages } from './user-messages.ts';
import { questionLines, waitingLines } from './waiting-lines.ts';
import { WorkflowCommands } from './workflow-commands.ts';

export interface LogOptions extends RenderOptions {
  /** GitHub Actions: tool calls in groups, foreign text under `::stop-commands::<token>`. Returns an unguessable token. */
  readonly actions?: { readonly token: () => string };
  /** Keeps an answer that is too long for a result; without it only its beginning is written. */
  readonly store?: () => TextStore;
}

/** After so many milliseconds without a line, one says that all is well. */
const HEARTBEAT_INTERVAL = 60_000;
/** A log is searched, not read: lines of foreign text are cut here. */
const MAX_LINE_LENGTH = 200;
/** A warning names files and addresses: it may be longer. */
const MAX_WARNING_LENGTH = 1_000;

/** Not a terminal: stdout gets the final message only, stderr timestamped lines. */
export function logRenderer(options: LogOptions): Renderer {
  return new Log(options);
}

class Log implements Renderer {
  readonly #options: LogOptions;
  readonly #paint = paint(false);
  readonly #commands: WorkflowCommands;
  readonly #tools = new ToolCalls();
  readonly #user: UserMessages;
  readonly #messages: { readonly text: LogMessage; readonly reasoning: LogMessage };
  readonly #long: LongMessage;
  readonly #begun: number;
  readonly #beating = new AbortController();
  #heartbeat: Promise<void> | undefined;
  #lastLine: number;
  #phase = 'Starting';

  constructor(options: LogOptions) {
    this.#options = options;
    this.#commands = new WorkflowCommands(options.actions?.token);
    this.#messages = {
      text: new LogMessage('TEXT_MESSAGE', 'next'),
      reasoning: new LogMessage('REASONING_MESSAGE', 'end'),
    };
    this.#user = new UserMessages(options.redactor);
    this.#long = new LongMessage(options.store);
    this.#begun = options.clock.now();
    this.#lastLine = this.#begun;
  }

  update(updates: readonly Update[]): void | Promise<void> {
    this.#heartbeat ??= this.#beat();
    for (const update of updates) {
      if (update.type === 'result') {
        this.#ended(update.result);
        return this.#finalMessage(update.result);
      }
      this.#take(update);
    }
    return this.#flush();
  }

  async close(): Promise<void> {
    this.#beating.abort();
    this.#long.close();
    await this.#heartbeat;
    this.#commands.end();
    await this.#flush();
  }

  #take(update: Exclude<Update, { type: 'result' }>): void {
    switch (update.type) {
      case 'event':
        if (update.foreign !== true) this.#event(update.event);
        return;
      case 'session.created':
        this.#info(this.#clean(`session ${update.session.name} created ${update.url ?? ''}`));
        return;
      case 'session.phase':
        this.#phase = update.phase;
        this.#info(`phase ${update.phase}${update.reason === undefined ? '' : ` (${this.#clean(update.reason)})`}`);
        return;
      case 'run.queued':
        this.#info(queueText(update));
        return;
      case 'stream.reconnected':
        this.#info(`reconnected (${this.#clean(update.cause)})`);
        return;
      case 'warning':
        this.#warning(update.message);
        return;
      case 'run.ended': {
        const said = this.#messages.text.rest() ?? update.result.message;
        if (said !== '') this.#block('says', said);
        this.#ended(update.result);
      }
    }
  }

  #event(event: AguiEvent): void {
    if (this.#options.conversation === true) for (const said of this.#user.take(event)) this.#block('user', said);
    // What the agent says before its last message is progress; the last one is the product.
    this.#long.take(event);
    const said = this.#messages.text.take(event);
    if (said !== undefined) this.#block('says', said);
    const thought = shows(this.#options, 'reasoning') ? this.#messages.reasoning.take(event) : undefined;
    if (thought !== undefined) this.#block('thinks', thought);
    if (this.#showsTools) this.#tool(event);
    const notice = noticeOf(event);
    if (notice?.kind === 'warning') this.#warning(notice.message);
    else if (notice !== undefined) this.#info(this.#clean(notice.message));
    for (const line of waitingLines(event, this.#options, this.#paint)) this.#info(line);
    if (shows(this.#options, 'state') && event.type.startsWith('STATE_'))
      this.#line(`${event.type} ${this.#clean(jsonText(event.snapshot ?? event.delta))}`);
  }

  #tool(event: AguiEvent): void {
    const news = this.#tools.take(event);
    if (news === undefined || news.kind === 'began') return;
    const { call } = news;
    // A question is shown as one.
    if (isQuestionTool(call.name) && news.kind === 'called') return;
    if (this.#options.actions === undefined) {
      if (news.kind === 'called') this.#line(`tool ${this.#label(call)}`);
      else if (news.status === 'refused') this.#line(`tool ${this.#label(call)} refused${this.#by(call)}`);
      else if (news.status === 'failed') {
        const why = this.#clean(news.content);
        this.#line(`tool ${this.#label(call)} failed${why === '' ? '' : `: ${why}`}`);
      }
      if (news.kind === 'answered' && shows(this.#options, 'output')) this.#output(news.content);
    } else if (news.kind === 'answered') {
      const marks = {
        completed: '',
        failed: ' (failed)',
        unfinished: ' (not ended)',
        refused: ` (refused${this.#by(call)})`,
      };
      this.#commands.group(`${this.#label(call)}${marks[news.status]}`, this.#body(news.content));
      this.#lastLine = this.#options.clock.now();
    }
  }

  get #showsTools(): boolean {
    return shows(this.#options, 'tools') || shows(this.#options, 'output');
  }

  #output(content: string): void {
    const { lines, more } = outputLines(content, this.#options.redactor);
    for (const line of lines) this.#commands.foreignLine(`  ${line}`);
    if (more !== undefined) this.#commands.foreignLine(`  ${more}`);
  }

  #ended(result: Result): void {
    const { redactor, quiet } = this.#options;
    const calls = this.#options.actions === undefined ? [] : this.#tools.drop();
    if (this.#showsTools) for (const call of calls) this.#line(`tool ${this.#label(call)}`);
    if (result.question !== undefined)
      for (const line of questionLines(result.question, this.#paint, redactor)) this.#line(line);
    if (result.error !== undefined)
      for (const line of errorLines(result.error, this.#paint, redactor)) this.#commands.foreignLine(line);
    if (quiet !== true) this.#line(resultLine(result, this.#paint));
  }

  async #finalMessage(result: Result): Promise<void> {
    const { out, redactor, clock } = this.#options;
    // A program that asked for a value gets that alone, whatever stands around it in the message.
    const { structured } = redactedResult(result, redactor);
    const message = structured === undefined ? result.message : JSON.stringify(structured, null, 2);
    this.#beating.abort();
    await this.#flush();
    if (message !== '') {
      const beginning = redactor.all(plain(message));
      const long = structured === undefined ? this.#long.whole(message, redactor) : undefined;
      const pause = this.#commands.shield(long === undefined ? beginning : '::');
      await this.#flush();
      // In one piece: a write after one that failed is taken to have been reported by its writer.
      if (long === undefined) await out.write(asLines(beginning));
      else await this.#writeLong(long);
      // stdout and stderr are read by two threads there: commands must not be back before the text is through.
      if (pause > 0) await clock.sleep(pause);
    }
    this.#commands.end();
    await this.#flush();
  }

  async #writeLong(pieces: Iterable<string>): Promise<void> {
    const { out } = this.#options;
    let last = '';
    try {
      for (const piece of pieces) {
        if (piece === '') continue;
        if (last !== '') await out.write(last);
        last = piece;
      }
      await out.write(asLines(last));
    } catch (error) {
      // The result is shown by now.
      const code = isAmberError(error) ? error.code : 'INTERNAL';
      for (const line of errorLines({ code, message: messageOf(error) }, this.#paint, this.#options.redactor))
        this.#commands.foreignLine(line);
      throw error;
    }
  }

  #block(verb: string, text: string): void {
    const [first = '', ...more] = this.#body(text);
    this.#line(`${verb}: ${first}`);
    for (const line of more) this.#commands.foreignLine(`  ${line}`);
  }

  #body(text: string): string[] {
    return this.#options.redactor.all(plain(text)).trimEnd().split('\n');
  }

  #by({ refusedBy }: ToolCall): string {
    return refusedBy === undefined ? '' : ` by ${this.#clean(refusedBy)}`;
  }

  #label(call: ToolCall): string {
    return this.#clean(toolLabel(call));
  }

  #clean(foreign: string, max = MAX_LINE_LENGTH): string {
    const line = this.#options.redactor.all(oneLine(foreign));
    return line.length > max ? `${line.slice(0, max)}…` : line;
  }

  #warning(message: string): void {
    this.#line(`warning: ${this.#clean(message, MAX_WARNING_LENGTH)}`);
  }

  #info(line: string): void {
    if (this.#options.quiet !== true) this.#line(line);
  }

  /** Every line counts as foreign: names, messages and reasons come from elsewhere too. */
  #line(line: string): void {
    this.#commands.foreignLine(this.#stamped(line));
  }

  #stamped(line: string): string {
    this.#lastLine = this.#options.clock.now();
    return `${this.#options.clock.date().toISOString().slice(0, 19)}Z ${line}`;
  }

  #flush(): void | Promise<void> {
    const text = this.#commands.drain();
    return text === '' ? undefined : this.#options.err.write(text);
  }

  /** Says once a minute, if nothing else does, that the run goes on. */
  async #beat(): Promise<void> {
    const { clock, quiet } = this.#options;
    const { signal } = this.#beating;
    if (quiet === true) return;
    try {
      for (;;) {
        await clock.sleep(this.#lastLine + HEARTBEAT_INTERVAL - clock.now(), signal);
        if (clock.now() - this.#lastLine < HEARTBEAT_INTERVAL) continue;
        const tool = this.#tools.current;
        const doing = tool === undefined ? '' : `, ${this.#label(tool)}`;
        this.#line(`still ${this.#phase} after ${formatDuration(clock.now() - this.#begun)}${doing}`);
        await this.#flush();
      }
    } catch {
      // Aborted: the run is over.
    }
  }
}

const asLines = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
