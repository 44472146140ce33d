import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agent, BUSY } from './kit/agents.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { onPlatform } from './kit/platform.ts';

const PAID = [
  { text: 'done' },
  { update: { sessionUpdate: 'usage_update', used: 1, size: 9, cost: { amount: 0.25, currency: 'USD' } } },
  { stop: 'end_turn', with: { usage: { inputTokens: 1000, outputTokens: 50, totalTokens: 1050 } } },
];

test.skipIf(NO_LOCAL)(
  'amber usage counts what ran here: deleted sessions, killed hosts, several runs, damaged records',
  async () => {
    await using place = new Place();
    const usage = async (...args: readonly string[]) =>
      JSON.parse((await place.amber(['usage', '-q', '-o', 'json', ...args]).done).stdout);
    expect(await usage()).toMatchObject({ items: [], total: { runs: 0, costUsd: null } });
    const name = (
      await place.call(['run', '--keep', '-o', 'name', ...agent(PAID, [{ text: 'x' }, { stop: 'refusal' }]), 'a'])
    ).stdout.trim();
    expect((await place.call(['send', '--stop-on-run-finished', name, 'b'])).code).toBe(3);
    await place.call(['delete', '--yes', name]);
    const run = await place.call(['run', '--detach', '-o', 'name', '-p', 'other', ...agent(BUSY), 'c']);
    expect(run.code).toBe(0);
    // It goes on: nothing is known of it by now.
    expect((await usage()).total.runs).toBe(2);
    const [file = ''] = readdirSync(join(place.stateDir, 'hosts'));
    process.kill(JSON.parse(readFileSync(join(place.stateDir, 'hosts', file), 'utf8')).pid, 'SIGKILL');
    const [month = ''] = readdirSync(join(place.stateDir, 'runs'));
    appendFileSync(join(place.stateDir, 'runs', month), '{"project":"default","sess\n');
    expect(await usage('--by', 'project')).toMatchObject({
      by: 'project',
      items: [
        { key: 'default', runs: 2, outcomes: { finished: 1, failed: 1 }, costUsd: 0.25, unknownCost: 1 },
        { key: 'other', runs: 1, outcomes: { lost: 1 }, costUsd: null, usage: null },
      ],
      total: { runs: 3, usage: { inputTokens: 1000, outputTokens: 50 }, unknownUsage: 2 },
    });
    expect((await usage('-p', 'other')).total.runs).toBe(1);
    expect((await usage('--since', '2099-01-01')).total.runs).toBe(0);
    const { stdout, stderr } = await place.call(['usage', '--by', 'day']);
    expect(stdout).toMatch(
      /^DAY +RUNS +OUTCOME +TIME +TOKENS +COST\n\d{4}-\d\d-\d\d +3 +.*1 lost.* 1\.0k in, 50 out \+ 2 unknown +\$0\.2500 \+ 2 unknown\nTOTAL +3 /,
    );
    expect(stderr).toMatch(/^3 runs that have ended, the first on \S+; what still runs is not counted\n$/);
  },
);

describe('behind a platform', () => {
  test('amber usage reads what the sessions themselves say, and names those that say nothing', async () => {
    await using story = await onPlatform({ scene: 'text' });
    for (const prompt of ['one', 'two']) await story.call(['run', prompt]);
    const { code, stdout, stderr } = await story.call(['usage', '-o', 'json']);
    expect([code, stderr]).toEqual([0, 'reading the events of 2 sessions\n']);
    expect(JSON.parse(stdout)).toMatchObject({
      total: { runs: 2, outcomes: { finished: 2 }, usage: { inputTokens: 50, outputTokens: 24 }, unknownCost: 0 },
      unreadSessions: 0,
    });
    await story.call(['list']);
    // Only `amber serve` has such a route.
    expect(story.platform.requests.filter(({ path }) => path.includes('/past-runs'))).toEqual([]);
  });
});
