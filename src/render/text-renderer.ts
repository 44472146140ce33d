import { noticeOf } from '../core/agui/custom-events.ts';
import { isQuestionTool } from '../core/agui/question.ts';
import { formatDuration } from '../core/duration.ts';
import type { Result } from '../core/outcome.ts';
import { jsonText } from '../core/text.ts';
import { type ToolCall, ToolCalls } from '../core/transcript/tool-calls.ts';
import type { Update } from '../core/update.ts';
import { joinDeltas } from './join-deltas.ts';
import { oneLine, toolLabel } from './plain-text.ts';
import { type Renderer, type RenderOptions, type StatusLine, shows } from './renderer.ts';
import { errorLines, type Paint, paint, questionLines, resultLine } from './result-line.ts';
import { Reasoning } from './terminal/reasoning.ts';
import { Screen } from './terminal/screen.ts';
import { Speech, type SpeechNews } from './terminal/speech.ts';
import { UserMessages } from './user-messages.ts';
import { waitingLines } from './waiting-lines.ts';
import { cutTo } from './width.ts';

export interface TextOptions extends RenderOptions {
  /** The status line on stderr; without one nothing is repainted. Called once, when there is something to show. */
  readonly statusLine?: () => Promise<StatusLine>;
}

/** A terminal: the agent's text streams to stdout, tool calls and one status line go to stderr. */
export function textRenderer(options: TextOptions): Renderer {
  const screen = new TextScreen(options);
  return {
    update(updates) {
      for (const update of joinDeltas(updates)) screen.take(update);
      return screen.flush();
    },
    async close() {
      await screen.close();
    },
  };
}

class TextScreen {
  readonly #options: TextOptions;
  readonly #paint: Paint;
  readonly #terminal: Screen;
  readonly #speech: Speech;
  readonly #reasoning: Reasoning;
  readonly #user: UserMessages;
  readonly #tools = new ToolCalls();
  readonly #shown = new WeakSet<ToolCall>();
  readonly #begun: number;
  #phase = 'Starting';
  #spoke = false;

  constructor(options: TextOptions) {
    const { out, err, clock, redactor } = options;
    this.#options = options;
    this.#paint = paint(options.color === true);
    this.#terminal = new Screen(out, err, clock, options.quiet === true ? undefined : options.statusLine);
    this.#speech = new Speech(redactor);
    this.#reasoning = new Reasoning(redactor);
    this.#user = new UserMessages(redactor);
    this.#begun = clock.now();
    this.#terminal.status(() => this.#statusText());
  }

  flush(): Promise<void> | undefined {
    return this.#terminal.flush();
  }

  async close(): Promise<void> {
    this.#say(this.#speech.end());
    this.#terminal.freshLine();
    await this.#terminal.flush();
    this.#terminal.close();
  }

  take(update: Update): void {
    switch (update.type) {
      case 'event':
        if (update.foreign !== true) this.#event(update.event);
        return;
      case 'session.created':
        this.#info(this.#paint.dim(this.#clean(`session ${update.session.name} ${update.url ?? ''}`)));
        return;
      case 'session.phase':
        this.#phase = update.phase;
        return;
      case 'stream.reconnected':
        if (this.#options.verbose === true) this.#info(this.#paint.dim(`reconnected: ${oneLine(update.cause)}`));
        return;
      case 'warning':
        this.#warning(update.message);
        return;
      case 'run.ended':
        this.#ended(update.result);
        this.#speech.forget();
        return;
      case 'result':
        this.#ended(update.result);
        this.#terminal.close();
    }
  }

  #event(event: Extract<Update, { type: 'event' }>['event']): void {
    if (event.type === 'RUN_STARTED') this.#phase = 'Running';
    if (this.#options.conversation === true && this.#options.quiet !== true)
      for (const said of this.#user.take(event)) this.#quote(said);
    // Most events are pieces of text: they are asked about first.
    if (event.type.startsWith('TEXT_')) {
      this.#say(this.#speech.take(event));
      return;
    }
    if (shows(this.#options, 'reasoning')) for (const piece of this.#reasoning.take(event)) this.#think(piece);
    if (shows(this.#options, 'tools')) this.#tool(event);
    const notice = noticeOf(event);
    if (notice?.kind === 'warning') this.#warning(notice.message);
    else if (notice !== undefined) this.#info(this.#paint.dim(this.#clean(notice.message)));
    for (const line of waitingLines(event, this.#options, this.#paint)) this.#info(line);
    if (shows(this.#options, 'state') && event.type.startsWith('STATE_'))
      this.#cut(this.#paint.dim, `${event.type} ${jsonText(event.snapshot ?? event.delta)}`);
  }

  #say(news: readonly SpeechNews[]): void {
    for (const { text, begins, ends } of news) {
      if (begins) {
        for (const call of this.#tools.called()) this.#toolLine(call, false);
        this.#terminal.freshLine();
        if (this.#spoke) this.#terminal.text('\n');
        this.#spoke = true;
      }
      this.#terminal.text(text);
      if (ends && !this.#terminal.atStart) this.#terminal.text('\n');
    }
  }

  #quote(said: string): void {
    if (this.#spoke) this.#terminal.line('');
    this.#spoke = false;
    for (const line of said.split('\n')) this.#terminal.line(this.#paint.bold(`> ${line}`));
  }

  #think(piece: string): void {
    this.#terminal.aside(piece === '\n' ? piece : this.#paint.dim(piece));
  }

  #tool(event: Extract<Update, { type: 'event' }>['event']): void {
    const news = this.#tools.take(event);
    // Where nothing shows what works now, the line comes before its result.
    if (news?.kind === 'called' && this.#options.statusLine === undefined) this.#toolLine(news.call, false);
    if (news?.kind === 'answered') this.#toolLine(news.call, news.status === 'failed');
  }

  #toolLine(call: ToolCall, failed: boolean): void {
    // A question is shown as one.
    if ((this.#shown.has(call) || isQuestionTool(call.name)) && !failed) return;
    this.#shown.add(call);
    this.#cut(failed ? this.#paint.red : this.#paint.dim, `${failed ? '✖' : '▸'} ${toolLabel(call)}`);
  }

  #ended(result: Result): void {
    const { redactor, quiet } = this.#options;
    for (const call of this.#tools.drop()) this.#toolLine(call, false);
    this.#complete(result.message);
    const lines = [
      ...(result.question === undefined ? [] : questionLines(result.question, this.#paint, redactor)),
      ...(result.error === undefined ? [] : errorLines(result.error, this.#paint, redactor)),
      ...(quiet === true ? [] : [resultLine(result, this.#paint)]),
    ];
    for (const line of lines) this.#terminal.line(line);
  }

  /** Shows what the stream has not brought of the final message. */
  #complete(message: string): void {
    const missing = this.#speech.missing(message);
    if (missing === 'all') {
      this.#say(this.#speech.end());
      this.#terminal.line('[text was lost; complete message:]');
      this.#spoke = false;
    }
    this.#say(this.#speech.add(missing === 'all' ? message : missing));
    this.#say(this.#speech.end());
  }

  #warning(message: string): void {
    this.#terminal.line(`${this.#paint.yellow('warning:')} ${this.#clean(message)}`);
  }

  #info(line: string): void {
    if (this.#options.quiet !== true) this.#terminal.line(line);
  }

  /** A line of foreign text, cut to the width of the terminal. */
  #cut(style: (text: string) => string, line: string): void {
    this.#terminal.line(style(cutTo(this.#clean(line), this.#options.err.columns)));
  }

  #clean(foreign: string): string {
    return this.#options.redactor.all(oneLine(foreign));
  }

  #statusText(): string {
    const { clock, err } = this.#options;
    const seconds = Math.floor((clock.now() - this.#begun) / 1_000);
    const tool = this.#tools.current;
    const parts = [
      this.#phase,
      seconds === 0 ? '0s' : formatDuration(seconds * 1_000),
      ...(tool === undefined ? [] : [this.#clean(toolLabel(tool))]),
    ];
    // The spinner's own column, the space after it, and the last column, which some terminals wrap at.
    return cutTo(parts.join(' · '), err.columns - 3);
  }
}
