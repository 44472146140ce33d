import { messageOf } from '../../core/errors.ts';
import type { GitHubApi, ListedPull, PullHealth } from '../api/github-api.ts';
import { hasLabel, NEEDS_HUMAN } from '../labels.ts';
import type { Job } from '../open-job.ts';
import { readFrontmatter } from '../thread/frontmatter.ts';
import type { BatchRow } from './batch-rows.ts';
import type { RequestCount, RequestCounter } from './count-requests.ts';
import { needsText, unknownReviewers } from './needs-work.ts';
import type { BatchFacts } from './read-thread.ts';
import { type Triage, triage } from './triage.ts';

/** What a pass came to. */
export interface BatchReport {
  /** Pull requests that need work, or could not be looked at, in the order of the list. */
  readonly rows: readonly BatchRow[];
  /** How many pull requests the list holds, and how many of them nothing is wrong with. */
  readonly listed: number;
  readonly healthy: number;
  readonly requests: RequestCount;
  /** True if it was interrupted. */
  readonly isCut: boolean;
}

/** What a pass does with one pull request. Reports each change, and never throws. */
export type WorkOn = (pull: ListedPull, show: (changes: Partial<BatchRow>) => void) => Promise<void>;

export interface ProcessOptions {
  readonly counter: RequestCounter;
  readonly facts: BatchFacts;
  readonly workOn: WorkOn;
  /** A healthy one that had attempts. Never throws. */
  readonly healed: (pull: ListedPull) => Promise<void>;
  /** Called with all rows, once it is known which there are; then with each that changes. */
  readonly begin: (rows: readonly BatchRow[], healthy: number) => void;
  readonly change: (row: BatchRow) => void;
}

/** GitHub works out in the background whether a pull request can be merged, once it was asked. In ms. */
const MERGEABLE_PAUSE = 5_000;
/** A query about more would take GitHub too long. */
const MERGEABLES_AT_ONCE = 100;

/**
 * One pass over all managed pull requests: lists them, sorts them, and works on those that need it, a few at a time. What goes
 * wrong with one is in its row. @throws AmberError if they can't be listed; the interrupt's reason before that
 */
export async function processPulls(job: Job, options: ProcessOptions): Promise<BatchReport> {
  const { counter, facts, workOn } = options;
  const { inputs, interrupts } = job;
  const api = await job.api();
  // By number: a list that changes between two pages may show one twice.
  const listed = new Map<number, ListedPull>();
  let unread = 0;
  for await (const page of api.listedPulls([inputs.managedLabel, NEEDS_HUMAN.name], interrupts.first)) {
    for (const pull of page) {
      if (pull === null) unread += 1;
      else listed.set(pull.number, pull);
    }
  }
  const sorted = await sortAll([...listed.values()], job, api, facts);
  const recent = (await recentOr(job, api)).filter(({ number }) => !listed.has(number));
  const released = await sortAll(recent.filter(mayBeReleased), job, api, facts);
  const rows = new Map<number, BatchRow>(
    sorted.flatMap(([pull, found]) => {
      const row = rowOf(pull, found);
      return row === undefined ? [] : [[pull.number, row]];
    }),
  );
  const healthy = sorted.filter(([, { kind }]) => kind === 'healthy' || kind === 'healed').length;
  options.begin([...rows.values()], healthy);
  const work = [
    ...sorted.filter(([, { kind }]) => kind === 'work' || kind === 'healed'),
    ...released.filter(([, { kind }]) => kind === 'work'),
  ];
  await atMost(inputs.concurrency, work, async ([pull, found]) => {
    if (interrupts.first.aborted) {
      if (found.kind === 'work') show(pull, { state: 'left' });
      return;
    }
    if (found.kind === 'healed') return options.healed(pull);
    await workOn(pull, (changes) => show(pull, changes));
  });
  const all = [...rows.values(), ...(unread === 0 ? [] : [unreadRow(unread)])];
  return {
    rows: all,
    listed: listed.size + unread,
    healthy,
    requests: counter.total,
    isCut: interrupts.first.aborted,
  };

  function show(pull: ListedPull, changes: Partial<BatchRow>): void {
    const row = rows.get(pull.number);
    // One that only might be Amber's has no row until it is known to be.
    if (row === undefined && SILENT.has(changes.state)) return;
    const { number, title, url } = pull;
    const changed: BatchRow = { ...(row ?? { number, title, url, why: '', state: 'looking' }), ...changes };
    rows.set(number, changed);
    options.change(changed);
  }
}

const SILENT: ReadonlySet<BatchRow['state'] | undefined> = new Set(['looking', 'skipped', 'left']);

/**
 * True for one that may have been given up on, whose label a person has taken off since: it is in no list, but something has
 * happened to it lately. Only its comments can say it; of the others it costs no request.
 */
function mayBeReleased({ body, labels }: ListedPull): boolean {
  return !hasLabel(labels, NEEDS_HUMAN.name) && (readFrontmatter(body).retryCount ?? 0) > 0;
}

/** What was changed last. Nothing that is in the list has to wait until GitHub can tell. */
async function recentOr({ interrupts, redactor, reports }: Job, api: GitHubApi): Promise<readonly ListedPull[]> {
  try {
    return await api.recentPulls(interrupts.first);
  } catch (error) {
    interrupts.first.throwIfAborted();
    const what = `pull requests without ${NEEDS_HUMAN.name} that Amber had given up on are left to the next pass`;
    reports.warning(redactor.all(`${what}: ${rowError(error)}`));
    return [];
  }
}

/** Sorts all of them: asks about reviewers whom GitHub says nothing of, and once more where it did not know yet. */
async function sortAll(
  pulls: readonly ListedPull[],
  { context, interrupts, redactor, reports, runner }: Job,
  api: GitHubApi,
  facts: BatchFacts,
): Promise<readonly (readonly [ListedPull, Triage])[]> {
  const { owner, repo, workflow } = context;
  const access = await facts.access([...new Set(pulls.flatMap(unknownReviewers))]);
  const known = { owner, repo, workflow, access };
  const sort = (pull: ListedPull): readonly [ListedPull, Triage] => [pull, triage(pull, known)];
  const first = pulls.map(sort);
  const open = first.filter(([, { kind }]) => kind === 'unknown').map(([{ number }]) => number);
  if (open.length === 0) return first;
  await runner.clock.sleep(MERGEABLE_PAUSE, interrupts.first);
  const asked = new Map<number, PullHealth['mergeable']>();
  try {
    for (let at = 0; at < open.length; at += MERGEABLES_AT_ONCE)
      for (const [number, mergeable] of await api.mergeables(open.slice(at, at + MERGEABLES_AT_ONCE), interrupts.first))
        asked.set(number, mergeable);
  } catch (error) {
    // Of those it stays unknown, and their rows say so.
    interrupts.first.throwIfAborted();
    reports.warning(redactor.all(`GitHub does not say what can be merged: ${rowError(error)}`));
  }
  return first.map(([pull, found]) => {
    const mergeable = found.kind === 'unknown' ? asked.get(pull.number) : undefined;
    return mergeable === undefined ? [pull, found] : sort({ ...pull, mergeable });
  });
}

/** Undefined for one that nothing is to be said of. */
function rowOf({ number, title, url }: ListedPull, found: Triage): BatchRow | undefined {
  const about = { number, url, title, why: '' };
  switch (found.kind) {
    case 'healthy':
    case 'healed':
      return undefined;
    case 'work':
      return { ...about, why: needsText(found.needs), state: 'waiting' };
    case 'unknown':
      return { ...about, state: 'skipped', because: 'GitHub does not know yet whether it can be merged' };
    case 'skip':
      return { ...about, state: 'skipped', because: found.because };
  }
}

/** GitHub gives no number of what it can't show. */
const unreadRow = (count: number): BatchRow => ({
  ...{ number: 0, url: '', title: '', why: '', state: 'error' },
  because: `${count} pull ${count === 1 ? 'request' : 'requests'} of the list could not be read`,
});

/** Does the work on each, at most so many at once. `work` never throws. */
async function atMost<T>(limit: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  const take = async (): Promise<void> => {
    // One iterator for all of them: each takes the next.
    for (const one of waiting) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, take));
}

/** The line of an error in a row. */
export const rowError = (error: unknown): string => messageOf(error).replace(/\s+/g, ' ');
