import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stepInputs } from '../../../src/cli/batch/step-inputs.ts';
import { openContext } from '../../../src/cli/context.ts';
import { fakeIo } from '../fake-io.ts';

test('MCP servers of --mcp-config go to the sessions of a pass, as those of the input do', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'amber-batch-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const servers = { docs: { command: 'docs-mcp', env: { TOKEN: '${DOCS}' } } };
  writeFileSync(join(cwd, 'mcp.json'), JSON.stringify({ mcpServers: servers }));
  const io = fakeIo({ cwd, env: { HOME: cwd } });
  const read = async (flags: object, given: readonly (readonly [string, string])[] = []) => {
    const context = await openContext(io, {
      flags: { engine: 'local', agent: 'demo', ...flags },
      quiet: false,
      verbose: false,
    });
    return (await stepInputs(io, context, new Map(given), 'ghs_x')).mcpServers;
  };
  expect(await read({ mcpConfig: ['mcp.json'] })).toEqual(servers);
  expect(await read({})).toBeUndefined();
  const own = JSON.stringify({ mcpServers: { own: { url: 'https://mcp.example' } } });
  expect(await read({ mcpConfig: ['mcp.json'] }, [['mcp-config', own]])).toEqual({
    own: { type: 'http', url: 'https://mcp.example' },
  });
});
