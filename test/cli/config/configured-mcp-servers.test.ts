import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configuredMcpServers } from '../../../src/cli/config/configured-mcp-servers.ts';
import { type ConfigInput, resolveConfig } from '../../../src/cli/config/resolve-config.ts';

function folder(files: { readonly [path: string]: unknown }): string {
  const root = mkdtempSync(join(tmpdir(), 'amber-mcp-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify({ mcpServers: content }));
  }
  return root;
}

const serversIn = async (cwd: string, input: Partial<ConfigInput> = {}) =>
  configuredMcpServers(resolveConfig({ flags: {}, env: {}, files: [], registry: [], ...input }), cwd);
const server = (command: string) => ({ command });

describe('MCP servers', () => {
  test('come from files and the user’s configuration; the last file that has a name wins', async () => {
    const cwd = folder({ 'a.json': { x: server('a'), y: server('a') }, 'b.json': { y: server('b') } });
    const files = [
      {
        path: join(cwd, 'config.yaml'),
        project: false,
        values: { mcpServers: { x: server('own'), z: server('own') } },
      },
    ];
    expect(await serversIn(cwd, { flags: { mcpConfig: ['a.json', 'b.json'] }, files })).toEqual({
      x: server('a'),
      y: server('b'),
      z: server('own'),
    });
    expect(await serversIn(cwd, { env: { AMBER_MCP_CONFIG: 'b.json' } })).toEqual({ y: server('b') });
  });

  test('a path in a configuration file begins there', async () => {
    const cwd = folder({ 'conf/servers.json': { x: server('x') }, 'work/deep/file': '' });
    const files = [{ path: join(cwd, 'conf/config.yaml'), project: false, values: { mcpConfig: 'servers.json' } }];
    expect(await serversIn(join(cwd, 'work/deep'), { files })).toEqual({ x: server('x') });
  });

  test('of the project count only where it is trusted', async () => {
    const cwd = folder({
      '.mcp.json': { evil: server('evil'), both: server('evil') },
      'a.json': { both: server('mine') },
    });
    const files = [{ path: join(cwd, '.amber.yaml'), project: true, values: { mcpServers: { more: server('more') } } }];
    expect(await serversIn(cwd)).toEqual({});
    await expect(serversIn(cwd, { files })).rejects.toThrow(
      expect.objectContaining({ code: 'CONFIG', hint: expect.stringContaining('--trust-project') }),
    );
    const trusting = { mcpConfig: ['a.json'], trustProject: true };
    expect(await serversIn(cwd, { files, flags: trusting })).toEqual({
      evil: server('evil'),
      both: server('mine'),
      more: server('more'),
    });
    const trustItself = [{ path: join(cwd, '.amber.yaml'), project: true, values: { trustProject: true } }];
    await expect(serversIn(cwd, { files: trustItself })).rejects.toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });

  test.skipIf(process.platform === 'win32')(
    'a pipe in a trusted project is no file, and is not waited for',
    async () => {
      const cwd = folder({});
      execFileSync('mkfifo', [join(cwd, '.mcp.json')]);
      await expect(serversIn(cwd, { flags: { trustProject: true } })).rejects.toThrow(/\.mcp\.json: it is no file$/);
    },
  );

  test('a link out of a trusted project is not followed', async () => {
    const elsewhere = folder({ 'mine.json': { x: server('x') } });
    const cwd = folder({ file: '' });
    symlinkSync(join(elsewhere, 'mine.json'), join(cwd, '.mcp.json'));
    await expect(serversIn(cwd, { flags: { trustProject: true } })).rejects.toThrow(/is a link that leads out/);
  });

  test.each([
    ['does not exist', undefined, /ENOENT/],
    ['is no JSON', '{\n "mcpServers": {\n  "a": "sk-secret-value", }}', /it is not JSON \(line 3\)$/],
    ['has no servers', '{"servers": {}}', /it has no "mcpServers"$/],
    ['has a wrong one', '{"mcpServers": {"a": {}}}', /MCP server "a" must have either a command or a url$/],
    ['is too large', ' '.repeat(1_048_577), /larger than 1048576 bytes$/],
  ])('a file that %s is an error that names it and quotes nothing', async (_what, content, message) => {
    const cwd = folder(content === undefined ? {} : { 'a.json': content });
    const reading = () => serversIn(cwd, { flags: { mcpConfig: ['a.json'] } });
    await expect(reading()).rejects.toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(message) }),
    );
    await expect(reading()).rejects.toThrow(join(cwd, 'a.json'));
    await expect(reading()).rejects.not.toThrow(/sk-secret/);
  });

  test.skipIf(process.platform === 'win32')('a device, which never ends, is no file', async () => {
    await expect(serversIn(folder({ file: '' }), { flags: { mcpConfig: ['/dev/zero'] } })).rejects.toThrow(
      /it is no file$/,
    );
  });
});
