import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { main } from '../../../src/cli/program.ts';
import type { Env } from '../../../src/core/env.ts';
import { Listening } from '../../fakes/http-server.ts';
import { type FakeIoOptions, fakeIo } from '../fake-io.ts';

const entry = (version: string) => ({
  id: 'one',
  name: 'One',
  version,
  description: 'Does it.',
  distribution: { npx: { package: '@scope/one', args: ['--acp'] } },
});
const REGISTRY = { version: '1.0.0', agents: [entry('1.2.3'), { id: 'BAD' }], extensions: [] };
const COMMAND = 'npx -y @scope/one@1.2.3 --acp';

/** A home with a registry in the working directory, and npx on PATH. */
function home() {
  const root = mkdtempSync(join(tmpdir(), 'amber-agents-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/npx'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(root, 'registry.json'), JSON.stringify(REGISTRY));
  const config = join(root, '.config/amber/config.yaml');
  const env = { HOME: root, PATH: join(root, 'bin') };
  const amber = async (words: readonly string[], more: FakeIoOptions = {}) => {
    const io = fakeIo({ argv: ['agents', ...words], cwd: root, env, ...more });
    return { code: await main(io), out: io.out(), err: io.err() };
  };
  return { root, config, amber };
}

const FILE = ['--registry', 'registry.json'];

test('--available lists a registry from a file or an address, and says what it left out', async () => {
  const { amber, root } = home();
  await using server = await Listening.http((_, response) => void response.end(JSON.stringify(REGISTRY)));
  for (const from of ['registry.json', `${server.url}/registry.json`]) {
    const { code, out, err } = await amber(['--available', '--registry', from]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^NAME +VERSION +USABLE +WHAT\none +1\.2\.3 +npx +One: Does it\./),
    ]);
    expect(err).toContain('agent BAD is left out');
  }
  // On a terminal what has no room is below its row, whole.
  const long = { ...REGISTRY, agents: [{ ...entry('1.2.3'), description: 'Does it. '.repeat(20).trim() }] };
  writeFileSync(join(root, 'long.json'), JSON.stringify(long));
  const shown = (await amber(['--available', '--registry', 'long.json'], { tty: { stdout: true } })).out;
  expect(shown.replaceAll(/\s+/g, ' ')).toContain(`One: ${'Does it. '.repeat(20).trim()}`);
  const { out } = await amber(['--available', ...FILE, '-o', 'name']);
  expect(out).toBe('one\n');
});

test.each([
  ['http://127.0.0.1:1/registry.json', 'connection refused', '--registry FILE'],
  ['http://example.com/registry.json', 'neither a file nor an https address', 'nobody can change'],
  ['ftp://example.com/registry.json', 'neither a file nor an https address', 'nobody can change'],
  ['missing.json', 'cannot read the registry', ''],
  ['/dev/zero', 'it is no file', ''],
])('--registry %s: says why it can’t be read', async (from, why, hint) => {
  const { code, err } = await home().amber(['--available', '--registry', from]);
  expect(code).toBeGreaterThan(0);
  expect(err).toContain(why);
  expect(err).toContain(hint);
});

test('add says what it does, and with --yes does it: nothing else of the configuration changes', async () => {
  const { amber, config, root } = home();
  mkdirSync(join(root, '.config/amber'), { recursive: true });
  writeFileSync(config, '# mine\nmodel: opus # the best\n', { mode: 0o640 });
  const { code, err } = await amber(['add', 'one', ...FILE, '--yes']);
  expect([code, err]).toEqual([0, expect.stringContaining(`and then runs, for --agent one: ${COMMAND}`)]);
  expect(err).toContain('downloads nothing now');
  expect(readFileSync(config, 'utf8')).toBe(`# mine\nmodel: opus # the best\nagents:\n  one: ${COMMAND}\n`);
  expect(statSync(config).mode & 0o777).toBe(0o640);
  expect((await amber(['-o', 'name'])).out).toBe('one\ndemo\n');
  const again = await amber(['add', 'one', ...FILE, '--yes']);
  expect([again.code, again.err]).toEqual([0, expect.stringContaining('is in your configuration already')]);
});

test('add makes the configuration where there is none, readable by its user alone', async () => {
  const { amber, config } = home();
  expect((await amber(['add', 'one', ...FILE, '--yes', '--name', 'mine'])).code).toBe(0);
  expect(readFileSync(config, 'utf8')).toBe(`agents:\n  mine: ${COMMAND}\n`);
  expect(statSync(config).mode & 0o777).toBe(0o600);
});

test('add replaces an older version, and not a newer one', async () => {
  const { amber, config, root } = home();
  await amber(['add', 'one', ...FILE, '--yes']);
  writeFileSync(join(root, 'registry.json'), JSON.stringify({ ...REGISTRY, agents: [entry('1.3.0')] }));
  expect((await amber(['add', 'one', ...FILE, '--yes'])).err).toContain(`in place of: ${COMMAND}`);
  expect(readFileSync(config, 'utf8')).toContain('@scope/one@1.3.0');
  writeFileSync(join(root, 'registry.json'), JSON.stringify(REGISTRY));
  const { code, err } = await amber(['add', 'one', ...FILE, '--yes']);
  expect(code).toBeGreaterThan(0);
  expect(err).toContain('has one 1.3.0, and the registry only 1.2.3');
  expect(readFileSync(config, 'utf8')).toContain('@scope/one@1.3.0');
});

test('add asks on a terminal', async () => {
  const { amber, config } = home();
  const tty = { stdin: true, stderr: true };
  expect((await amber(['add', 'one', ...FILE], { tty, stdin: 'n\n' })).err).toContain('nothing was changed');
  expect(existsSync(config)).toBe(false);
  await amber(['add', 'one', ...FILE], { tty, stdin: 'y\n' });
  expect(existsSync(config)).toBe(true);
});

test('add changes nothing where nobody agrees to it', async () => {
  const { amber, config } = home();
  const { code, err } = await amber(['add', 'one', ...FILE]);
  expect([code, err]).toEqual([2, expect.stringContaining('amber agents add one --registry registry.json --yes')]);
  expect(existsSync(config)).toBe(false);
});

test.each([
  [['add'], 'needs the name'],
  [['add', 'ones', ...FILE], 'did you mean "one"?'],
  [['add', 'another-agent', ...FILE], 'amber agents --available --registry registry.json lists them'],
  [['demo', 'two'], 'takes one name'],
])('amber agents %j is refused', async (words, why) => {
  const { code, err } = await home().amber(words);
  expect(code).toBeGreaterThan(0);
  expect(err).toContain(why);
});

test('on a terminal it says in colour which are usable, and without colour where that is not wanted', async () => {
  const shown = async (env: Env = {}): Promise<string> => {
    const io = fakeIo({ argv: ['agents'], env, tty: { stdout: true } });
    await main(io);
    return io.out();
  };
  const [heading = '', ...rows] = (await shown()).split('\n').map((line) => line.replaceAll('\u001b', '^'));
  expect(heading).toMatch(/^\^\[1mNAME\^\[22m /);
  expect(rows.find((row) => row.startsWith('demo'))).toMatch(/^demo +\^\[32myes\^\[39m /);
  expect(rows.find((row) => row.startsWith('claude'))).toMatch(/^claude +\^\[2mno\^\[22m /);
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) expect(await shown(env)).not.toContain('\u001b');
});

test('add leaves a read-only configuration as it is, and writes into one that is linked', async () => {
  const { amber, config, root } = home();
  mkdirSync(join(root, '.config/amber'), { recursive: true });
  writeFileSync(join(root, 'kept.yaml'), '# mine\ntimeout: 1m\n', { mode: 0o440 });
  symlinkSync(join(root, 'kept.yaml'), config);
  const refused = await amber(['add', 'one', '--yes', ...FILE]);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('is read-only, and stays as it is')]);
  expect(readFileSync(config, 'utf8')).toBe('# mine\ntimeout: 1m\n');
  chmodSync(join(root, 'kept.yaml'), 0o640);
  expect((await amber(['add', 'one', '--yes', ...FILE])).code).toBe(0);
  expect(readFileSync(join(root, 'kept.yaml'), 'utf8')).toBe(`# mine\ntimeout: 1m\nagents:\n  one: ${COMMAND}\n`);
  expect((await amber(['add', 'one', '--yes', ...FILE])).err).toContain('is in your configuration already');
});
