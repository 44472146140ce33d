import type { AguiEvent } from '../../core/agui/events.ts';
import { isQuestionTool } from '../../core/agui/question-tool.ts';
import { waitingOf } from '../../core/agui/waiting-events.ts';
import { formatDuration } from '../../core/duration.ts';
import { type ToolCall, ToolCalls, type ToolEnd, type ToolNews } from '../../core/transcript/tool-calls.ts';
import type { Paint } from '../colors.ts';
import { oneLine, toolLabel } from '../plain-text.ts';
import { type RenderOptions, shows } from '../renderer.ts';
import { cutLabelTo, widthOf } from '../text-width.ts';
import { outputLines } from '../tool-output.ts';
import { wrap } from './markdown/spans.ts';

/** A call that took less says no time, in milliseconds. */
const LEAST_SHOWN = 1_000;
/** Of what a failed call said so much is shown, in UTF-16 units. */
const MOST_SAID = 400;

const SIGNS = { completed: '▸', failed: '✖', unfinished: '■', refused: '✖' } as const;
const WORDS = { completed: 'tool:', failed: 'tool failed:', unfinished: 'tool:', refused: 'tool:' } as const;
const COLORS = { completed: 'dim', failed: 'red', unfinished: 'dim', refused: 'yellow' } as const;

export interface ToolLinesOptions extends RenderOptions {
  /** Nothing shows what works now: a line comes before the result, and one after it only for a failure. */
  readonly early: boolean;
  /** Words in place of signs. */
  readonly plain?: boolean;
}

/** Tool calls as lines: what each does, how long it took, and the first line of what it said where it failed. */
export class ToolLines {
  readonly #options: ToolLinesOptions;
  readonly #paint: Paint;
  readonly #calls = new ToolCalls();
  readonly #shown = new WeakSet<ToolCall>();
  /** When each began, by `#worked`. */
  readonly #begun = new WeakMap<ToolCall, number>();
  /** How long a person was waited for, until `#waitsSince`, in milliseconds. */
  #waited = 0;
  #waitsSince: number | undefined;
  #failed: string[] = [];
  #refused: string[] = [];

  constructor(options: ToolLinesOptions, paint: Paint) {
    this.#options = options;
    this.#paint = paint;
  }

  /** What works now, in a few words. */
  get current(): string | undefined {
    const call = this.#calls.current;
    return call === undefined ? undefined : this.#label(call);
  }

  take(event: AguiEvent): { readonly lines: readonly string[]; readonly called: ToolCall | undefined } {
    this.#wait(event);
    const news = this.#calls.take(event);
    return { lines: this.#linesOf(news), called: news?.kind === 'called' ? news.call : undefined };
  }

  /** Text comes now: what was called before it is shown before it. */
  beforeText(): readonly string[] {
    return this.#calls.called().flatMap((call) => this.#line(call));
  }

  /** The run is over: the calls that were never answered. */
  end(): readonly string[] {
    return this.#calls.drop().flatMap((call) => this.#line(call));
  }

  /** What the calls were about that failed, or were refused a permission, since the last look. */
  takeUnsuccessful(): { readonly failedTools: readonly string[]; readonly refusedTools: readonly string[] } {
    const taken = { failedTools: this.#failed, refusedTools: this.#refused };
    [this.#failed, this.#refused] = [[], []];
    return taken;
  }

  #linesOf(news: ToolNews | undefined): readonly string[] {
    if (news === undefined) return [];
    const { call } = news;
    if (news.kind === 'began') this.#begun.set(call, this.#worked);
    if (news.kind === 'called' && this.#options.early) return this.#line(call);
    if (news.kind !== 'answered') return [];
    if (news.status === 'failed') this.#failed.push(this.#label(call));
    if (news.status === 'refused') this.#refused.push(this.#label(call));
    const output = shows(this.#options, 'output') ? this.#output(news.content) : [];
    return [...this.#line(call, news.status, output.length > 0 ? '' : news.content), ...output];
  }

  /** A question is shown as one. */
  #line(call: ToolCall, status: ToolEnd = 'completed', content = ''): readonly string[] {
    const isWorth = status === 'failed' || status === 'refused';
    if ((this.#shown.has(call) || isQuestionTool(call.name)) && !isWorth) return [];
    this.#shown.add(call);
    const { plain: words, err } = this.#options;
    const why = this.#why(call, status, content);
    const sign = (words === true ? WORDS : SIGNS)[status];
    const took = status === 'unfinished' ? ' · not ended' : this.#took(call);
    const label = this.#label(call);
    const columns = words === true ? Number.POSITIVE_INFINITY : err.columns;
    const room = columns - widthOf(sign) - 1 - widthOf(took);
    const paint = this.#paint[COLORS[status]];
    const whole = `${sign} ${label}${took}${why === '' ? '' : ` · ${why}`}`;
    if (widthOf(whole) <= columns) return [paint(whole)];
    // What has no room behind the call comes below it, whole.
    return [`${sign} ${cutLabelTo(label, room)}${took}`, ...indented(why.slice(0, MOST_SAID), columns)].map(paint);
  }

  #why({ refusedBy }: ToolCall, status: ToolEnd, content: string): string {
    if (status === 'refused') return `refused by ${this.#clean(refusedBy ?? 'somebody')}`;
    return status === 'failed' ? this.#clean(content.trim().split('\n', 1)[0] ?? '') : '';
  }

  #took(call: ToolCall): string {
    const begun = this.#begun.get(call);
    const ms = begun === undefined ? 0 : this.#worked - begun;
    return ms < LEAST_SHOWN ? '' : ` · ${formatDuration(ms)}`;
  }

  /** A clock that stands still while a person is waited for: their thinking is no work of a tool. */
  get #worked(): number {
    return (this.#waitsSince ?? this.#options.clock.now()) - this.#waited;
  }

  #wait(event: AguiEvent): void {
    const now = this.#options.clock.now();
    const state = event.type === 'RUN_STARTED' ? 'over' : waitingOf(event)?.state;
    if (state === 'begun') this.#waitsSince ??= now;
    if (state !== 'over' || this.#waitsSince === undefined) return;
    this.#waited += now - this.#waitsSince;
    this.#waitsSince = undefined;
  }

  #output(content: string): readonly string[] {
    const { plain: words, err } = this.#options;
    const { lines, more } = outputLines(content, this.#options.redactor);
    const columns = words === true ? Number.POSITIVE_INFINITY : err.columns;
    return [...lines, ...(more === undefined ? [] : [more])].flatMap((line) =>
      line === '' ? [''] : indented(line, columns).map(this.#paint.dim),
    );
  }

  /** Agents say what a call is about in words that begin with its kind, which is often its name: `read Read a.ts`. */
  #label(call: ToolCall): string {
    const label = this.#clean(toolLabel(call));
    const [name = '', next = ''] = label.split(' ', 2);
    return name !== '' && name.toLowerCase() === next.toLowerCase() ? label.slice(name.length + 1) : label;
  }

  #clean(foreign: string): string {
    return this.#options.redactor.all(oneLine(foreign));
  }
}

/** A line below a call, broken at words; what it begins with stays before each of its parts. */
function indented(text: string, columns: number): readonly string[] {
  const [space = ''] = /^ */.exec(text) ?? [];
  const indent = `  ${space.length < columns / 2 ? space : ''}`;
  if (text === '') return [];
  return wrap([{ text: text.trimStart(), styles: [] }], columns - indent.length).map(
    (spans) => `${indent}${spans.map((span) => span.text).join('')}`,
  );
}
