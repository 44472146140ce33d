import { describe, expect, test } from 'vitest';
import { sessionTable } from '../../../src/cli/list/session-table.ts';
import type { SessionSummary } from '../../../src/core/list/session-summary.ts';
import { paint } from '../../../src/render/colors.ts';
import { widthOf } from '../../../src/render/text-width.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const SESSIONS: readonly SessionSummary[] = [
  {
    id: '5c0ffe',
    title: 'Fix the flaky test of the parser',
    outcome: 'finished',
    created: '2026-11-26T11:57:00Z',
    agent: 'claude',
    project: 'default',
    directory: '/home/me/src/amber',
    durationMs: 65_000,
    cost: { usd: 0.25 },
  },
  {
    id: 'ab12cd3',
    title: '日本語の\u001b[31m題名',
    outcome: 'needs-input',
    created: '2026-11-24T12:00:00Z',
    agent: '"/usr/bin/node" "/opt/agents/long/path/agent.mjs" --acp',
    project: 'default',
    directory: '/srv/other',
    durationMs: 1_000,
  },
];

const shown = (width: number | undefined, sessions = SESSIONS, more = {}): string[] =>
  sessionTable(sessions, { now: NOW, home: '/home/me', width, paint: paint(false), projects: false, ...more })
    .trimEnd()
    .split('\n');

describe('a table of sessions', () => {
  test('a session that still runs is marked, whatever came of its last run', () => {
    const states = (['failed', 'idle'] as const).map((outcome) => ({ ...SESSIONS[0], outcome, idle: true as const }));
    const lines = shown(undefined, states as readonly SessionSummary[]).slice(1);
    expect(lines.map((line) => line.split(/ {2,}/)[1])).toEqual(['✖ failed · idle', '○ idle']);
  });

  test('says what was run, and what came of it', () => {
    expect(shown(undefined)).toEqual([
      'ID       OUTCOME        AGE  TIME   COST     AGENT      DIRECTORY    TITLE',
      '5c0ffe   ✔ finished     3m   1m05s  $0.2500  claude     ~/src/amber  Fix the flaky test of the parser',
      'ab12cd3  ? needs input  2d   1s              agent.mjs  /srv/other   日本語の題名',
    ]);
  });

  test.each([120, 80, 60, 40, 24])('fits %d columns, and still says which, how it ended and what it was', (width) => {
    const lines = shown(width);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    expect(lines[0]).toMatch(/^ID\s+OUTCOME/);
    expect(lines[1]).toContain('✔ finished');
  });

  test('what is narrow has fewer columns: the agent goes first, then the directory, the cost, the time', () => {
    const columns = (width: number) => (shown(width)[0] ?? '').split(/\s+/);
    expect(columns(90)).toEqual(['ID', 'OUTCOME', 'AGE', 'TIME', 'COST', 'DIRECTORY', 'TITLE']);
    expect(columns(80)).toEqual(['ID', 'OUTCOME', 'AGE', 'TIME', 'COST', 'TITLE']);
    expect(columns(70)).toEqual(['ID', 'OUTCOME', 'AGE', 'TIME', 'TITLE']);
    expect(columns(60)).toEqual(['ID', 'OUTCOME', 'AGE', 'TITLE']);
    expect(columns(44)).toEqual(['ID', 'OUTCOME', 'TITLE']);
  });

  test('what tells rows apart stays longer than what is the same in all', () => {
    const agents = SESSIONS.map((one, at) => ({ ...one, directory: '/srv/same', agent: `agent-${at}` }));
    expect(shown(90, agents)[0]).toBe('ID       OUTCOME        AGE  TIME   COST     AGENT    TITLE');
  });

  describe('the same prompt in several long directories, by two agents', () => {
    const one = { ...SESSIONS[0], title: 'Fix the flaky test', outcome: 'finished' as const, project: 'default' };
    const deep = `/srv/${'a-long-directory/'.repeat(4)}services`;
    const same = ['service-a', 'service-b', 'service-a'].map((name, at) => {
      return { ...one, id: `abcde${at}`, directory: `${deep}/${name}`, agent: at === 2 ? 'codex' : 'claude' };
    });

    test.each([120, 80])(
      'at %d columns agent and directory are there, and nothing is empty before they are whole',
      (width) => {
        const [heading = '', ...rows] = shown(width, same);
        expect(heading).toMatch(/AGENT\s+DIRECTORY\s+TITLE$/);
        expect(rows[0]).toMatch(/claude {2}…\S*\/service-a\s+Fix the flaky test$/);
        expect(rows[1]).toMatch(/claude {2}…\S*\/service-b\s+Fix the flaky test$/);
        expect(rows[2]).toMatch(/codex {3}…\S*\/service-a\s+Fix the flaky test$/);
        for (const row of [heading, ...rows]) expect(widthOf(row)).toBeLessThanOrEqual(width);
      },
    );

    test('at 40 columns the directory that tells them apart stays longer than the age', () => {
      const alone = same.map((session) => ({ ...session, agent: 'claude' }));
      expect(shown(40, alone)).toEqual([
        'ID      OUTCOME     DIRECTORY   TITLE',
        'abcde0  ✔ finished  …service-a  Fix the…',
        'abcde1  ✔ finished  …service-b  Fix the…',
        'abcde2  ✔ finished  …service-a  Fix the…',
      ]);
    });

    test('one long path takes no column from the others', () => {
      const rows = shown(80, [{ ...one, id: 'abcdef', directory: '/srv/short' }, ...same]);
      expect(rows[1]).toContain('/srv/short');
      expect(rows[0]).toContain('AGENT');
    });
  });

  describe('a directory that is nearly the same in all rows', () => {
    const title = 'Fix the flaky test of the parser and say why it was';
    const many = (last: string) =>
      Array.from({ length: 10 }, (_, at) => {
        const directory = at === 9 ? last : '/srv/a-long-directory/repo';
        return { ...SESSIONS[0], id: `abcde${at}`, title, directory } as SessionSummary;
      });

    test.each(['', '/srv/a-long-directory/repo', '/srv/other'])(
      'gives way before age and title (the last: "%s")',
      (last) => {
        expect(shown(40, many(last)).slice(0, 2)).toEqual([
          'ID      OUTCOME     TITLE',
          'abcde0  ✔ finished  Fix the flaky test …',
        ]);
        expect(shown(46, many(last))[0]).toBe('ID      OUTCOME     AGE  TITLE');
        expect(shown(80, many(last))[1]).toBe(
          'abcde0  ✔ finished  3m   1m05s  Fix the flaky test of the parser and say why it…',
        );
      },
    );
  });

  test('a margin takes nothing but the end of titles', () => {
    const long = SESSIONS.map((one) => ({ ...one, title: 'x'.repeat(100) }));
    const [heading, row = ''] = shown(79, long);
    const [same, cut = ''] = shown(79, long, { margin: 3 });
    expect(same).toBe(heading);
    expect(widthOf(row)).toBe(79);
    expect(widthOf(cut)).toBe(76);
  });

  test('wide characters align', () => {
    const titles = SESSIONS.map((one) => ({ ...one, directory: one.title }));
    const starts = shown(undefined, titles).map((line) => widthOf(line.slice(0, line.lastIndexOf('  ') + 2)));
    expect(new Set(starts).size).toBe(1);
  });

  test('colours say how it ended, and take no room', () => {
    const [, finished = '', asks = ''] = sessionTable(SESSIONS, {
      ...{ now: NOW, home: '', width: 40, paint: paint(true), projects: false },
    }).split('\n');
    expect(finished).toContain('\u001b[32m✔ finished\u001b[39m   ');
    expect(asks).toContain('\u001b[33m? needs input\u001b[39m  ');
    expect(asks).not.toContain('\u001b[31m');
  });

  test('of several projects the project is shown', () => {
    expect(shown(undefined, SESSIONS, { projects: true })[1]).toContain('  default  ');
  });
});
