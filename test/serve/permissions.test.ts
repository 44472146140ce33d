import { describe, expect, test } from 'vitest';
import { checkOptions } from '../../src/serve/routes/check-annotations.ts';
import { Bed, PROJECT } from './harness.ts';

const LIST = `/api/projects/${PROJECT}/agentic-sessions`;
const asking = (mode: string | null) => ({ annotations: { 'amber/permissions': mode } });

describe('--permissions of serve', () => {
  test.each([
    ['none', 'read'],
    ['none', 'ask'],
    ['none', 'all'],
    ['read', 'all'],
  ] as const)('%s: a request that asks for %s is refused', async (mostPermissions, asked) => {
    await using bed = await Bed.open({ mostPermissions });
    const name = await bed.create(asking('none'));
    const create = await bed.ask(LIST, { method: 'POST', body: asking(asked) });
    const patch = await bed.ask(bed.path(name), { method: 'PATCH', body: { metadata: asking(asked) } });
    for (const { status, json } of [create, patch]) {
      expect(status).toBe(400);
      expect(json.error).toContain(`started with --permissions ${mostPermissions}`);
    }
    expect((await bed.ask(LIST)).json).toMatchObject({ totalCount: 1 });
    expect((await bed.ask(bed.path(name))).json).toMatchObject({ metadata: asking('none') });
  });

  test.each([
    ['read', 'none'],
    ['read', 'ask'],
    ['all', 'all'],
    [undefined, 'all'],
  ] as const)('%s: a request may ask for %s', async (mostPermissions, asked) => {
    await using bed = await Bed.open(mostPermissions === undefined ? {} : { mostPermissions });
    const name = await bed.create(asking(asked));
    for (const mode of [asked, null])
      expect((await bed.ask(bed.path(name), { method: 'PATCH', body: { metadata: asking(mode) } })).status).toBe(200);
  });
});

test('what holds the agents in is for serve to say: no request brings it along, or changes it', async () => {
  await using bed = await Bed.open({});
  const loose = { annotations: { 'amber/sandbox': 'off', 'amber/key-proxy': 'off', 'amber/permissions': 'read' } };
  const name = await bed.create(loose);
  const held = async () => JSON.stringify((await bed.ask(bed.path(name))).json);
  expect((await bed.ask(bed.path(name), { method: 'PATCH', body: { metadata: loose } })).status).toBe(200);
  expect(await held()).toContain('amber/permissions');
  expect(await held()).not.toMatch(/amber\/(?:sandbox|key-proxy)/);
});

describe('options of agents', () => {
  const options = (asked: object) => ({ annotations: { 'amber/agent-options': JSON.stringify(asked) } });
  const status = async (bed: Bed, asked: object): Promise<number> =>
    (await bed.ask(LIST, { method: 'POST', body: options(asked) })).status;

  test('where the runners have none, a request that sets some is refused, and so is a message', async () => {
    await using bed = await Bed.open();
    expect(await status(bed, { effort: 'high' })).toBe(400);
    const name = await bed.create();
    const forwardedProps = { amber: { agentOptions: { mode: 'plan' } } };
    const body = { runId: 'r', messages: [{ id: 'm', role: 'user', content: 'hello' }], forwardedProps };
    const sent = await bed.ask(bed.path(name, '/agui/run'), { method: 'POST', body });
    expect([sent.status, sent.json.error]).toEqual([400, expect.stringContaining("--mode can't be set here")]);
  });

  test('a mode may allow what serve was started without; an effort may not', () => {
    for (const mostPermissions of ['read', 'none'] as const) {
      expect(() => checkOptions({ mode: 'bypass' }, { mostPermissions })).toThrow(/started with --permissions/);
      expect(() => checkOptions({ options: { x: 'y' } }, { mostPermissions })).toThrow(/started with --permissions/);
      expect(() => checkOptions({ effort: 'high', model: 'm' }, { mostPermissions })).not.toThrow();
    }
    expect(() => checkOptions({ mode: 'bypass' }, { mostPermissions: 'all' })).not.toThrow();
    expect(() => checkOptions({ mode: 'two\nlines' }, {})).toThrow(/one line/);
  });
});
