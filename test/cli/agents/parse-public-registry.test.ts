import { describe, expect, test } from 'vitest';
import { isWithin, parseRegistry } from '../../../src/cli/agents/parse-public-registry.ts';

const entry = (more: object): object => ({
  id: 'one',
  name: 'One',
  version: '1.2.3',
  description: 'Does it.',
  distribution: { npx: { package: '@scope/one@1.2.3', args: ['--acp'] } },
  ...more,
});
const parse = (...agents: object[]) =>
  parseRegistry(JSON.stringify({ version: '1.0.0', agents, extensions: [] }), 'it');

describe('a registry', () => {
  test('is read in the form that is published', () => {
    const archive = 'https://example.com/one-1.2.3.tar.gz';
    const sha256 = 'A'.repeat(64);
    const { agents, faults } = parse(
      entry({
        repository: 'https://example.com/one',
        icon: 'x.svg',
        distribution: {
          npx: { package: '@scope/one', args: ['--acp'] },
          uvx: { package: 'one-py==1.2.0', env: { A: 'b c' } },
          binary: { 'linux-x86_64': { archive, cmd: './bin/one', args: ['serve'], sha256 } },
        },
      }),
    );
    expect(faults).toEqual([]);
    expect(agents).toEqual([
      {
        id: 'one',
        name: 'One',
        version: '1.2.3',
        description: 'Does it.',
        // Without a version of its own it has the agent's.
        npx: { package: '@scope/one', version: '1.2.3', args: ['--acp'], env: {} },
        uvx: { package: 'one-py', version: '1.2.0', args: [], env: { A: 'b c' } },
        binary: { 'linux-x86_64': { archive, cmd: 'bin/one', args: ['serve'], env: {}, sha256: sha256.toLowerCase() } },
      },
    ]);
  });

  test('never pins "latest"', () => {
    expect(parse(entry({ distribution: { npx: { package: 'one@latest' } } })).agents[0]?.npx?.version).toBe('1.2.3');
    expect(parse(entry({ distribution: { uvx: { package: 'one@^1' } } })).agents[0]?.uvx?.version).toBe('1.2.3');
  });

  const npx = (more: object) => ({ distribution: { npx: { package: 'one', ...more } } });
  const binary = (more: object) => ({
    distribution: { binary: { 'linux-x86_64': { archive: 'https://example.com/a.tgz', cmd: './a', ...more } } },
  });
  test.each([
    ['an id with odd characters', { id: 'One/../two' }],
    ['an id that is an option', { id: '-one' }],
    ['no version', { version: 'latest' }],
    ['a version that leads away', { version: '1.2.3/../../x' }],
    ['a package that is an option', npx({ package: '--eval=x' })],
    ['a package that is a short option', npx({ package: '-c' })],
    ['a scope that is no address', npx({ package: '@a/-c' })],
    ['a package that is an address', npx({ package: 'git+https://example.com/x' })],
    ['arguments with control characters', npx({ args: ['a\u001b[2J'] })],
    ['arguments that are no texts', npx({ args: [{}] })],
    ['a variable that is none', npx({ env: { 'A=B': 'x' } })],
    ['an archive without TLS', binary({ archive: 'http://example.com/a.tgz' })],
    ['an archive that is a file', binary({ archive: 'file:///etc/passwd' })],
    ['a command outside of its archive', binary({ cmd: '../../bin/sh' })],
    ['an absolute command', binary({ cmd: '/bin/sh' })],
    ['a checksum that is none', binary({ sha256: 'abc' })],
    ['no distribution', { distribution: { docker: {} } }],
  ])('leaves out an agent with %s, and keeps the others', (_, more) => {
    const { agents, faults } = parse(entry(more), entry({ id: 'other' }));
    expect([agents.map(({ id }) => id), faults.length]).toEqual([['other'], 1]);
    expect(faults[0]).toMatch(/^agent .* is left out: /);
  });

  test('keeps the first of two agents of one name', () => {
    expect(parse(entry({}), entry({ version: '9.9.9' })).agents.map(({ version }) => version)).toEqual(['1.2.3']);
  });

  test('shows no control characters', () => {
    expect(parse(entry({ description: 'a\u001b[2Jb\nc' })).agents[0]?.description).not.toMatch(/\p{Cc}/u);
  });

  test.each(['', '<html>', '[]', '{}', '{"agents":{}}'])('is refused where it is none: %j', (text) => {
    expect(() => parseRegistry(text, 'it')).toThrow('it is no registry of ACP agents');
  });
});

test.each([
  ['a', true],
  ['a/b-c/d.e', true],
  ['', false],
  ['/a', false],
  ['a//b', false],
  ['../a', false],
  ['a/../b', false],
  ['a\\..\\b', false],
  ['C:/a', false],
  ['a\0b', false],
])('isWithin(%j) is %s', (path, expected) => {
  expect(isWithin(path)).toBe(expected);
});
