import { describe, expect, test } from 'vitest';
import { collectSessions, type ListQuery } from '../../../src/cli/list/collect-sessions.ts';
import { agentName } from '../../../src/cli/list/session-table.ts';
import { SESSION_STATES, titleOf } from '../../../src/core/list/session-summary.ts';
import type { PastRun } from '../../../src/core/session/past-run.ts';
import type { Phase } from '../../../src/core/session/phase.ts';
import type { Session, SessionStatus } from '../../../src/core/session/session.ts';

const session = (
  name: string,
  hours: number,
  status: SessionStatus,
  more: Partial<Session['metadata']> = {},
): Session => ({
  apiVersion: 'v',
  kind: 'k',
  metadata: {
    ...{ name, namespace: 'p', creationTimestamp: new Date(Date.UTC(2026, 10, 26) - hours * 3_600_000).toISOString() },
    ...more,
  },
  spec: { initialPrompt: `\n do ${name} \nand more` },
  status,
});
const ended = (name: string, hours: number, phase: Phase = 'Stopped') => session(name, hours, { phase });
const run = (name: string, hours: number, more: Partial<PastRun> = {}): PastRun => ({
  ...{ project: 'p', session: name, runId: name, outcome: 'finished' },
  ...{ startedAt: '2026-11-26T00:00:00.000Z', endedAt: `2026-11-26T0${hours}:00:00.000Z` },
  ...more,
});

const QUERY: ListQuery = { filter: {}, allProjects: false, limit: Number.POSITIVE_INFINITY };
let asked: (Date | undefined)[] = [];
const engine = (sessions: readonly Session[], runs?: readonly PastRun[]) => ({
  name: 'local' as const,
  async *list() {
    yield* sessions;
  },
  ...(runs && {
    pastRuns: (since?: Date) => {
      asked.push(since);
      return runs;
    },
  }),
});
const outcomes = async (sessions: readonly Session[], runs?: readonly PastRun[], query = QUERY) =>
  (await collectSessions(engine(sessions, runs), 'p', query)).entries.map(({ summary }) => summary.outcome);

describe('what a session does, or what came of it', () => {
  test.each<[SessionStatus, string]>([
    [{}, 'starting'],
    [{ phase: 'Creating' }, 'starting'],
    [{ phase: 'Running', agentStatus: 'working' }, 'running'],
    [{ phase: 'Running' }, 'running'],
    [{ phase: 'Running', agentStatus: 'waiting_input' }, 'needs-input'],
    [{ phase: 'Running', agentStatus: 'idle' }, 'idle'],
    [{ phase: 'Stopping' }, 'stopping'],
    [{ phase: 'Stopped' }, 'stopped'],
    [{ phase: 'Stopped', stoppedReason: 'over-budget' }, 'over-budget'],
    [{ phase: 'Stopped', stoppedReason: 'inactivity' }, 'timed-out'],
    [{ phase: 'Stopped', stoppedReason: 'run-finished' }, 'stopped'],
    [{ phase: 'Completed' }, 'finished'],
    [{ phase: 'Failed' }, 'failed'],
  ])('%j alone: %s', async (status, outcome) => {
    expect(await outcomes([session('a', 1, status)])).toEqual([outcome]);
  });

  test('of one that is idle its last run says it, and that it still runs; it is found by both', async () => {
    const idle: SessionStatus = { phase: 'Running', agentStatus: 'idle' };
    const told = { annotations: { 'amber/last-run': '{"outcome":"finished","runId":"r","at":""}' } };
    const sessions = [
      session('a', 1, idle),
      session('b', 2, idle, told),
      session('c', 3, idle),
      session('d', 4, { ...idle, agentStatus: 'working' }, told),
      ended('e', 5),
    ];
    const runs = [run('a', 1, { outcome: 'failed', code: 'X' }), run('e', 1)];
    const found = async (query = QUERY): Promise<readonly unknown[]> =>
      (await collectSessions(engine(sessions, runs), 'p', query)).entries.map(({ session, summary }) => [
        session.metadata.name,
        summary.outcome,
        summary.idle,
      ]);
    expect(await found()).toEqual([
      ['a', 'failed', true],
      ['b', 'finished', true],
      ['c', 'idle', true],
      ['d', 'running', undefined],
      ['e', 'finished', undefined],
    ]);
    const names = async (outcome: ListQuery['outcome']): Promise<readonly unknown[]> =>
      (await found({ ...QUERY, ...(outcome && { outcome }) })).map((one) => (one as readonly unknown[])[0]);
    expect(await names('idle')).toEqual(['a', 'b', 'c']);
    expect(await names('failed')).toEqual(['a']);
  });

  test('of one that has ended its last run says it: as remembered here, else as the session says', async () => {
    const told = { annotations: { 'amber/last-run': '{"outcome":"needs-input","runId":"r","at":""}' } };
    const sessions = [ended('a', 1), ended('b', 2), session('c', 3, { phase: 'Stopped' }, told)];
    const runs = [
      run('a', 1, { outcome: 'failed', code: 'refusal' }),
      run('b', 3, { outcome: 'failed', code: 'X' }),
      run('b', 2),
    ];
    expect(await outcomes(sessions, runs)).toEqual(['refused', 'failed', 'needs-input']);
  });

  test('a finished run whose answer was not the one that was asked for has failed; the next run is another one', async () => {
    const told = {
      annotations: { 'amber/last-run': '{"outcome":"failed","code":"OUTPUT_INVALID","runId":"a","at":""}' },
    };
    const invalid = session('a', 1, { phase: 'Stopped' }, told);
    expect(await outcomes([invalid], [run('a', 1)])).toEqual(['failed']);
    expect(await outcomes([invalid], [run('a', 1), run('a', 2, { runId: 'next' })])).toEqual(['finished']);
  });

  test('time and cost are those of all its runs, and runs before the oldest session are not read', async () => {
    asked = [];
    const runs = [run('a', 1, { cost: { usd: 1 } }), run('a', 2, { cost: { usd: 0.5 } })];
    const { entries } = await collectSessions(engine([ended('a', 1), ended('b', 5)], runs), 'p', QUERY);
    expect(entries[0]?.summary).toMatchObject({
      runs: 2,
      durationMs: 3 * 3_600_000,
      cost: { usd: 1.5 },
      title: 'do a',
    });
    expect(entries[1]?.summary).not.toHaveProperty('cost');
    expect(asked).toEqual([new Date(Date.UTC(2026, 10, 25, 19))]);
  });
});

describe('which sessions', () => {
  const many = [ended('a', 1), ended('b', 2, 'Failed'), ended('c', 3), ended('d', 30, 'Failed')];

  test('no more than the limit, which counts what is wanted', async () => {
    expect(await collectSessions(engine(many), 'p', { ...QUERY, limit: 2 })).toMatchObject({
      entries: [{ summary: { id: 'a' } }, { summary: { id: 'b' } }],
      more: true,
    });
    const failed = await collectSessions(engine(many), 'p', { ...QUERY, outcome: 'failed', limit: 2 });
    expect(failed).toMatchObject({ entries: [{ summary: { id: 'b' } }, { summary: { id: 'd' } }], more: false });
  });

  test('none that was made before', async () => {
    const since = new Date(Date.UTC(2026, 10, 25, 12));
    expect(await outcomes(many, [], { ...QUERY, since })).toHaveLength(3);
  });

  test('of all projects the newest first; an engine that lists by project only says so', async () => {
    const query = { ...QUERY, allProjects: true, limit: 3 };
    const all = { ...engine([]), listAll: () => engine(many.toReversed()).list() };
    const found = await collectSessions(all, 'p', query);
    expect(found.entries.map(({ summary }) => summary.id)).toEqual(['a', 'b', 'c']);
    await expect(collectSessions(engine(many), 'p', query)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

test('every outcome that a list shows can be asked for', () => {
  expect(SESSION_STATES).toEqual(expect.arrayContaining(['over-budget', 'lost', 'refused', 'idle']));
  expect(SESSION_STATES).toHaveLength(13);
});

test('a title is the name to display, or the first line of the prompt that says something', () => {
  expect(titleOf({ ...ended('a', 1), spec: { displayName: 'Name', initialPrompt: 'x' } })).toBe('Name');
  expect(titleOf({ ...ended('a', 1), spec: {} })).toBe('');
});

test.each([
  ['Find out **why** it fails', 'Find out why it fails'],
  ['## *Fix* the ***flaky*** test', 'Fix the flaky test'],
  ['> > quoted: _two words_, ~~gone~~', 'quoted: two words, gone'],
  ['**all _of it_ is strong**', 'all of it is strong'],
  ['Rename __init__ and _id_, snake_case too', 'Rename __init__ and _id_, snake_case too'],
  ['Lint **/*.ts and src/*.js, not 2 * 3 * 4', 'Lint **/*.ts and src/*.js, not 2 * 3 * 4'],
  ['*.ts or *.js in */src/*', '*.ts or *.js in */src/*'],
  ['#1234 is open', '#1234 is open'],
])('a title shows the words of Markdown: %s', (displayName, title) => {
  expect(titleOf({ ...ended('a', 1), spec: { displayName } })).toBe(title);
});

test.each([
  ['claude', 'claude'],
  ['/usr/local/bin/my-agent --acp', 'my-agent'],
  ['"/usr/bin/node" --flag /opt/agent.mjs {}', 'agent.mjs'],
  ['npx -y some-agent', 'some-agent'],
  ['sh -c "exit 1"', 'sh'],
  ['"open', 'open'],
  ['node', 'node'],
  ['https://agents.example.com/support/', 'agents.example.com/support'],
])('the agent %s is shown as %s', (agent, shown) => {
  expect(agentName(agent).replace('"', '')).toBe(shown);
});
