import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { onPlatform } from './kit/platform.ts';

const tokenSent = (requests: readonly { headers: { authorization?: string | undefined } }[]): unknown[] => [
  ...new Set(requests.map(({ headers }) => headers.authorization)),
];

describe('the token of the platform', () => {
  test('comes from AMBER_TOKEN', async () => {
    await using story = await onPlatform();
    expect((await story.call(['list'])).code).toBe(0);
    expect(tokenSent(story.platform.requests)).toEqual([`Bearer ${story.platform.token}`]);
  });

  test('comes from --token-file', async () => {
    await using story = await onPlatform({ token: 'of-a-file' });
    const file = story.place.write('token', 'of-a-file\n');
    const { code } = await story.call(['list', '--token-file', file], { env: { AMBER_TOKEN: 'another' } });
    expect(code).toBe(0);
    expect(tokenSent(story.platform.requests)).toEqual(['Bearer of-a-file']);
  });

  test('comes from tokenCommand of the user’s configuration', async () => {
    await using story = await onPlatform({ token: 'of-a-command' });
    const script = story.place.write('token.cjs', 'console.log("of-a-command")');
    const config = `tokenCommand: ${JSON.stringify(`'${process.execPath}' '${script}'`)}\n`;
    story.place.write('config/amber/config.yaml', config);
    const env = { XDG_CONFIG_HOME: `${story.place.root}/config`, AMBER_TOKEN: '' };
    const { code, stderr } = await story.call(['list'], { env });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(tokenSent(story.platform.requests)).toEqual(['Bearer of-a-command']);
  });

  test('a command in the project’s own file is refused: a repository must not run anything here', async () => {
    await using story = await onPlatform();
    story.place.write('work/.amber.yaml', 'tokenCommand: touch owned\n');
    const { code, stderr } = await story.call(['run', 'x']);
    expect(code).toBe(2);
    expect(stderr).toContain('tokenCommand');
    expect(story.platform.requests).toEqual([]);
    // Where a fault keeps nobody from looking, it is reported, and runs no more than that.
    const listed = await story.call(['list']);
    expect([listed.code, listed.stderr]).toEqual([0, expect.stringContaining('"tokenCommand" is not allowed')]);
    expect(() => story.place.read('work/owned')).toThrow();
  });

  test('a bad one exits 4, and is never shown', async () => {
    await using story = await onPlatform();
    const env = { AMBER_TOKEN: 'sha256~a-token-that-expired' };
    const { code, stdout, stderr } = await story.call(['run', '-v', 'x'], { env });
    expect(code).toBe(4);
    expect(stderr).toMatch(/401 Token expired or invalid[\s\S]*AMBER_TOKEN/);
    expect(stdout + stderr).not.toContain('a-token-that-expired');
  });

  test.each(['a file', 'a command'])('of %s is never shown, by any party', async (source) => {
    const token = 'quite-a-plain-word';
    await using story = await onPlatform({ token });
    const script = story.place.write('token.cjs', `console.log('${token}')`);
    const command = JSON.stringify(`'${process.execPath}' '${script}'`);
    const setting =
      source === 'a file' ? `tokenFile: ${story.place.write('token', token)}` : `tokenCommand: ${command}`;
    story.place.write('home/.config/amber/config.yaml', `${setting}\n`);
    const call = (...args: readonly string[]) => story.call(args, { env: { AMBER_TOKEN: '' } });
    const run = await call('run', `[echo] ${token}`);
    expect(run).toMatchObject({ code: 0, stdout: '[echo] ***\n' });
    const { name } = story.platform.session();
    const shown = await Promise.all([
      call('logs', name),
      call('logs', name, '--raw'),
      call('status', name, '-o', 'yaml'),
      call('export', name),
      call('list', '-o', 'json'),
      call('run', '-o', 'jsonl', `[echo] ${token}`),
      // The server quotes it in an error.
      call('run', '--agent', 'nope', '-o', 'json', '-v', token),
    ]);
    story.platform.traps.quotesToken = true;
    shown.push(await call('list'), await call('stop', name), await call('run', 'x'));
    expect(shown.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 2, 4, 4, 4]);
    for (const { stdout, stderr } of [run, ...shown]) expect(stdout + stderr).not.toContain(token);
  });

  test('none at all exits 4 and says where one is looked for', async () => {
    await using story = await onPlatform();
    const { code, stderr } = await story.call(['list'], { env: { AMBER_TOKEN: '' } });
    expect(code).toBe(4);
    expect(stderr).toMatch(/no token was sent.*--token-file/);
  });
});
