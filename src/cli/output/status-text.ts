import { formatAge, formatDuration } from '../../core/duration.ts';
import { titleOf } from '../../core/list/session-summary.ts';
import type { RunEnd } from '../../core/result.ts';
import { droppedMessagesOf, leftProcessesOf } from '../../core/session/end-conditions.ts';
import type { SessionRuns } from '../../core/session/past-run.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { phaseReason } from '../../core/session/phase-reason.ts';
import { ANNOTATION, type Session } from '../../core/session/session.ts';
import { shortIds } from '../../core/session/short-id.ts';
import { oneLine } from '../../render/plain-text.ts';
import { cutTo } from '../../render/text-width.ts';
import { formatCost } from '../../render/usage-text.ts';

/**
 * What a person wants to know of a session at one look. `waiting`: how many messages wait in it for their turn. `runs`: what
 * is remembered of its runs.
 */
export function statusText(
  session: Session,
  end: RunEnd | undefined,
  now: Date,
  waiting = 0,
  runs?: SessionRuns,
): string {
  const { metadata, spec, status } = session;
  const ago = (time: string | undefined): string => (time === undefined ? '' : `${time} (${formatAge(time, now)} ago)`);
  const id = shortIds([metadata.name]).get(metadata.name) ?? metadata.name;
  const rows: readonly (readonly [string, string])[] = [
    ['session', metadata.name],
    ['id', id === metadata.name ? '' : id],
    ['title', cutTo(titleOf(session), MAX_TITLE)],
    ['project', metadata.namespace],
    ['phase', phaseText(session)],
    ['agent status', isTerminal(status?.phase) ? '' : (status?.agentStatus ?? '')],
    ['last run', end === undefined ? '' : runText(end)],
    ['question', questionText(end)],
    ['waiting', waiting === 0 ? '' : waitingText(session, waiting)],
    ['agent', [spec.runnerType, spec.llmSettings?.model].filter((one) => one !== undefined).join(', ')],
    ['directory', metadata.annotations?.[ANNOTATION.workspace] ?? ''],
    [
      'time',
      runs === undefined ? '' : `${formatDuration(runs.durationMs)}${runs.runs > 1 ? ` in ${runs.runs} runs` : ''}`,
    ],
    ['cost', runs?.usd === undefined ? '' : formatCost(runs.usd)],
    ['created', ago(metadata.creationTimestamp)],
    ['started', ago(status?.startTime)],
    ['last activity', ago(status?.lastActivityTime)],
    ['ended', ago(status?.completionTime)],
    ['dropped', droppedMessagesOf(session) ?? ''],
    ['left behind', leftProcessesOf(session) ?? ''],
    ['branch', session.autoBranch ?? ''],
    [
      'labels',
      Object.entries(metadata.labels ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ],
  ];
  const known = rows.filter(([, value]) => value !== '');
  return known.map(([name, value]) => `${name.padEnd(14)}${oneLine(value)}\n`).join('');
}

function waitingText({ metadata, status }: Session, count: number): string {
  const what = count === 1 ? '1 message' : `${count} messages`;
  return isTerminal(status?.phase) ? `${what}, for the next start: amber start ${metadata.name}` : what;
}

function phaseText(session: Session): string {
  const { metadata, status } = session;
  const phase = status?.phase ?? 'Pending';
  const desired = metadata.annotations?.[ANNOTATION.desiredPhase];
  const wanted = desired === undefined || desired === phase ? '' : `, wanted: ${desired}`;
  const reason = phaseReason(session);
  return `${phase}${reason === undefined ? '' : ` (${reason})`}${wanted}`;
}

/** What it waits for, as far as one look takes it in. */
function questionText(end: RunEnd | undefined): string {
  const asked = end?.outcome === 'needs-input' ? oneLine(end.question?.text ?? '') : '';
  return asked.length > MAX_QUESTION ? `${asked.slice(0, MAX_QUESTION)}… (amber export shows all of it)` : asked;
}

const MAX_QUESTION = 500;
const MAX_TITLE = 200;

/** Not by whom: to a replay every stop is someone else's, also the user's own. */
function runText({ outcome, error }: RunEnd): string {
  return `${outcome}${error === undefined ? '' : `: ${error.message} [${error.code}]`}`;
}
