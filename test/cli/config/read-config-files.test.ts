import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfigFiles } from '../../../src/cli/config/read-config-files.ts';
import type { AmberError } from '../../../src/core/errors.ts';
import { userConfigPath } from '../../../src/engine/local/state/paths.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'amber-config-'));
  mkdirSync(join(root, 'repo/deep/down'), { recursive: true });
  mkdirSync(join(root, 'xdg/amber'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const found = (refuse: (fault: AmberError) => void) =>
  readConfigFiles({ XDG_CONFIG_HOME: join(root, 'xdg') }, join(root, 'repo/deep/down'), refuse);

const read = () =>
  found((fault) => {
    throw fault;
  });

describe('configuration files', () => {
  test('the project’s is searched upwards and comes before the user’s', async () => {
    writeFileSync(join(root, 'repo/.amber.yaml'), 'model: a\n');
    writeFileSync(join(root, 'xdg/amber/config.yaml'), 'model: b\nagents: {mine: my-agent}\n');
    expect(await read()).toEqual([
      { path: join(root, 'repo/.amber.yaml'), project: true, values: { model: 'a' }, lines: { model: 1 } },
      {
        path: join(root, 'xdg/amber/config.yaml'),
        project: false,
        values: { model: 'b', agents: { mine: 'my-agent' } },
        lines: { model: 1, agents: 2 },
      },
    ]);
  });

  test('the nearest one counts, alone', async () => {
    writeFileSync(join(root, 'repo/.amber.yaml'), 'model: far\n');
    writeFileSync(join(root, 'repo/deep/.amber.yaml'), 'project: near\n');
    expect((await read()).map(({ values }) => values)).toEqual([{ project: 'near' }]);
  });

  test('the project’s may be a link to its own file, and not one out of the repository', async () => {
    writeFileSync(join(root, 'secret'), 'my-password: x\n');
    writeFileSync(join(root, 'repo/settings.yaml'), 'model: a\n');
    symlinkSync('settings.yaml', join(root, 'repo/.amber.yaml'));
    expect((await read()).map(({ values }) => values)).toEqual([{ model: 'a' }]);
    symlinkSync('../../secret', join(root, 'repo/deep/.amber.yaml'));
    await expect(read()).rejects.toThrow(/deep\/\.amber\.yaml is a link/);
    rmSync(join(root, 'repo/deep/.amber.yaml'));
    symlinkSync(join(root, 'secret'), join(root, 'xdg/amber/config.yaml'));
    expect((await read()).map(({ values }) => values)).toEqual([{ model: 'a' }, { 'my-password': 'x' }]);
  });

  test('a tag that nobody knows is no reason to print a warning past us', async () => {
    const warned: unknown[] = [];
    const listen = (warning: unknown): void => void warned.push(warning);
    process.on('warning', listen);
    writeFileSync(join(root, 'repo/.amber.yaml'), 'model: !!js/function "a"\n');
    expect((await read()).map(({ values }) => values)).toEqual([{ model: 'a' }]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(warned).toEqual([]);
  });

  test('one that can’t be read is left out where that is wanted, with the line of its fault', async () => {
    writeFileSync(join(root, 'repo/.amber.yaml'), 'model: a\ntimeout: [5m\n');
    writeFileSync(join(root, 'xdg/amber/config.yaml'), Buffer.from('model: café\n', 'latin1'));
    const faults: AmberError[] = [];
    expect(await found((fault) => faults.push(fault))).toEqual([]);
    expect(faults.map(({ message }) => message).sort()).toEqual([
      expect.stringMatching(/repo\/\.amber\.yaml: .* at line [23], column \d+$/),
      expect.stringMatching(/amber\/config\.yaml: it is neither UTF-8 nor UTF-16/),
    ]);
  });

  test('an empty file sets nothing', async () => {
    writeFileSync(join(root, 'repo/.amber.yaml'), '# nothing\n');
    expect((await read()).map(({ values }) => values)).toEqual([{}]);
  });

  test.each([
    ['no YAML', 'a: [1', 'cannot read'],
    ['a list', '- a\n', 'must be a map of settings'],
    [
      'aliases that multiply',
      `a: &a [${'x,'.repeat(50)}]\nb: &b [${'*a,'.repeat(50)}]\nc: [${'*b,'.repeat(50)}]\n`,
      'alias',
    ],
    ['too large', `# ${'x'.repeat(1_100_000)}\n`, 'larger than'],
  ])('%s is an error that names the file', async (_name, content, message) => {
    writeFileSync(join(root, 'repo/.amber.yaml'), content);
    await expect(read()).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(join(root, 'repo/.amber.yaml')),
    });
    await expect(read()).rejects.toThrow(new RegExp(message, 'i'));
    await expect(read()).rejects.toThrow(/^[^\n]*$/);
  });

  describe.skipIf(process.platform === 'win32').each(['xdg/amber/config.yaml', 'repo/.amber.yaml'])('%s', (file) => {
    test.each([
      ['a link that leads nowhere', (path: string) => symlinkSync('/no/where', path), 'a link that leads nowhere'],
      ['a link to itself', (path: string) => symlinkSync(path, path), 'ELOOP'],
      ['a directory', (path: string) => mkdirSync(path), 'it is no file'],
      ['a pipe, which is not waited for', (path: string) => execFileSync('mkfifo', [path]), 'it is no file'],
      ['a device without end', (path: string) => symlinkSync('/dev/zero', path), 'it is no file'],
    ])('%s in its place is an error: a run must not go on without it', async (_name, put, why) => {
      put(join(root, file));
      await expect(read()).rejects.toMatchObject({
        code: 'CONFIG',
        message: expect.stringMatching(new RegExp(`^cannot read ${join(root, file)}: .*${why}`)),
        hint: expect.any(String),
      });
    });
  });

  test('a relative XDG_CONFIG_HOME counts as unset', () => {
    expect(userConfigPath({ XDG_CONFIG_HOME: 'x', HOME: '/home/me' })).toBe(
      join('/home/me', '.config', 'amber', 'config.yaml'),
    );
  });
});
