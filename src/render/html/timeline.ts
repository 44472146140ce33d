import { isQuestionTool } from '../../core/agui/question-tool.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Wait } from '../../core/transcript/conversation.ts';
import { toolStateOf } from '../../core/transcript/tool-status.ts';
import type { TranscriptEntry } from '../../core/transcript/transcript-entry.ts';
import { toolLabel } from '../plain-text.ts';
import { type HtmlElement, h } from './element.ts';

export interface Segment {
  readonly kind: 'text' | 'reasoning' | 'tool' | 'failed' | 'unfinished' | 'wait';
  /** Milliseconds; 0 where nobody knows. */
  readonly ms: number;
  /** A tool failed among what it stands for. */
  readonly hasFailure?: boolean;
  /** Its first entry's place among all. */
  readonly at: number;
  /** How many entries it stands for. */
  readonly count: number;
  readonly label: string;
}

const MAX_SEGMENTS = 90;
const MAX_LABEL = 80;

/** What a session did when: one segment an entry, or several together where there are many. `now` ends what is open; `mask` takes secrets out of labels. */
export function timelineOf(
  entries: readonly TranscriptEntry[],
  waits: readonly Wait[] = [],
  now?: number,
  mask: (text: string) => string = (text) => text,
): readonly Segment[] {
  const size = Math.max(1, Math.ceil(entries.length / MAX_SEGMENTS));
  const segments: Segment[] = [];
  for (let at = 0; at < entries.length; at += size) {
    const group = entries.slice(at, at + size);
    const next = entries[at + size]?.time;
    const begin = group.find(({ time }) => time !== null)?.time ?? null;
    const end = Math.max(...group.map((entry) => entry.ended ?? entry.time ?? 0), 0);
    const last = group.some(({ open }) => open) && next === undefined ? now : undefined;
    const waited = group.reduce((sum, entry) => sum + ((entry.kind === 'tool' && entry.waited) || 0), 0);
    const ms = begin === null ? 0 : Math.max(0, (last ?? (end > begin ? end : (next ?? end))) - begin - waited);
    segments.push({ ...looks(group, mask), ms, at, count: group.length });
    for (const wait of waits)
      if (wait.after >= at && wait.after < at + size)
        segments.push({
          kind: 'wait',
          ms: Math.max(0, (wait.to ?? now ?? wait.from) - wait.from),
          at: wait.after,
          count: 0,
          label: 'waited for a person',
        });
  }
  return segments;
}

/** The kinds in the order and the words of the legend. */
const LEGEND: readonly (readonly [kind: Segment['kind'], word: string])[] = [
  ['text', 'text'],
  ['reasoning', 'reasoning'],
  ['tool', 'tools'],
  ['failed', 'failed'],
  ['unfinished', 'not ended'],
  ['wait', 'waits'],
];

/** What the looks of segments mean, of those that there are. */
function legend(segments: readonly Segment[]): HtmlElement {
  const isThere = (kind: Segment['kind']): boolean =>
    segments.some((one) => one.kind === kind || (kind === 'failed' && one.hasFailure === true));
  const items = LEGEND.filter(([kind]) => isThere(kind)).map(([kind, word]) =>
    h('li', { class: kind }, h('span', { class: 'swatch', 'aria-hidden': 'true' }), word),
  );
  return h('ul', { class: 'legend', 'aria-label': 'What the colours mean' }, items);
}

/** The timeline as a row of buttons, or, in a file, of links to entries by their places; below it what its colours mean. */
export function timelineBar(props: {
  readonly segments: readonly Segment[];
  readonly onPick?: (at: number) => void;
  readonly hrefOf?: (at: number) => string;
}): readonly HtmlElement[] {
  const { hrefOf, onPick, segments } = props;
  const total = segments.reduce((sum, { ms }) => sum + ms, 0);
  const bar = h(
    'ol',
    { class: 'timeline' },
    segments.map(({ at, hasFailure, kind, label, ms }, index) => {
      const title = ms > 0 ? `${label} · ${formatDuration(ms)}` : label;
      // A share of the whole, so that long ones look long and short ones can still be hit.
      const share = total === 0 ? 1 : Math.min(100, Math.max(1, Math.round((ms / total) * 100)));
      const width = `t${Math.floor(share / 10)} u${share % 10}`;
      const body =
        onPick === undefined
          ? h('a', { href: hrefOf?.(at), title, 'aria-label': title })
          : h('button', { type: 'button', title, 'aria-label': title, onclick: () => onPick(at) });
      return h(
        'li',
        { key: index, class: `${kind} ${width}${hasFailure && kind !== 'failed' ? ' has-failure' : ''}` },
        body,
      );
    }),
  );
  return [bar, legend(segments)];
}

function looks(
  group: readonly TranscriptEntry[],
  mask: (text: string) => string,
): Pick<Segment, 'hasFailure' | 'kind' | 'label'> {
  const hasFailure = group.some((entry) => kindOf(entry) === 'failed');
  return { kind: mainKind(group), label: labelOf(group, mask), ...(hasFailure && { hasFailure }) };
}

function kindOf(entry: TranscriptEntry): Segment['kind'] {
  if (entry.kind === 'reasoning') return 'reasoning';
  if (entry.kind !== 'tool') return 'text';
  const state = toolStateOf(entry);
  if (state === 'failed') return state;
  if (isQuestionTool(entry.name)) return 'wait';
  return state === 'unfinished' ? state : 'tool';
}

/** What most of the time went into; where that is the same, most of the entries. */
function mainKind(group: readonly TranscriptEntry[]): Segment['kind'] {
  const sums = new Map<Segment['kind'], { ms: number; count: number }>();
  for (const entry of group) {
    const kind = kindOf(entry);
    const { count, ms } = sums.get(kind) ?? { ms: 0, count: 0 };
    const took = Math.max(0, (entry.ended ?? 0) - (entry.time ?? entry.ended ?? 0));
    sums.set(kind, { ms: ms + took, count: count + 1 });
  }
  const [first] = [...sums].sort(([, a], [, b]) => b.ms - a.ms || b.count - a.count);
  return first?.[0] ?? 'text';
}

function labelOf(group: readonly TranscriptEntry[], mask: (text: string) => string): string {
  const [first] = group;
  const failed = group.find((entry) => kindOf(entry) === 'failed');
  const unfinished = group.find((entry) => kindOf(entry) === 'unfinished');
  const shown = failed ?? unfinished ?? group.find(({ kind }) => kind === 'tool') ?? first;
  const more = group.length > 1 ? ` and ${group.length - 1} more` : '';
  if (shown === undefined) return '';
  if (shown.kind !== 'tool') {
    const who = shown.kind === 'reasoning' ? 'reasoning' : shown.role === 'user' ? 'user' : 'agent';
    return who + more;
  }
  if (failed === undefined && isQuestionTool(shown.name)) return `question${more}`;
  const whole = toolLabel({ name: shown.name || 'tool', args: shown.args.slice(0, 2_000), directory: shown.directory });
  const label = mask(whole).slice(0, MAX_LABEL);
  const state = failed !== undefined ? 'failed: ' : unfinished !== undefined ? 'not ended: ' : '';
  return `${state}${label}${more}`;
}
