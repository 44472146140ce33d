import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { splitCommandLine } from '../../../../src/engine/local/agents/command-line.ts';
import {
  credentialVariables,
  knownAgent,
  listAgents,
  REGISTRY,
  resolveAgent,
} from '../../../../src/engine/local/agents/known-agents.ts';
import { workspace } from '../acp/agent-harness.ts';

/** A PATH with a directory that holds the given commands. They would leave a trace if they were started. */
function path(...commands: string[]): { PATH: string; directory: string } {
  const directory = workspace();
  for (const command of commands) {
    writeFileSync(join(directory, command), `#!/bin/sh\ntouch ${join(directory, 'started')}\n`);
    chmodSync(join(directory, command), 0o755);
  }
  return { PATH: directory, directory };
}

describe('the registry', () => {
  test('names five agents, in the order in which an unnamed one is looked for', () => {
    expect(Object.entries(REGISTRY).map(([name, { command }]) => `${name}: ${command}`)).toEqual([
      'claude: claude-agent-acp',
      'codex: codex-acp',
      'gemini: gemini --acp',
      'copilot: copilot --acp',
      'opencode: opencode acp',
    ]);
  });

  test('lists what is usable, where it is, and how to install the rest', () => {
    const { PATH, directory } = path('gemini');
    const listed = listAgents({ PATH }, {});
    expect(listed.map(({ name, usable }) => [name, usable])).toEqual([
      ['claude', false],
      ['codex', false],
      ['gemini', true],
      ['copilot', false],
      ['opencode', false],
      ['demo', true],
    ]);
    expect(listed[0]?.why).toBe(
      'claude-agent-acp is not on PATH; npm install -g @agentclientprotocol/claude-agent-acp',
    );
    expect(listed[2]?.path).toBe(join(directory, 'gemini'));
  });

  test("has the user's own agents in front, and in place of its own", () => {
    const { PATH } = path('mine');
    const listed = listAgents({ PATH }, { mine: 'mine --fast', claude: '/opt/claude --acp', broken: "mine '" });
    expect(listed.slice(0, 4).map(({ name, command, usable }) => [name, command, usable])).toEqual([
      ['mine', 'mine --fast', true],
      ['claude', '/opt/claude --acp', true],
      ['broken', "mine '", false],
      ['codex', 'codex-acp', false],
    ]);
  });

  test('names the variables that carry an agent’s credentials', () => {
    expect(credentialVariables('gemini')).toContain('GEMINI_API_KEY');
    expect(credentialVariables('./my-agent')).toEqual([]);
  });
});

test('what an agent reports early is known by its name and by its command, and of no other agent', () => {
  const early = (name: string, ...argv: string[]) => knownAgent({ name, argv })?.reportsEarly;
  expect(early('claude', '/bin/claude-agent-acp')).toEqual(['tokens']);
  expect(early('node x/codex-acp.js', '/bin/node', 'x/codex-acp.js')).toEqual(['tokens']);
  expect(early('demo', '/bin/node')).toBeUndefined();
  expect(early('https://host/agent', 'https://host/agent')).toBeUndefined();
});

describe('an agent to start', () => {
  test('by name is found on PATH, with its flags', () => {
    const { PATH, directory } = path('gemini');
    expect(resolveAgent('gemini', { PATH }, {})).toEqual({
      name: 'gemini',
      argv: [join(directory, 'gemini'), '--acp'],
    });
  });

  test('unnamed is the first of the registry on PATH', () => {
    const { PATH, directory } = path('opencode', 'codex-acp');
    expect(resolveAgent(undefined, { PATH }, {})).toEqual({ name: 'codex', argv: [join(directory, 'codex-acp')] });
  });

  test('unnamed with none on PATH is an error that names --agent demo', () => {
    expect(() => resolveAgent(undefined, { PATH: '/no/where' }, {})).toThrow(
      expect.objectContaining({ code: 'AGENT', hint: expect.stringContaining('--agent demo') }),
    );
  });

  test('by name but not installed says what is missing', () => {
    expect(() => resolveAgent('claude', { PATH: '' }, {})).toThrow(
      expect.objectContaining({ code: 'AGENT', message: expect.stringContaining('claude-agent-acp is not on PATH') }),
    );
  });

  test('by a command line is split as a shell would, without one', () => {
    expect(resolveAgent(`./my-agent --name "a b" '$HOME'`, {}, {})).toEqual({
      name: `./my-agent --name "a b" '$HOME'`,
      argv: ['./my-agent', '--name', 'a b', '$HOME'],
    });
    const { PATH, directory } = path('my-agent');
    expect(resolveAgent('my-agent --flag', { PATH }, {}).argv).toEqual([join(directory, 'my-agent'), '--flag']);
  });

  test('by demo is the built-in one, unless the user put another in its place', () => {
    const demo = resolveAgent('demo', {}, {});
    expect(demo.argv[0]).toBe(process.execPath);
    expect(demo.argv.at(-1)).toMatch(/demo.(main\.ts|agent\.js)$/);
    expect(resolveAgent('demo', {}, { demo: '/opt/demo' }).argv).toEqual(['/opt/demo']);
  });

  test.each([
    ['calude', 'claude'],
    ['Codex', 'codex'],
    ['gemni', 'gemini'],
    ['deno', 'demo'],
    ['dmeo', 'demo'],
    ['mne', 'mine'],
  ])('that is misspelt, %s, suggests %s', (wrong, right) => {
    expect(() => resolveAgent(wrong, { PATH: '' }, { mine: 'x' })).toThrow(
      expect.objectContaining({ hint: `did you mean --agent ${right}?` }),
    );
  });

  test('that is like none suggests none; names of Object are no agents', () => {
    for (const wrong of ['something-else', 'constructor', 'toString', '__proto__'])
      expect(() => resolveAgent(wrong, { PATH: '' }, {})).toThrow(
        expect.objectContaining({ code: 'AGENT', hint: expect.stringContaining('--agent demo is built in') }),
      );
  });

  test('is looked for without starting it, and not in the current directory', () => {
    const { directory } = path('claude-agent-acp');
    mkdirSync(join(directory, 'sub', 'codex-acp'), { recursive: true });
    writeFileSync(join(directory, 'gemini'), 'not executable');
    const listed = listAgents({ PATH: `:.:${directory}:${join(directory, 'sub')}` }, {});
    expect(listed.filter(({ usable }) => usable).map(({ name }) => name)).toEqual(['claude', 'demo']);
    expect(() => resolveAgent('started', { PATH: directory }, {})).toThrow();
  });
});

describe('a command line', () => {
  test.each([
    ['agent', ['agent']],
    ['  agent   --a  b ', ['agent', '--a', 'b']],
    [`a 'b c' "d e" f\\ g`, ['a', 'b c', 'd e', 'f g']],
    [`a --x='1 2' ""`, ['a', '--x=1 2', '']],
    [`a "say \\"hi\\"" "back\\\\slash" 'it'\\''s'`, ['a', 'say "hi"', 'back\\slash', "it's"]],
    ['a $HOME `id` * | b > c', ['a', '$HOME', '`id`', '*', '|', 'b', '>', 'c']],
    ['"C:\\Program Files\\agent.exe" x', ['C:\\Program Files\\agent.exe', 'x']],
  ])('%s', (line, words) => {
    expect(splitCommandLine(line)).toEqual(words);
  });

  test.each([`a "b`, `a 'b`, '', '   ', '""'])('%j is an error', (line) => {
    expect(() => splitCommandLine(line)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
