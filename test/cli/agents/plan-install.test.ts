import { expect, test } from 'vitest';
import type { RegistryAgent } from '../../../src/cli/agents/parse-public-registry.ts';
import { compareVersions, type Here, planAgent } from '../../../src/cli/agents/plan-install.ts';
import { splitCommandLine } from '../../../src/engine/local/agents/command-line.ts';

const NPX = { package: '@scope/one', version: '1.2.3', args: ['--acp', 'a "b" \\c'], env: {} };
const AGENT: RegistryAgent = { id: 'one', name: 'One', version: '1.2.3', description: '', npx: NPX };
const HERE: Here = { platform: 'linux-x86_64', has: () => true, dataDir: '/data', agents: {} };
const UVX = { package: 'one', version: '1.2.3', args: [], env: { A: 'b c' } };
const BINARY = { 'linux-x86_64': { archive: 'https://example.com/a.tgz', cmd: 'bin/one', args: ['acp'], env: {} } };

test('npx: the version is pinned, and the words come out as they went in', () => {
  const { command, download } = planAgent(AGENT, {}, HERE);
  expect(splitCommandLine(command)).toEqual(['npx', '-y', '@scope/one@1.2.3', '--acp', 'a "b" \\c']);
  expect(download).toBeUndefined();
});

test('uvx: variables go before', () => {
  const { command } = planAgent({ ...AGENT, uvx: UVX }, { via: 'uvx' }, HERE);
  expect(splitCommandLine(command)).toEqual(['env', 'A=b c', 'uvx', 'one@1.2.3']);
});

test('binary: into a folder of its version, where neither npx nor uvx is there', () => {
  const plan = planAgent({ ...AGENT, uvx: UVX, binary: BINARY }, {}, { ...HERE, has: () => false });
  expect(plan).toMatchObject({
    way: 'binary',
    command: '/data/one/1.2.3/bin/one acp',
    download: { folder: '/data/one/1.2.3' },
  });
});

test.each([
  [{ has: () => false }, /can't be run here: npx is not on PATH/],
  [{ agents: { one: './mine --acp' } }, /has another agent "one": \.\/mine/],
  [{ agents: { one: 'npx -y other@1.0.0' } }, /has another agent/],
  [{ agents: { one: 'npx -y @scope/one@1.3.0' } }, /has one 1\.3\.0, and the registry only 1\.2\.3/],
  [{ agents: { one: 'npx -y @scope/one@1.2.10-beta.1 --acp' } }, /1\.2\.10-beta\.1/],
])('refuses with %j', (here, why) => {
  expect(() => planAgent(AGENT, {}, { ...HERE, ...here })).toThrow(why);
});

test.each(['gemini', 'demo', 'add'])('refuses the name %s, which is Amber’s own', (id) => {
  expect(() => planAgent({ ...AGENT, id }, {}, HERE)).toThrow('a name of Amber’s own');
  expect(planAgent({ ...AGENT, id }, { name: `acp-${id}` }, HERE).name).toBe(`acp-${id}`);
});

test.each(['A', '-x', 'a b', '../a', ''])('refuses to call one %j', (name) => {
  expect(() => planAgent(AGENT, { name }, HERE)).toThrow('is not of lower-case letters');
});

test('takes a newer version in the place of an older one, and the same one for nothing to do', () => {
  const older = 'npx -y @scope/one@1.2.2 --old';
  expect(planAgent(AGENT, {}, { ...HERE, agents: { one: older } })).toMatchObject({
    previous: older,
    version: '1.2.3',
  });
  const { command } = planAgent(AGENT, {}, HERE);
  expect(planAgent(AGENT, {}, { ...HERE, agents: { one: command } }).previous).toBe(command);
});

test('says which ways there are where another is asked for', () => {
  expect(() => planAgent(AGENT, { via: 'uvx' }, HERE)).toThrow('does not come as uvx');
  expect(() =>
    planAgent({ ...AGENT, binary: BINARY }, { via: 'binary' }, { ...HERE, platform: 'linux-riscv64' }),
  ).toThrow('a binary for linux-riscv64');
});

test.each([
  ['1.2.3', '1.2.10'],
  ['1.9.9', '2.0.0'],
  ['1.0.0-beta.2', '1.0.0-beta.10'],
  ['1.0.0-rc.1', '1.0.0'],
])('%s is older than %s', (one, other) => {
  expect([compareVersions(one, other) < 0, compareVersions(other, one) > 0, compareVersions(one, one)]).toEqual([
    true,
    true,
    0,
  ]);
});
