import { homedir } from 'node:os';
import { formatAge, formatDuration } from '../../core/duration.ts';
import { LISTED_FIELDS } from '../../core/list/session-summary.ts';
import { paint } from '../../render/colors.ts';
import { formatCost } from '../../render/usage-text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Context } from '../context.ts';
import type { CommonOptions } from '../flags/common-options.ts';
import { printItems } from '../output/print-items.ts';
import { redacted } from '../output/print-object.ts';
import { type JsonShape, pickFields, shapeJson } from '../output/shape-json.ts';
import type { Io } from '../process/io.ts';
import { wantsColor } from '../terminal/capabilities.ts';
import { withSpinner } from '../terminal/spinner.ts';
import type { Found, ListedSession, ListQuery } from './collect-sessions.ts';
import { outcomeWords, sessionTable } from './session-table.ts';

export interface ShownAs {
  /** All columns, and nothing is cut. */
  readonly wide: boolean;
  /** Only where the output is JSON. */
  readonly shape?: JsonShape;
}

export type ShownList = CommonOptions & ListQuery & { readonly shown: ShownAs };

/** Prints a list in the form that was asked for. @throws AmberError USAGE for a filter or a template that is wrong */
export async function printSessions(io: Io, context: Context, found: Found, options: ShownList): Promise<void> {
  const { settings, redactor } = context;
  const { shape, wide } = options.shown;
  const isText = settings.output === 'text';
  if (isText && shape === undefined && !wide) return printTable(io, context, found, options);
  const { fields } = shape ?? {};
  // What is known of a session stands beside it as well, under the names that fields have everywhere.
  const whole = ({ session, summary }: ListedSession): object => ({ ...session, ...summary, summary });
  const json = (entry: ListedSession): object =>
    fields === undefined ? whole(entry) : pickFields(whole(entry), fields);
  if (shape?.jq !== undefined || shape?.template !== undefined) {
    // A template takes of an item what it names: paths that are picked would have no names there.
    const item = shape.template === undefined ? json : whole;
    const items = found.entries.map((entry) => redacted(item(entry), redactor));
    const text = await withSpinner(io, { ...options, context }, 'shaping the list', () =>
      shapeJson(items, shape, fields ?? LISTED_FIELDS),
    );
    await io.stdout.write(text);
    return;
  }
  const output = isText && shape !== undefined ? 'json' : settings.output;
  const now = io.clock.date();
  await printItems(io, { redactor, settings: { ...settings, output } }, found.entries, {
    columns: WIDE,
    row: (entry) => wideRow(entry, now),
    name: ({ session }) => `session/${session.metadata.name}`,
    json,
    whole: true,
  });
}

/** The same as `-o name` prints of sessions, of their names alone. */
export async function printNames({ stdout }: Pick<Io, 'stdout'>, names: readonly string[]): Promise<void> {
  await stdout.write(names.map((name) => `session/${name}\n`).join(''));
}

async function printTable(io: Io, context: Context, found: Found, options: ShownList): Promise<void> {
  const { stdout, stderr } = io;
  const isSeen = stdout.isTTY && !options.quiet;
  if (found.entries.length > 0) await stdout.write(context.redactor.all(tableOf(io, found, options)));
  else if (isSeen)
    await writeLines(
      stderr,
      `no ${isFiltered(options) ? 'such ' : ''}sessions${options.allProjects ? '' : ` in "${context.settings.project}"`}\n`,
    );
  if (found.more && isSeen)
    await writeLines(stderr, `the ${found.entries.length} newest; for more: --limit ${options.limit * 10}\n`);
}

function isFiltered({ filter, outcome, since }: ListQuery): boolean {
  return Object.keys(filter).length > 0 || outcome !== undefined || since !== undefined;
}

/** The table of a person, as wide as the terminal but for `margin` columns at its right end. */
export function tableOf({ env, stdout, clock }: Io, { entries }: Found, options: ShownList, margin = 0): string {
  return sessionTable(
    entries.map(({ summary }) => summary),
    {
      now: clock.date(),
      home: env.HOME ?? homedir(),
      width: stdout.isTTY ? stdout.columns : undefined,
      margin,
      paint: paint(wantsColor({ env, stderr: stdout }, options)),
      projects: options.allProjects,
    },
  );
}

const WIDE = [
  'NAME',
  'OUTCOME',
  'CODE',
  'PHASE',
  'AGE',
  'TIME',
  'RUNS',
  'COST',
  'AGENT',
  'MODEL',
  'PROJECT',
  'DIRECTORY',
  'TITLE',
];

function wideRow({ session, summary }: ListedSession, now: Date): readonly string[] {
  const { created, durationMs, cost, runs } = summary;
  return [
    session.metadata.name,
    outcomeWords(summary.outcome, summary.idle === true),
    summary.code ?? '',
    session.status?.phase ?? 'Pending',
    formatAge(created, now),
    durationMs === undefined ? '' : formatDuration(durationMs),
    runs === undefined ? '' : `${runs}`,
    cost === undefined ? '' : formatCost(cost.usd),
    summary.agent ?? '',
    summary.model ?? '',
    summary.project,
    summary.directory ?? '',
    summary.title,
  ];
}
