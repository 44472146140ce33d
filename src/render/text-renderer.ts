import { PlanReader, planOfCall } from '../core/agui/agent-plan.ts';
import { noticeOf } from '../core/agui/custom-events.ts';
import { formatDuration } from '../core/duration.ts';
import type { Result } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import { shortIds } from '../core/session/short-id.ts';
import { jsonText } from '../core/text.ts';
import { errorLines, queueText, resultLine } from './closing-line.ts';
import { type Paint, paint } from './colors.ts';
import { joinDeltas } from './join-deltas.ts';
import { oneLine } from './plain-text.ts';
import { type LiveContent, NARROW, type Renderer, type RenderOptions, type StatusLine, shows } from './renderer.ts';
import { AgentMessages, type MessagePiece } from './terminal/agent-messages.ts';
import { runSummary } from './terminal/changes-and-failed-tools.ts';
import type { TextStyle } from './terminal/markdown/inline.ts';
import type { MarkdownView } from './terminal/markdown/markdown-view.ts';
import { MarkdownWriter, type MessageWriter, RawWriter, WrappedWriter } from './terminal/message-writer.ts';
import { MAX_PLAN_LINES, PlanView } from './terminal/plan-view.ts';
import { Reasoning } from './terminal/reasoning.ts';
import { Screen } from './terminal/screen.ts';
import { Spending } from './terminal/spending.ts';
import { StreamedWordWrap } from './terminal/streamed-word-wrap.ts';
import { ToolLines } from './terminal/tool-lines.ts';
import { cutLabelTo, cutTo, widthOf } from './text-width.ts';
import { UserMessages } from './user-messages.ts';
import { questionLines, waitingLines } from './waiting-lines.ts';

export interface TextOptions extends RenderOptions {
  /** What is repainted, on stderr; without it nothing is. Called once, when there is something to show. */
  readonly statusLine?: () => Promise<StatusLine>;
  /** Shows the agent's text as Markdown; without `statusLine` each block once it is whole. Called once, when there is some. */
  readonly markdown?: () => Promise<typeof import('./terminal/markdown/markdown-view.ts')>;
  /** Breaks the agent's text at words, where it is not shown as Markdown. */
  readonly wraps?: boolean;
  /** For a screen reader: words in place of signs, and a line for each step of the plan. */
  readonly plain?: boolean;
  readonly withoutPlan?: boolean;
}

export interface TextRenderer extends Renderer {
  /** Shows a line that no update brings. */
  say(line: string): void;
}

/** A terminal: the agent's text streams to stdout, tool calls and one status line go to stderr. */
export function textRenderer(options: TextOptions): TextRenderer {
  const screen = new TextScreen(options);
  const { markdown } = options;
  let isLoaded = markdown === undefined;
  // What comes while Markdown is loaded waits for it.
  let loading: Promise<void> | undefined;
  const take = (updates: readonly Update[]): Promise<void> | undefined => {
    for (const update of joinDeltas(updates)) screen.take(update);
    return screen.flush();
  };
  const load = async (): Promise<void> => {
    if (markdown === undefined) return;
    const { MarkdownView } = await markdown();
    screen.useMarkdown((how, columns) => new MarkdownView(how, columns));
    isLoaded = true;
  };
  return {
    update(updates) {
      if (loading === undefined && (isLoaded || !updates.some(hasText))) return take(updates);
      const before = loading ?? load();
      const taken = before.then(() => take(updates));
      loading = taken;
      return taken.finally(() => {
        if (loading === taken) loading = undefined;
      });
    },
    say: (line) => screen.say(line),
    async close() {
      await loading;
      await screen.close();
    },
  };
}

function hasText(update: Update): boolean {
  if (update.type === 'event') return update.event.type.startsWith('TEXT_');
  return (update.type === 'result' || update.type === 'run.ended') && update.result.message !== '';
}

class TextScreen {
  readonly #options: TextOptions;
  readonly #paint: Paint;
  readonly #terminal: Screen;
  readonly #messages: AgentMessages;
  readonly #reasoning: Reasoning;
  readonly #thoughts: StreamedWordWrap;
  readonly #user: UserMessages;
  readonly #tools: ToolLines;
  readonly #plan: PlanView;
  readonly #plans = new PlanReader();
  readonly #spending = new Spending();
  readonly #begun: number;
  #writer: MessageWriter;
  #phase = 'Starting';
  #spoke = false;
  /** In words, after the message that is being said. */
  #isPlanDue = false;

  constructor(options: TextOptions) {
    const { out, err, clock, redactor } = options;
    this.#options = options;
    this.#paint = paint(options.color === true);
    this.#terminal = new Screen(out, err, clock, options.statusLine);
    this.#writer =
      options.wraps === true ? new WrappedWriter(this.#terminal, () => out.columns) : new RawWriter(this.#terminal);
    this.#thoughts = new StreamedWordWrap(
      () => (err.isTTY ? err.columns : Number.POSITIVE_INFINITY),
      () => this.#terminal.atStart,
    );
    this.#messages = new AgentMessages(redactor);
    this.#reasoning = new Reasoning(redactor);
    this.#user = new UserMessages(redactor);
    this.#tools = new ToolLines({ ...options, early: options.statusLine === undefined }, this.#paint);
    this.#plan = new PlanView(this.#paint, redactor, options.plain === true);
    this.#begun = clock.now();
    this.#terminal.live({ read: (rows) => this.#live(rows), settle: () => this.#writer.settle() });
  }

  useMarkdown(make: (how: TextStyle, columns: () => number) => MarkdownView): void {
    const { color, redactor, out, err } = this.#options;
    const how = { color: color === true, redact: (text: string) => redactor.all(text) };
    // In the last column some terminals wrap. Right after a resize one of the two may not know of it.
    this.#writer = new MarkdownWriter(
      this.#terminal,
      make(how, () => Math.min(out.columns, err.columns) - 1),
    );
  }

  flush(): Promise<void> | undefined {
    return this.#terminal.flush();
  }

  async close(): Promise<void> {
    this.#say(this.#messages.end());
    this.#terminal.freshLine();
    await this.#terminal.flush();
    this.#terminal.close();
  }

  say(line: string): void {
    this.#terminal.line(line);
    void this.#terminal.flush();
  }

  take(update: Update): void {
    switch (update.type) {
      case 'event':
        if (update.foreign !== true) this.#event(update.event);
        return;
      case 'session.created':
        this.#created(update.session.name, update.url);
        return;
      case 'session.phase':
        this.#phase = update.phase;
        return;
      case 'run.queued':
        if (update.before > 0) this.#phase = 'Waiting';
        this.#info(this.#paint.dim(queueText(update)));
        return;
      case 'stream.reconnected':
        if (this.#options.verbose === true) this.#info(this.#paint.dim(`reconnected: ${oneLine(update.cause)}`));
        return;
      case 'warning':
        this.#warning(update.message);
        return;
      case 'run.ended':
        this.#ended(update.result);
        this.#messages.forget();
        this.#spoke = true;
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
      this.#say(this.#messages.take(event));
      return;
    }
    this.#spending.take(event);
    if (shows(this.#options, 'reasoning')) for (const piece of this.#reasoning.take(event)) this.#think(piece);
    if (shows(this.#options, 'tools') || shows(this.#options, 'output')) this.#work(event);
    const notice = noticeOf(event);
    if (notice?.kind === 'warning') this.#warning(notice.message);
    else if (notice !== undefined) this.#info(this.#paint.dim(this.#clean(notice.message)));
    for (const line of waitingLines(event, this.#options, this.#paint)) this.#info(line);
    if (shows(this.#options, 'state') && event.type.startsWith('STATE_'))
      this.#cut(this.#paint.dim, `${event.type} ${jsonText(event.snapshot ?? event.delta)}`);
  }

  #created(name: string, url = ''): void {
    const whole = this.#clean(`session ${name} ${url}`);
    const isShort = url === '' && widthOf(whole) > this.#options.err.columns;
    this.#info(this.#paint.dim(isShort ? `session ${this.#clean(shortIds([name]).get(name) ?? name)}` : whole));
  }

  #say(news: readonly MessagePiece[]): void {
    for (const { text, begins, ends } of news) {
      if (begins) {
        for (const line of this.#tools.beforeText()) this.#terminal.line(line);
        this.#terminal.freshLine();
        if (this.#spoke) this.#terminal.text('\n');
        this.#spoke = true;
      }
      this.#writer.add(text);
      if (!ends) continue;
      this.#writer.end();
      if (this.#isPlanDue) this.#sayPlan();
    }
  }

  #quote(said: string): void {
    if (this.#spoke) this.#terminal.line('');
    this.#spoke = false;
    const sign = this.#options.plain === true ? 'user:' : '>';
    for (const line of said.split('\n')) this.#terminal.line(this.#paint.bold(`${sign} ${line}`));
  }

  #think(piece: string): void {
    const text = this.#thoughts.push(piece);
    const isEnd = piece === '\n';
    this.#terminal.aside(`${this.#paint.dim(isEnd ? text.slice(0, -1) : text)}${isEnd ? piece : ''}`);
  }

  /** Tool calls, and the plan that the agent works by. */
  #work(event: Extract<Update, { type: 'event' }>['event']): void {
    const { lines, called } = this.#tools.take(event);
    for (const line of lines) this.#terminal.line(line);
    const plan = this.#plans.take(event) ?? (called && planOfCall(called));
    if (plan === undefined || this.#options.withoutPlan === true || !this.#plan.take(plan)) return;
    if (this.#options.plain !== true) this.#terminal.touch();
    // A sentence that is being said is not interrupted.
    else if (this.#terminal.atStart) this.#sayPlan();
    else this.#isPlanDue = true;
  }

  #sayPlan(): void {
    this.#isPlanDue = false;
    this.#terminal.line(this.#paint.dim(this.#plan.inWords()));
  }

  #ended(result: Result): void {
    const { redactor, quiet, err, plain } = this.#options;
    const columns = this.#columns;
    const summary = { columns, paint: this.#paint, redactor };
    for (const line of this.#tools.end()) this.#terminal.line(line);
    const tools = this.#tools.takeUnsuccessful();
    this.#complete(result.message);
    const plan = this.#plan.end(columns);
    const lines = [
      ...(plan.length > 0 && this.#spoke ? ['', ...plan] : plan),
      ...(quiet === true || !err.isTTY ? [] : runSummary({ changes: result.changes, ...tools }, summary)),
      ...(result.question === undefined ? [] : questionLines(result.question, this.#paint, redactor)),
      ...(result.error === undefined ? [] : errorLines(result.error, this.#paint, redactor, columns)),
      ...(quiet === true ? [] : [resultLine(result, this.#paint, err.columns, plain)]),
    ];
    for (const line of lines) this.#terminal.line(line);
  }

  /** Shows what the stream has not brought of the final message. */
  #complete(message: string): void {
    const missing = this.#messages.missing(message);
    if (missing === 'all') {
      this.#say(this.#messages.end());
      this.#terminal.line('[text was lost; complete message:]');
      this.#spoke = false;
    }
    this.#say(this.#messages.add(missing === 'all' ? message : missing));
    this.#say(this.#messages.end());
  }

  #warning(message: string): void {
    this.#terminal.line(`${this.#paint.yellow('warning:')} ${this.#clean(message)}`);
  }

  /** Nothing is cut for a screen reader. */
  get #columns(): number {
    return this.#options.plain === true ? Number.POSITIVE_INFINITY : this.#options.err.columns;
  }

  #info(line: string): void {
    if (this.#options.quiet !== true) this.#terminal.line(line);
  }

  /** A line of foreign text, cut to the width of the terminal where lines are cut. */
  #cut(style: (text: string) => string, line: string): void {
    this.#terminal.line(style(cutTo(this.#clean(line), this.#columns)));
  }

  #clean(foreign: string): string {
    return this.#options.redactor.all(oneLine(foreign));
  }

  #live(rowsBefore: number): LiveContent {
    const { err, quiet } = this.#options;
    // Where a terminal becomes narrower, tmux moves as many rows out of reach as are added by that, unless others stand above them.
    const widest = rowsBefore > MAX_PLAN_LINES ? 2 * NARROW : NARROW;
    const plan = this.#plan.live(Math.min(err.columns, widest) - 1);
    return { above: [...this.#writer.open, ...plan], status: quiet === true ? '' : this.#status(), rowsBefore };
  }

  #status(): string {
    const { clock, err } = this.#options;
    const seconds = Math.floor((clock.now() - this.#begun) / 1_000);
    const tool = this.#tools.current;
    const parts = [
      this.#phase,
      seconds === 0 ? '0s' : formatDuration(seconds * 1_000),
      ...this.#spending.words,
      ...(tool === undefined ? [] : [tool]),
    ];
    // The spinner's own column, the space after it, and the last column, which some terminals wrap at.
    return cutLabelTo(parts.join(' · '), err.columns - 3);
  }
}
