import { describe, expect, test } from 'vitest';
import { expandMcpServers, parseMcpServers, readMcpServer, serversForSession } from '../../src/core/mcp-servers.ts';

describe('a configuration', () => {
  test('has servers by command, by http and by sse; one that is disabled is left out', () => {
    const files = { command: 'npx', args: ['-y', 'files'], env: { LEVEL: 3 } };
    expect(
      parseMcpServers({
        files,
        docs: { url: 'https://docs.example/mcp' },
        old: { type: 'sse', url: 'https://old.example/sse', headers: { A: 'b' } },
        new: { type: 'streamable-http', url: '${NEW_URL}', timeout: 5 },
        off: { command: 'x', disabled: true },
      }),
    ).toEqual({
      files,
      // The platform's runner takes a server without a type for a command.
      docs: { type: 'http', url: 'https://docs.example/mcp' },
      old: { type: 'sse', url: 'https://old.example/sse', headers: { A: 'b' } },
      new: { type: 'http', url: '${NEW_URL}', timeout: 5 },
    });
    expect(readMcpServer('files', files)).toMatchObject({ type: 'stdio', env: { LEVEL: '3' }, unheeded: [] });
    expect(readMcpServer('x', { command: 'x', cwd: '/', description: 'x' })).toMatchObject({ unheeded: ['cwd'] });
  });

  test.each([
    ['no map', [], /^must be a map of MCP servers/],
    ['no server', { a: 'npx' }, /^MCP server "a" must be an object$/],
    ['neither', { a: {} }, /^MCP server "a" must have either a command or a url$/],
    ['both', { a: { command: 'x', url: 'https://x' } }, /must have either a command or a url$/],
    ['another type', { a: { type: 'ws', url: 'https://x' } }, /is none of stdio, http and sse$/],
    [
      'a type of another field',
      { a: { type: 'http', command: 'x' } },
      /is http, which does not go with its other fields$/,
    ],
    ['a command line as a list', { a: { command: ['npx', 'x'] } }, /must have a text as its command$/],
    ['args as a text', { a: { command: 'x', args: '-y' } }, /must have a list of texts as its args$/],
    ['an env that is no map', { a: { command: 'x', env: ['A=b'] } }, /must have a map of texts as its env$/],
    ['a header that is no text', { a: { url: 'https://x', headers: { A: null } } }, /a text for "A" of its headers$/],
    ['an address of a file', { a: { url: 'file:///etc/passwd' } }, /a url that begins with http:\/\/ or https:\/\/$/],
    ['a name that is lost in a copy', JSON.parse('{"__proto__": {"command": "x"}}'), /another name than "__proto__"$/],
    ['a name of two lines', { 'a\nb': { command: 'x' } }, /^the name of an MCP server must be one line/],
  ])('with %s is refused, by its name', (_what, value, message) => {
    expect(() => parseMcpServers(value)).toThrow(message);
  });

  test('that is refused is not quoted: its values may be secrets', () => {
    const value = { a: { command: 'x', env: { TOKEN: ['hidden-secret'] } } };
    expect(() => parseMcpServers(value)).toThrow(expect.not.objectContaining({ message: /hidden-secret/ }));
    expect(() => parseMcpServers(value)).toThrow(/^MCP server "a" must have a text for "TOKEN" of its env$/);
  });
});

describe('variables', () => {
  const server = {
    command: '${RUN:-npx}',
    args: ['${A}-${B:-b}', '$A {A} ${A', '${toString}'],
    env: { EMPTY: '[${NONE:-}]', SET: '${EMPTY:-otherwise}', KEPT: '${EMPTY}' },
  };

  test('are replaced wherever a text is; a default counts where one is unset or empty', () => {
    const { servers, missing } = expandMcpServers({ s: server }, { A: 'x${B}', EMPTY: '' });
    expect(servers.s).toEqual({
      command: 'npx',
      args: ['x${B}-b', '$A {A} ${A', '${toString}'],
      env: { EMPTY: '[]', SET: 'otherwise', KEPT: '' },
    });
    expect(missing).toEqual([{ server: 's', variable: 'toString' }]);
  });

  test('stay names in a session of this machine, and become values in one elsewhere', () => {
    const servers = { s: { url: 'https://s.example', headers: { Authorization: 'Bearer ${S_TOKEN}' } } };
    const expanded = { s: { url: 'https://s.example', headers: { Authorization: 'Bearer abc' } } };
    expect(serversForSession(servers, { S_TOKEN: 'abc' }, true)).toEqual({ servers, expanded });
    expect(serversForSession(servers, { S_TOKEN: 'abc' }, false)).toEqual({ servers: expanded, expanded });
    expect(() => serversForSession(servers, {}, true)).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringContaining('not set here: "s" (S_TOKEN)') }),
    );
    expect(serversForSession(servers, {}, false)).toMatchObject({
      servers,
      notice: expect.stringContaining('"s" (S_TOKEN)'),
    });
  });
});
