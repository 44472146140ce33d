import { describe, expect, test } from 'vitest';
import { customs, prompt, SETTINGS, said, start } from './agent-harness.ts';

const DOCS = { type: 'http', url: 'https://docs.example/mcp', headers: { Authorization: 'Bearer ${DOCS_TOKEN}' } };
const OLD = { type: 'sse', url: 'https://old.example/sse' };
const FILES = { command: 'node', args: ['files.js', '${ROOT:-/tmp}'], env: { LEVEL: 'info' } };
const mcpServers = { docs: DOCS, old: OLD, files: FILES };
const settings = { mcpVariables: { DOCS_TOKEN: 'token-of-the-docs' } };
const prompts = [[{ servers: true }]];
const can = (mcpCapabilities: object, more: object = {}) => ({
  prompts,
  initialize: { protocolVersion: 1, agentCapabilities: { mcpCapabilities, ...more } },
});
const warnings = (events: Parameters<typeof customs>[0]): unknown[] =>
  customs(events, 'amber:warning').map((value) => (value as { message: string }).message);

const files = {
  name: 'files',
  command: expect.stringMatching(/^\/.*\/node$/),
  args: ['files.js', '/tmp'],
  env: [{ name: 'LEVEL', value: 'info' }],
};
const docs = {
  type: 'http',
  name: 'docs',
  url: 'https://docs.example/mcp',
  headers: [{ name: 'Authorization', value: 'Bearer token-of-the-docs' }],
};
const old = { type: 'sse', name: 'old', url: 'https://old.example/sse', headers: [] };

describe('MCP servers of a session', () => {
  test.each([
    ['session/new', undefined, {}],
    ['session/load', 'scripted-session', { loadSession: true }],
    ['session/resume', 'scripted-session', { sessionCapabilities: { resume: {} } }],
  ])('go with %s, with values in place of variables', async (method, load, more) => {
    const spec = { mcpServers, ...(load !== undefined && { load }) };
    const agent = await start(can({ http: true, sse: true }, more), { spec, settings });
    const { events } = await prompt(agent);
    expect(JSON.parse(said(events))).toEqual({ method, given: [docs, old, files] });
    expect(warnings(events)).toEqual([]);
  });

  test('that the agent can’t take are named in a warning, and it goes without', async () => {
    const agent = await start(can({ http: true }), { spec: { mcpServers }, settings });
    const { events } = await prompt(agent);
    expect(JSON.parse(said(events)).given).toEqual([docs, files]);
    expect(warnings(events)).toEqual([expect.stringMatching(/takes no MCP servers over sse: it goes without "old"$/)]);
  });

  test('whose fields have no effect here are named', async () => {
    const agent = await start(can({}), { spec: { mcpServers: { files: { ...FILES, cwd: '/x', timeout: 5 } } } });
    expect(warnings((await prompt(agent)).events)).toEqual([
      'fields of MCP servers that have no effect here: "files" (cwd, timeout)',
    ]);
  });

  test('may name the session’s own variables', async () => {
    const spec = { mcpServers: { docs: DOCS }, env: { DOCS_TOKEN: 'of-the-session' } };
    const agent = await start(can({ http: true }), { spec, settings });
    expect(said((await prompt(agent)).events)).toContain('Bearer of-the-session');
  });

  test.each([
    ['without a variable', { docs: DOCS }, /variables that are not set here: "docs" \(DOCS_TOKEN\)$/],
    ['without its command', { x: { command: 'no-such-command-here' } }, /"x": no-such-command-here is not on PATH$/],
  ])('%s: the agent is not started', async (_what, servers, message) => {
    await expect(start({ prompts }, { spec: { mcpServers: servers } })).rejects.toMatchObject({
      code: 'AGENT',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  test('are named where the agent does not open its session: it may wait for one that hangs', async () => {
    const starting = start(
      { session: 'never' },
      { spec: { mcpServers: { files: FILES, more: FILES } }, options: { limits: { session: 300 } } },
    );
    await expect(starting).rejects.toMatchObject({
      code: 'AGENT',
      message: expect.stringMatching(/did not answer session\/new within 0.3 s, with MCP servers "files", "more"$/),
      hint: expect.stringContaining('try each of them alone'),
    });
  });

  test('keep their secrets out of what the agent’s stderr says in an error', async () => {
    const scenario = { exitAtOnce: 3, stderr: 'cannot log in with token-of-the-docs\n' };
    await expect(start(scenario, { spec: { mcpServers: { docs: DOCS } }, settings })).rejects.toMatchObject({
      message: expect.stringMatching(/cannot log in with \*\*\*/),
    });
  });

  test('are none of the demo agent’s', async () => {
    const agent = await start({}, { spec: { runnerType: 'demo', mcpServers: { files: FILES } }, settings: SETTINGS });
    expect(warnings((await prompt(agent)).events)).toEqual(['the demo agent uses no MCP servers']);
  });
});
