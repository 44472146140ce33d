import { describe, expect, test } from 'vitest';
import { Bed } from '../harness.ts';

const LIST = '/api/projects/team-a/agentic-sessions';

const DOCS = { type: 'http', url: 'https://docs.example/mcp' };
const FILES = { command: 'npx', args: ['files'] };
const agents = () => ['demo'];
const bodyOf = (custom: object, more: object = {}) => ({ mcpServers: { custom }, ...more });

describe('MCP servers of a session that somebody else asks for', () => {
  test('go to the agent; a command only where that was allowed', async () => {
    await using closed = await Bed.open({ agents });
    const name = await closed.create(bodyOf({ docs: DOCS }));
    expect((await closed.ask(closed.path(name))).json.spec).toEqual({ mcpServers: { custom: { docs: DOCS } } });
    const refused = await closed.ask(LIST, { method: 'POST', body: bodyOf({ docs: DOCS, files: FILES }) });
    expect([refused.status, refused.json.error]).toEqual([
      400,
      'mcpServers: files: a command would run here, and must be allowed where serve is started: amber serve --allow-mcp-commands',
    ]);
    const put = await closed.ask(closed.path(name), { method: 'PUT', body: bodyOf({ files: FILES }) });
    expect([put.status, put.json.error]).toEqual([400, refused.json.error]);
    await using open = await Bed.open({ agents, allowMcpCommands: true });
    const other = await open.create(bodyOf({ files: FILES }));
    expect((await open.ask(open.path(other))).json.spec).toEqual({ mcpServers: { custom: { files: FILES } } });
  });

  test('name the session’s own variables, and none of this process', async () => {
    await using bed = await Bed.open({ agents });
    const custom = { docs: { ...DOCS, headers: { Authorization: 'Bearer ${DOCS_TOKEN}', Path: '${PATH}' } } };
    const variables = { environmentVariables: { DOCS_TOKEN: 'abc' } };
    const refused = await bed.ask(LIST, { method: 'POST', body: bodyOf(custom, variables) });
    expect([refused.status, String(refused.json.error)]).toEqual([
      400,
      expect.stringMatching(/^mcpServers: "docs" needs PATH/),
    ]);
    custom.docs.headers.Path = '${PATH:-none}';
    const name = await bed.create(bodyOf(custom, variables));
    const headers = { Authorization: 'Bearer abc', Path: 'none' };
    expect((await bed.ask(bed.path(name))).json.spec).toMatchObject({ mcpServers: { custom: { docs: { headers } } } });
  });

  test('that are none are refused by their name; what has no effect is said', async () => {
    await using bed = await Bed.open({ agents });
    const refused = await bed.ask(LIST, { method: 'POST', body: bodyOf({ docs: { url: 'ftp://x' } }) });
    expect([refused.status, String(refused.json.error)]).toEqual([
      400,
      expect.stringMatching(/^mcpServers: MCP server "docs" must have a url/),
    ]);
  });
});
