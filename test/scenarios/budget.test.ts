import { describe, expect, test } from 'vitest';
import { scripted } from '../fakes/acp-agents/scripted.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';

const usage = (amount: number, used: number) => ({
  update: { sessionUpdate: 'usage_update', used, size: 200_000, cost: { amount, currency: 'USD' } },
});
const begun = {
  update: { sessionUpdate: 'tool_call', toolCallId: 'c1', title: 'make', kind: 'execute', status: 'in_progress' },
};

describe.skipIf(NO_LOCAL)('a ceiling for what a run may take', () => {
  test('passes in the middle of a tool call: the run is cut off there, and its session stopped', async () => {
    await using place = new Place();
    const agent = scripted({ prompts: [[usage(0.2, 900), begun, usage(1.25, 5_000), { hang: true }]] });
    const run = place.amber(['run', '--agent', agent, '--max-cost', '1', '-o', 'jsonl', 'build it']);
    const { code, stdout } = await run.done;
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(124);
    expect(lines.at(-1)).toMatchObject({
      type: 'result',
      outcome: 'over-budget',
      limit: { kind: 'cost', value: 1.25, limit: 1 },
      cost: { usd: 1.25 },
      stopped: true,
      stopReason: 'over-budget',
    });
    const types = lines.map(({ type }) => type);
    expect(lines[types.indexOf('warning')]).toMatchObject({ code: 'LIMIT_LATE' });
    expect(types.indexOf('warning')).toBeLessThan(types.indexOf('event'));
    const told = lines.filter(({ event }) => event?.type === 'CUSTOM').map(({ event }) => [event.name, event.value]);
    expect(told).toEqual([
      ['amber:cost', { usd: 0.2 }],
      ['amber:context', { tokens: 900 }],
      ['amber:cost', { usd: 1.25 }],
      ...(told.length > 3 ? [['amber:context', { tokens: 5_000 }]] : []),
    ]);
    const status = await place.amber(['status', '@latest', '--exit-code', '-o', 'json']).done;
    expect(status.code).toBe(124);
  });

  test('holds for a message, too, and not for what nobody watches', async () => {
    await using place = new Place();
    const first = await place.call(['run', '--agent', 'demo', '--max-cost', '5', '-o', 'json', 'hello']);
    expect(first.code).toBe(0);
    expect(first.stderr.match(/not known to report what it costs while it works/g)).toHaveLength(1);
    const sent = await place.call(['send', '@latest', '--max-turns', '1', '-o', 'json', 'and again']);
    expect({ code: sent.code, result: JSON.parse(sent.stdout) }).toMatchObject({
      code: 124,
      result: { outcome: 'over-budget', limit: { kind: 'turns', value: 2, limit: 1 } },
    });
    const detached = await place.call(['run', '--detach', '--agent', 'demo', '--max-turns', '1', 'hello']);
    expect(detached.code).toBe(2);
    expect(detached.stderr).toContain('--max-turns and --detach exclude each other');
    const none = await place.call(['run', '--agent', 'demo', '--max-cost', '0', 'hello']);
    expect(none.stderr).toContain('a number above 0');
  });
});
