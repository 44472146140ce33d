import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { step } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';

const KEY = 'sk-ant-api03-the-key-of-the-model';

/** A model's API that answers with the key that it was sent. */
async function api(): Promise<string> {
  const server = createServer((incoming, outgoing) => void outgoing.end(incoming.headers['x-api-key']));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const LOOK = [
  'curl -s -H "x-api-key: $ANTHROPIC_API_KEY" "$ANTHROPIC_BASE_URL/v1/models" > answer',
  'env > seen; cat /proc/[0-9]*/environ >> seen 2>/dev/null',
].join('; ');

/** A place with a `claude` that asks its model, and looks for the key wherever a process can. */
async function withClaude(place: Place): Promise<{ readonly [name: string]: string }> {
  const command = scripted({ prompts: [[{ sh: LOOK }, { text: 'Looked.' }]] });
  place.write('bin/claude-agent-acp', `#!/bin/sh\nexec ${command.replaceAll('$', '\\$')}\n`, 0o755);
  return {
    PATH: `${place.root}/bin:${place.env.PATH}`,
    ANTHROPIC_API_KEY: KEY,
    ANTHROPIC_BASE_URL: await api(),
  };
}

/** What the agent has in place of the key. */
function placeholderIn(place: Place): string {
  const [, placeholder] = /^ANTHROPIC_API_KEY=(amber-[0-9a-f]{64})$/m.exec(place.read('work/seen')) ?? [];
  if (placeholder === undefined) throw new Error('the agent has no placeholder');
  return placeholder;
}

describe.skipIf(NO_LOCAL)('an agent whose key Amber keeps', () => {
  test('by amber run --key-proxy: its model answers, and the result counts the requests', async () => {
    await using place = new Place();
    const env = await withClaude(place);
    const { code, stdout } = await place.amber(['run', '--key-proxy', 'look', '--agent', 'claude', '-o', 'json'], {
      env,
    }).done;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'finished', message: 'Looked.', modelRequests: 1 });
    expect(place.read('work/answer')).toBe(KEY);
    expect(place.read('work/seen')).toMatch(/^ANTHROPIC_API_KEY=amber-[0-9a-f]{64}$/m);
  });

  test('also detached, and when it is started again: the session takes it along to its host', async () => {
    await using place = new Place();
    const env = await withClaude(place);
    const run = ['run', '--detach', '--key-proxy=on', '--agent', 'claude', '-o', 'name', 'look'];
    expect((await place.amber(run, { env }).done).code).toBe(0);
    expect((await place.amber(['watch', '@latest', '-o', 'json'], { env }).done).code).toBe(0);
    const first = placeholderIn(place);
    expect((await place.amber(['stop', '@latest'], { env }).done).code).toBe(0);
    expect((await place.amber(['send', '@latest', 'look again'], { env }).done).code).toBe(0);
    expect(placeholderIn(place)).not.toBe(first);
  });

  test('in the Action without a word: nothing that it can read of the job has the key', async () => {
    await using place = new Place();
    const it = step(place, {
      with: { engine: 'local', agent: 'claude', prompt: 'look' },
      env: await withClaude(place),
    });
    const { code, stdout } = await it.done;
    expect({ code, outcome: it.outputs().outcome }).toEqual({ code: 0, outcome: 'finished' });
    expect(place.read('work/answer')).toBe(KEY);
    expect(place.read('work/seen')).not.toContain(KEY);
    expect(stdout).not.toContain(KEY);
  });

  test('without a key `on` is an error that says which variable, and an engine elsewhere has no such proxy', async () => {
    await using place = new Place();
    const { PATH = '' } = await withClaude(place);
    const none = await place.amber(['run', '--key-proxy', '--agent', 'claude', 'look'], { env: { PATH } }).done;
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('ANTHROPIC_API_KEY') });
    const away = ['run', '--key-proxy', '-e', 'platform', '--api-url', 'http://127.0.0.1:9', 'look'];
    expect(await place.amber(away).done).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--key-proxy is for engine local'),
    });
    const failing = step(place, { with: { ...INPUTS, 'key-proxy': 'on' } });
    expect(await failing.done).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('key-proxy: on does not go with'),
    });
  });
});

const INPUTS = { 'api-url': 'http://127.0.0.1:9', 'api-token': 'token-of-the-platform', project: 'p', prompt: 'x' };
