import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { step } from './kit/action.ts';
import { agentWith } from './kit/agents.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { onPlatform } from './kit/platform.ts';

const SECRET = 'the-token-of-the-docs';
const CONFIG = JSON.stringify({
  mcpServers: {
    docs: { url: 'https://docs.example/mcp', headers: { Authorization: 'Bearer ${DOCS_TOKEN}' } },
    old: { type: 'sse', url: '${OLD_URL:-https://old.example/sse}' },
    files: { command: 'node', args: ['files.js'] },
  },
});
const env = { DOCS_TOKEN: SECRET };
const initialize = { protocolVersion: 1, agentCapabilities: { mcpCapabilities: { http: true } } };
const AGENT = agentWith({ initialize, prompts: [[{ servers: true }]] });
const GIVEN = [
  { name: 'docs', headers: [{ name: 'Authorization', value: '***' }] },
  { name: 'files', command: process.execPath },
];

describe.skipIf(NO_LOCAL)('MCP servers', () => {
  test('of a file go to the agent by what it can take; their secrets stand in no file of the session and no output', async () => {
    await using place = new Place();
    place.write('work/servers.json', CONFIG);
    const args = ['--mcp-config', 'servers.json', ...AGENT, 'x'];
    const { code, stdout, stderr } = await place.amber(['run', ...args], { env }).done;
    expect([code, stderr]).toEqual([0, expect.stringMatching(/takes no MCP servers over sse: it goes without "old"/)]);
    expect(JSON.parse(stdout).given).toMatchObject(GIVEN);
    const [session = ''] = readdirSync(join(place.stateDir, 'projects/default'));
    const stored = readFileSync(join(place.stateDir, 'projects/default', session, 'session.json'), 'utf8');
    expect(stored).toContain('Bearer ${DOCS_TOKEN}');
    expect(stored).not.toContain(SECRET);
    for (const call of [
      ['run', '--dry-run', ...args],
      ['run', '--dry-run', '--engine', 'platform', '--api-url', 'http://127.0.0.1:9', ...args],
      ['status', '@latest', '-o', 'json'],
    ])
      expect((await place.call(call, { env: { ...env, AMBER_TOKEN: 'x' } })).stdout).toMatch(
        /^(?!.*the-token-of).*"mcpServers"/s,
      );
  });

  test('of a project count only with --trust-project; a host of its own gets them, too', async () => {
    await using place = new Place();
    place.write('work/.mcp.json', CONFIG);
    const plain = await place.call(['run', ...AGENT, 'x']);
    expect(JSON.parse(plain.stdout).given).toEqual([]);
    const lacking = await place.call(['run', '--trust-project', ...AGENT, 'x']);
    expect([lacking.code, lacking.stderr]).toEqual([
      2,
      expect.stringMatching(/not set here: "docs" \(DOCS_TOKEN\) \[CONFIG\]\n {2}hint: export them/),
    ]);
    const trusting = await place.call(['run', '--trust-project', '--keep', ...AGENT, 'x'], { env });
    expect(JSON.parse(trusting.stdout).given).toMatchObject(GIVEN);
    expect((await place.call(['stop', '@latest'])).code).toBe(0);
  });

  test('of the Action come as text, with the variables of the step', async () => {
    await using place = new Place();
    const job = step(place, { with: { prompt: 'hi', agent: AGENT[1] ?? '', 'mcp-config': CONFIG }, env });
    const { code, stdout } = await job.done;
    expect(code).toBe(0);
    expect(JSON.parse(job.outputs()['session-result'] ?? '').given).toMatchObject(GIVEN);
    expect(stdout).not.toContain(SECRET);
  });
});

test('MCP servers go to the platform in the request, as its runners read them', async () => {
  await using story = await onPlatform({ scene: 'text' });
  story.place.write('work/servers.json', CONFIG);
  const { code, stderr } = await story.call(['run', '--mcp-config', 'servers.json', 'hi']);
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/not set here: "docs" \(DOCS_TOKEN\): their names go with the session/),
  ]);
  const given = await story.call(['run', '--mcp-config', 'servers.json', 'hi'], { env });
  expect(`${given.stdout}${given.stderr}`).not.toContain(SECRET);
  const bodies = story.platform.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/agentic-sessions'),
  );
  const docs = (value: string) => ({
    type: 'http',
    url: 'https://docs.example/mcp',
    headers: { Authorization: value },
  });
  const others = {
    old: { type: 'sse', url: 'https://old.example/sse' },
    files: { command: 'node', args: ['files.js'] },
  };
  expect(bodies.map(({ body }) => JSON.parse(body).mcpServers)).toEqual([
    { custom: { docs: docs('Bearer ${DOCS_TOKEN}'), ...others } },
    { custom: { docs: docs(`Bearer ${SECRET}`), ...others } },
  ]);
});
