import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { UNCONFINED } from '../../../src/core/session/confinement.ts';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { customs, prompt, said, start } from './acp/agent-harness.ts';

const KEY = 'sk-the-real-key-of-the-model';

/** A model's API that answers with the key that it was sent. */
async function api(): Promise<string> {
  const server = createServer((incoming, outgoing) => void outgoing.end(`<${incoming.headers['x-api-key']}>`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ASK = 'curl -s -H "x-api-key: $ANTHROPIC_API_KEY" "$ANTHROPIC_BASE_URL/v1/models"; env';

async function claude(keyProxy: 'auto' | 'on' | 'off', env: { readonly [name: string]: string }, sh = ASK) {
  const commands = { claude: scripted({ prompts: [[{ sh }]] }) };
  return start(
    {},
    {
      spec: { runnerType: 'claude', env },
      settings: { commands, confinement: { ...UNCONFINED, keyProxy } },
    },
  );
}

test('the agent reaches its model with a key that it has not; each run counts its requests', async () => {
  const agent = await claude('on', { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: await api() });
  for (const _run of [1, 2]) {
    const { events } = await prompt(agent);
    const [, answer = '', environment = ''] = /^<(.*?)>([\s\S]*)$/.exec(said(events)) ?? [];
    expect(answer).toBe(KEY);
    expect(environment).toMatch(/^ANTHROPIC_API_KEY=amber-[0-9a-f]{64}$/m);
    expect(environment).not.toContain(KEY);
    expect(customs(events, 'amber:model-requests')).toEqual([{ count: 1 }]);
  }
});

test('the proxy ends with its agent', async () => {
  const agent = await claude('on', { ANTHROPIC_API_KEY: KEY }, 'echo "$ANTHROPIC_BASE_URL"');
  const address = said((await prompt(agent)).events).trim();
  expect((await fetch(address)).status).toBe(401);
  await agent.close();
  await expect(fetch(address)).rejects.toThrow();
});

test('without a key in the environment `on` is an error, and `auto` says nothing', async () => {
  await expect(claude('on', {})).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('has no key of the agent "claude" (ANTHROPIC_API_KEY'),
    hint: expect.stringContaining('--key-proxy=auto'),
  });
  const { events } = await prompt(await claude('auto', {}));
  expect(customs(events, 'amber:warning')).toEqual([]);
  expect(customs(events, 'amber:model-requests')).toEqual([]);
});

test('where `auto` must leave a key to the agent, the run says so', async () => {
  const agent = await claude('auto', { ANTHROPIC_API_KEY: KEY, CLAUDE_CODE_USE_BEDROCK: '1' });
  expect(customs((await prompt(agent)).events, 'amber:warning')).toEqual([
    {
      code: 'KEY_PROXY',
      message: 'the agent has its key itself: CLAUDE_CODE_USE_BEDROCK makes the agent "claude" use another API',
    },
  ]);
});

test('`off` leaves the key to the agent', async () => {
  const agent = await claude('off', { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: await api() });
  const { events } = await prompt(agent);
  expect(said(events)).toContain(`ANTHROPIC_API_KEY=${KEY}`);
  expect(customs(events, 'amber:model-requests')).toEqual([]);
});

test('the built-in agent has no key to keep', async () => {
  const { events } = await prompt(
    await start({}, { spec: { runnerType: 'demo' }, settings: { confinement: { ...UNCONFINED, keyProxy: 'on' } } }),
  );
  expect(customs(events, 'amber:warning')).toEqual([]);
});
