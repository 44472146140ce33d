import type { Redactor } from '../../core/secrets/redact.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import { linkTo } from '../../render/markdown/write-markdown.ts';
import { takenBy, USAGE_COLUMNS, usageCells } from '../../render/usage-text.ts';
import { failureOf, headlineOf } from '../show/outcome-text.ts';
import { type BatchRow, outcomeOf } from './batch-rows.ts';
import { requestsText } from './count-requests.ts';
import type { BatchReport } from './process-pulls.ts';

/** What a pass came to, in one line. */
export function reportLine({ healthy, isCut, listed, requests, rows }: BatchReport): string {
  const count = (...states: readonly BatchRow['state'][]): number =>
    rows.filter(({ state }) => states.includes(state)).length;
  const parts = [
    [healthy, 'need nothing'],
    [count('done'), 'run'],
    [count('planned'), 'to be run'],
    [count('given-up'), 'given to people'],
    [count('skipped'), 'skipped'],
    [count('error'), 'in error'],
    [count('left'), 'left'],
  ] as const;
  const counts = parts.flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]));
  const many = `${listed} managed pull ${listed === 1 ? 'request' : 'requests'}`;
  return `${many}: ${counts.join(', ') || 'none'}${isCut ? '; interrupted' : ''}. ${requestsText(requests)}`;
}

/** Why the pass is no success, in one line; undefined if it is one. What was skipped is none of it. */
export function batchFailure({ isCut, rows }: BatchReport, failOn: readonly 'needs-input'[]): string | undefined {
  const bad = rows.flatMap(({ because, number, result, state }) => {
    const why =
      state === 'error'
        ? (because ?? '')
        : state === 'done' && result !== undefined
          ? failureOf(result, failOn)
          : undefined;
    return why === undefined ? [] : [number === 0 ? why : `#${number}: ${why}`];
  });
  const left = rows.filter(({ state }) => state === 'left').map(({ number }) => `#${number}`);
  if (bad.length === 0 && !isCut) return undefined;
  const cut = isCut ? [`interrupted${left.length === 0 ? '' : `, and left ${some(left, ', ')}`}`] : [];
  return [...cut, ...(bad.length === 0 ? [] : [some(bad, '; ')])].join('; ');
}

/** An annotation is read in a list. */
const MAX_NAMED = 10;

const some = (texts: readonly string[], between: string): string =>
  [...texts.slice(0, MAX_NAMED), ...(texts.length > MAX_NAMED ? [`${texts.length - MAX_NAMED} more`] : [])].join(
    between,
  );

/** The report as plain data, for programs. */
export function reportJson({ healthy, isCut, listed, requests, rows }: BatchReport): object {
  const items = rows.map(({ because, phase, result, session, sessionUrl, ...row }) => ({
    ...row,
    because: because ?? null,
    session: session ?? null,
    sessionUrl: sessionUrl ?? null,
    phase: phase ?? null,
    outcome: result?.outcome ?? null,
    exitCode: result?.exitCode ?? null,
    error: result?.error ?? null,
  }));
  return { listed, healthy, interrupted: isCut, requests, items };
}

const MAX_ROWS = 200;

/** The report as the job's summary: Markdown of less than 1 MiB. */
export function batchSummary(report: BatchReport, redactor: Redactor): string {
  const { rows } = report;
  const lines = rows.slice(0, MAX_ROWS).map((row) => {
    const { number, result, session, sessionUrl, title, url, why } = row;
    const isUndone = result?.outcome === 'finished' && result.exitCode !== 0;
    const mark = result === undefined ? '' : `${isUndone ? '⚠️' : headlineOf(result).mark} `;
    return [
      number === 0 ? '–' : `[#${number}](${url}) ${cell(title, redactor)}`,
      cell(why, redactor) || '–',
      session === undefined ? '–' : linkTo(cell(session, redactor), sessionUrl),
      ...usageCells(takenBy(result === undefined ? [] : [result]), `${mark}${cell(outcomeOf(row), redactor)}`),
    ];
  });
  const heading = ['Pull request', 'Why', 'Session', ...USAGE_COLUMNS];
  const head = [heading, Array(heading.length).fill('---')];
  const results = rows.flatMap(({ result }) => result ?? []);
  const total = results.length < 2 ? [] : [['**Total**', '', '', ...usageCells(takenBy(results))]];
  const table = [...head, ...lines, ...total].map((line) => `| ${line.join(' | ')} |`).join('\n');
  const more = rows.length > MAX_ROWS ? [`_And ${rows.length - MAX_ROWS} more._`] : [];
  return `${['## Amber', reportLine(report), ...(rows.length === 0 ? [] : [table]), ...more].join('\n\n')}\n`;
}

const cell = (text: string, redactor: Redactor): string =>
  sanitizeText(text, redactor, { as: 'line', limit: 300 }).replaceAll('|', '\\|');
