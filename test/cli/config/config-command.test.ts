import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { main } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

function home(text?: string) {
  const root = mkdtempSync(join(tmpdir(), 'amber-config-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = join(root, '.config/amber/config.yaml');
  if (text !== undefined) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o640 });
    chmodSync(path, 0o640);
  }
  const env = { HOME: root, PATH: process.env.PATH };
  const amber = async (words: readonly string[], more = {}) => {
    const io = fakeIo({ argv: ['config', ...words], cwd: root, env: { ...env, ...more } });
    return { code: await main(io), out: io.out(), err: io.err() };
  };
  /** An editor that writes this. */
  const editor = (content: string): { EDITOR: string } => {
    writeFileSync(join(root, 'content'), content);
    writeFileSync(join(root, 'editor'), `#!/bin/sh\ncat "$1" >> '${root}/seen'\ncp '${root}/content' "$1"\n`, {
      mode: 0o755,
    });
    return { EDITOR: join(root, 'editor') };
  };
  return { root, path, amber, editor, read: () => readFileSync(path, 'utf8') };
}

describe('amber config', () => {
  test.each([
    ['a directory', (path: string) => mkdirSync(path), 'it is no file'],
    ['a device without end', (path: string) => symlinkSync('/dev/zero', path), 'it is no file'],
    ['a link to itself', (path: string) => symlinkSync(path, path), 'ELOOP'],
    ['a link that leads nowhere', (path: string) => symlinkSync('/no/where', path), 'a link that leads nowhere'],
    ['no text', (path: string) => writeFileSync(path, Buffer.from([0xff, 0, 0xfe])), 'neither UTF-8 nor UTF-16'],
    ['no map', (path: string) => writeFileSync(path, '- timeout\n'), 'must be a map of settings'],
  ])('%s is no configuration: get and set say so, and it stays', async (_, make, why) => {
    const { amber, path } = home();
    mkdirSync(dirname(path), { recursive: true });
    make(path);
    for (const words of [
      ['get', 'timeout'],
      ['set', 'timeout', '5m'],
    ]) {
      const { code, err } = await amber(words);
      expect([code, err]).toEqual([2, expect.stringMatching(new RegExp(`cannot (read|write) .*${why}.*\\[CONFIG\\]`))]);
    }
  });

  test('leaves a read-only file as it is, and says so', async () => {
    const { amber, path, read, editor } = home('timeout: 1m\n');
    chmodSync(path, 0o440);
    for (const words of [['set', 'timeout', '2m'], ['unset', 'timeout'], ['edit']]) {
      const { code, err } = await amber(words, editor('timeout: 2m\n'));
      expect(code).toBe(2);
      expect(err).toMatch(/config\.yaml is read-only, and stays as it is \[CONFIG\]\n.*chmod u\+w/);
    }
    expect(read()).toBe('timeout: 1m\n');
  });

  test('set makes a file for its user alone, get and list show it, unset takes it out', async () => {
    const { amber, path, read } = home();
    expect(await amber(['get', 'timeout'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('is not set'),
    });
    expect(await amber(['list'])).toMatchObject({ code: 0, out: '' });
    expect((await amber(['set', 'timeout', '45m'])).code).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const [key, value] of [
      ['maxCost', '2.5'],
      ['trustProject', 'false'],
      ['show', 'tools,state'],
      ['labels', 'a=b'],
      ['labels.c', 'd'],
    ] as const)
      expect((await amber(['set', key, value])).code).toBe(0);
    expect(read()).toBe(
      'timeout: 45m\nmaxCost: 2.5\ntrustProject: false\nshow:\n  - tools\n  - state\nlabels:\n  a: b\n  c: d\n',
    );
    expect((await amber(['get', 'timeout'])).out).toBe('45m\n');
    expect((await amber(['get', 'labels.c'])).out).toBe('d\n');
    expect(JSON.parse((await amber(['get', 'show', '-o', 'json'])).out)).toEqual(['tools', 'state']);
    expect((await amber(['list'])).out).toMatch(/^SETTING +VALUE\ntimeout +45m\nmaxCost +2\.5\n/);
    expect((await amber(['unset', 'labels.a'])).code).toBe(0);
    expect((await amber(['get', 'labels'])).out).toBe('c: d\n');
    expect((await amber(['unset', 'model'])).code).toBe(1);
  });

  test('comments, order and rights of a file stay', async () => {
    const { amber, path, read } = home('# mine\nmodel: slow # for now\n\n# agents\nagents:\n  one: a --b\n');
    await amber(['set', 'model', 'fast']);
    await amber(['set', 'agents.two', 'c']);
    expect(read()).toBe('# mine\nmodel: fast # for now\n\n# agents\nagents:\n  one: a --b\n  two: c\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('what is set at the same time is there in the end', async () => {
    const { amber } = home('# mine\nmodel: fast\n');
    const keys = Array.from({ length: 10 }, (_, i) => `k${i}`);
    const set = await Promise.all(keys.map((key) => amber(['set', `labels.${key}`, 'v'])));
    expect(set.map(({ code }) => code)).toEqual(keys.map(() => 0));
    const { out } = await amber(['get', 'labels', '-o', 'json']);
    expect(Object.keys(JSON.parse(out)).sort()).toEqual(keys);
  });

  test.skipIf(process.platform === 'win32')('a disk that takes no more leaves the file as it was, and no other', () => {
    const text = `# ${'x'.repeat(20_000)}\nmodel: fast\n`;
    const { root, path, read } = home(text);
    const cli = new URL('../../../src/cli.ts', import.meta.url).pathname;
    // No file may grow larger than some thousand bytes.
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, cli, 'config', 'set', 'model', 'slow'],
      { cwd: root, env: { HOME: root, PATH: process.env.PATH }, encoding: 'utf8' },
    );
    expect(stderr).toMatch(/cannot write .*EFBIG.*\[CONFIG\]\n {2}hint: nothing was changed; df -h /);
    expect(status).toBe(2);
    expect(read()).toBe(text);
    expect(readdirSync(dirname(path))).toEqual(['config.yaml']);
  });

  test.each([
    [['set', 'modell', 'x'], 'there is no setting "modell"', 'did you mean "model"?'],
    [['get', 'timeot'], 'there is no setting "timeot"', 'did you mean "timeout"?'],
    [['set', 'timeout', 'soon'], '"soon" is not allowed: must be a duration', ''],
    [['set', 'model.x', 'y'], 'is not allowed', ''],
    [['set', 'mcpServers', 'secret-text'], 'its value is not allowed', ''],
    [['set', 'model'], 'takes a key and a value', ''],
    [['list', 'x'], 'takes nothing', ''],
  ])('%j is refused, and nothing is written', async (words, why, hint) => {
    const { amber, path } = home();
    const { code, err } = await amber(words);
    expect(code).toBe(2);
    expect(err).toContain(why);
    expect(err).toContain(hint);
    expect(err).not.toContain('secret-text');
    expect(existsSync(path)).toBe(false);
  });

  test('without a word it lists what is set', async () => {
    const { amber } = home('timeout: 45m\n');
    expect(await amber([])).toEqual(await amber(['list']));
    expect((await amber([])).out).toMatch(/timeout +45m/);
  });

  test('a file of several documents is left alone, in words of its own', async () => {
    const { amber, read } = home('timeout: 45m\n---\nmodel: x\n');
    expect((await amber(['set', 'model', 'y'])).err).toMatch(/it holds several documents, with lines "---"/);
    expect((await amber(['list'])).err).toMatch(/it holds several documents/);
    expect(read()).toBe('timeout: 45m\n---\nmodel: x\n');
  });

  test('edit keeps what was set while the editor was open, and the text that was written in it', async () => {
    const { amber, path, read, root } = home('timeout: 45m\n');
    writeFileSync(join(root, 'editor'), `#!/bin/sh\necho 'model: x' > '${path}'\necho 'model: y' > "$1"\n`, {
      mode: 0o755,
    });
    const { code, err } = await amber(['edit'], { EDITOR: join(root, 'editor') });
    expect(code).toBe(2);
    expect(err).toMatch(/was changed meanwhile[\s\S]*hint: diff /);
    expect(read()).toBe('model: x\n');
    expect(readFileSync(`${path}.draft`, 'utf8')).toBe('model: y\n');
  });

  test('edit refuses a second editor of the same draft', async () => {
    const { amber, read, root } = home('timeout: 45m\n');
    mkdirSync(join(root, 'at'));
    writeFileSync(
      join(root, 'editor'),
      `#!/bin/sh\ntouch '${root}/at/open'\nuntil [ -e '${root}/at/go' ]; do sleep 0.02; done\n`,
      {
        mode: 0o755,
      },
    );
    const isOpen = new Promise<void>((resolve) => {
      const watcher = watch(join(root, 'at'), () => {
        watcher.close();
        resolve();
      });
    });
    const first = amber(['edit'], { EDITOR: join(root, 'editor') });
    await isOpen;
    const second = await amber(['edit'], { EDITOR: 'true' });
    writeFileSync(join(root, 'at/go'), '');
    expect([second.code, second.err]).toEqual([1, expect.stringMatching(new RegExp(`process ${process.pid} edits`))]);
    expect((await first).err).toMatch(/nothing was changed/);
    expect((await amber(['edit'], { EDITOR: 'true' })).err).toMatch(/nothing was changed/);
    expect(read()).toBe('timeout: 45m\n');
  });

  test('a file that is no YAML is left alone', async () => {
    const { amber, read } = home('a: [');
    expect(await amber(['set', 'model', 'x'])).toMatchObject({ code: 2, err: expect.stringContaining('cannot read') });
    expect(read()).toBe('a: [');
  });

  test('what a file hides is not listed', async () => {
    const { amber } = home('env:\n  TOKEN: very-secret-value\n');
    expect((await amber(['list'])).out).toMatch(/env +TOKEN\n/);
    expect((await amber(['get', 'env.TOKEN'])).out).not.toContain('very-secret-value');
  });

  test('edit writes what is sound, and says if nothing was changed', async () => {
    const { amber, editor, path, read } = home('model: slow\n');
    expect(await amber(['edit'], { EDITOR: 'true' })).toMatchObject({ code: 0, err: 'nothing was changed\n' });
    expect((await amber(['edit'], editor('model: fast\n'))).code).toBe(0);
    expect(read()).toBe('model: fast\n');
    expect(existsSync(`${path}.draft`)).toBe(false);
    expect(await amber(['edit'], { EDITOR: 'no-such-editor 2>/dev/null' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('set VISUAL or EDITOR'),
    });
    expect(existsSync(`${path}.draft`)).toBe(false);
  });

  test('edit keeps a text that is wrong, and goes on with it', async () => {
    const { amber, editor, path, read, root } = home('model: slow\n');
    const wrong = await amber(['edit'], editor('# long work\nmodle: fast\n'));
    expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(/unknown setting "modle" in .*:2; .* kept/) });
    expect(read()).toBe('model: slow\n');
    expect(statSync(`${path}.draft`).mode & 0o777).toBe(0o600);
    rmSync(join(root, 'seen'));
    expect(await amber(['edit'], editor('# long work\nmodel: fast\n'))).toMatchObject({
      code: 0,
      err: expect.stringContaining('going on with'),
    });
    expect(readFileSync(join(root, 'seen'), 'utf8')).toBe('# long work\nmodle: fast\n');
    expect(read()).toBe('# long work\nmodel: fast\n');
  });
});
