import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scripted } from '../fakes/acp-agents/scripted.ts';
import { DIST, step } from '../scenarios/kit/action.ts';
import { NO_LOCAL } from '../scenarios/kit/local.ts';
import { Place } from '../scenarios/kit/place.ts';
import { shellAgent } from '../scenarios/kit/shell-agent.ts';
import { onThread } from '../scenarios/kit/thread.ts';
import { srtFolder } from './srt.ts';

const srt = await srtFolder();
const missing = NO_LOCAL ?? srt.missing;
const TOKEN = 'ghs_the-token-of-the-job';

/** Somebody else's server on loopback. */
const server = createServer((_incoming, outgoing) => void outgoing.end('reached'));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

/** Looks for a token wherever a process can look, and writes what it finds, by the path, into the workspace. */
const FIND = `
TOKEN=${TOKEN.replace('_', '_""')}
grep -rlsa "$TOKEN" /proc/[0-9]*/environ /proc/[0-9]*/cmdline "$HOME" "$ROOT" --exclude-dir=work > found
env | grep ^[^T].*"$TOKEN" >> found; true`;
const PLANT = `
for file in "$DIST/cli.js" "$DIST/planted.js" /etc/planted "$HOME/planted"; do echo planted >> "$file"; done 2> /dev/null
sudo -n true > sudo 2>&1
(setsid sh -c 'exec env -i sleep 987654' > /dev/null 2>&1 &)
sleep 0.2`;

/** A place with the sandbox on PATH, keys in the home folder, and an agent that runs a script of shell. */
function placeWith(script: string) {
  const place = new Place();
  place.write('home/.ssh/id_rsa', TOKEN);
  place.write('home/.netrc', TOKEN);
  place.write('home/.codex/auth.json', TOKEN);
  const [file, agent] = ['look.sh', scripted({ prompts: [[{ sh: `sh ${place.root}/look.sh` }, { text: 'Looked.' }]] })];
  place.write(file, script);
  execFileSync('git', ['init', '-q'], { cwd: place.workspace });
  return { place, agent, PATH: `${srt.bin}:${place.env.PATH}` };
}

describe.skipIf(missing)(`an agent in a sandbox${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('works in its folder, reaches what is allowed, and the result counts what was refused', async () => {
    const script = `
echo done > made; git add -A; git -c user.name=a -c user.email=a@example.com commit -qm made
echo x > /etc/planted; echo "$TMPDIR"
curl -s --noproxy '' -m 5 http://127.0.0.1:${port}/ > allowed
curl -s --noproxy '' -m 5 http://127.0.0.1:9/ > refused; true`;
    const { place, agent, PATH } = placeWith(script);
    await using _place = place;
    const flags = ['--sandbox', '--allow-domain', `127.0.0.1:${port}`, '--permissions', 'all'];
    const { code, stdout, stderr } = await place.amber(['run', ...flags, '--agent', agent, '-o', 'json', 'x'], {
      env: { PATH },
    }).done;
    expect({ code, end: code === 0 ? '' : stderr }).toEqual({ code: 0, end: '' });
    const { message, refused } = JSON.parse(stdout);
    expect(refused).toBe(2);
    expect(stderr).toMatch(/the sandbox refused network-outbound 127\.0\.0\.1:9 .*; openat \/etc\/planted/);
    expect([place.read('work/made'), place.read('work/allowed')]).toEqual(['done\n', 'reached']);
    const git = (...args: string[]) => String(execFileSync('git', args, { cwd: place.workspace }));
    expect(git('log', '--format=%s')).toBe('made\n');
    // Of what the sandbox has laid into the workspace for its mounts nothing is committed, and nothing stays.
    expect(git('ls-files').trim().split('\n')).toEqual(['README.md', 'made', 'src/main.ts']);
    expect(message).toContain('amber-agent-');
    expect(git('status', '--porcelain', '-uall')).not.toMatch(/\?\? \./);
    expect(existsSync(/\S*amber-agent-\S+/.exec(message)?.[0] ?? '/')).toBe(false);
  });

  test('of the Action finds no token, writes nothing of the runner’s, and leaves no process', async () => {
    const { place, agent, PATH } = placeWith(FIND + PLANT);
    await using _place = place;
    const it = step(place, {
      with: { engine: 'local', agent, prompt: 'x', permissions: 'all', sandbox: 'on', 'github-token': TOKEN },
      env: {
        ...{ PATH, MY_PASSWORD: TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN: TOKEN },
        'INPUT_ENVIRONMENT-VARIABLES': JSON.stringify({ ROOT: place.root, DIST }),
      },
    });
    const { code, stdout } = await it.done;
    expect({ code, end: code === 0 ? '' : stdout.slice(-2_000) }).toEqual({ code: 0, end: '' });
    expect(place.read('work/found')).toBe('');
    expect([join(DIST, 'planted.js'), '/etc/planted', `${place.root}/home/planted`].filter(existsSync)).toEqual([]);
    expect(place.read('work/sudo')).not.toBe('');
    expect(() => execFileSync('pgrep', ['-f', 'sleep 987654'])).toThrow();
  });

  test('without one finds what lies about, and still no token in any process of the job', async () => {
    const { place, agent } = placeWith(FIND);
    await using _place = place;
    const it = step(place, {
      with: { engine: 'local', agent, prompt: 'x', permissions: 'all', 'github-token': TOKEN },
      env: { MY_PASSWORD: TOKEN, 'INPUT_ENVIRONMENT-VARIABLES': JSON.stringify({ ROOT: place.root }) },
    });
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    expect(stdout).toContain('runs without a sandbox');
    expect(place.read('work/found')).toContain('home/.ssh/id_rsa');
    expect(place.read('work/found')).not.toContain('/proc/');
  });

  test('commits in a worktree, whose files of git lie elsewhere, and plants no hook there', async () => {
    const { place, agent, PATH } = placeWith(`
echo done > made; git add .; git -c user.name=a -c user.email=a@example.com commit -qm made
common=$(git rev-parse --git-common-dir); echo x > "$common/hooks/post-commit"; git config core.fsmonitor x; true`);
    await using _place = place;
    const git = (...args: string[]) => String(execFileSync('git', args, { cwd: place.workspace }));
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '--allow-empty', '-m', 'first');
    const run = ['run', '--worktree', '--sandbox', '--permissions', 'all', '--agent', agent, '-o', 'json', 'x'];
    const { code, stdout } = await place.amber(run, { env: { PATH } }).done;
    expect(code).toBe(0);
    expect(git('log', '-1', '--format=%s', `ambient/${JSON.parse(stdout).session}`)).toBe('made\n');
    expect(existsSync(join(place.workspace, '.git/hooks/post-commit'))).toBe(false);
    expect(git('config', '--list')).not.toContain('fsmonitor');
  });

  test('of a thread works in its clone; what it did arrives, and no more, although something goes on writing', async () => {
    const lines = [
      'echo fast > fast.ts; git add -A; git commit -qm "Use a faster sort"; echo left > left.ts',
      '(setsid sh -c "while :; do date > late.ts; sleep 0.01; done" > /dev/null 2>&1 &)',
      'ls "$JOB" > job; cat "$JOB/.git/config" >> job 2> /dev/null || echo hidden >> job',
    ];
    await using on = await onThread('issue', shellAgent(lines));
    const { git } = on.github;
    if (git === undefined) throw new Error('no git server');
    const it = on.label('amber:auto-fix', {
      with: { sandbox: 'on', 'environment-variables': JSON.stringify({ JOB: on.place.workspace }) },
      env: { PATH: `${srt.bin}:${on.place.env.PATH}` },
    });
    const { code, stdout } = await it.done;
    expect({ code, end: code === 0 ? '' : stdout.slice(-3_000) }).toEqual({ code: 0, end: '' });
    const branch = it.outputs().branch ?? '';
    expect(git.git('ls-tree', '-r', '--name-only', branch).trim().split('\n').sort()).toEqual(
      ['README.md', 'fast.ts', 'job', 'late.ts', 'left.ts', 'src/main.ts'].sort(),
    );
    expect(git.file(branch, 'job')).toBe('README.md\nsrc\nhidden');
    expect(on.github.state.threads.get(8)).toMatchObject({ title: 'Make it fast' });
    expect(on.github.violations).toEqual([]);
  });

  test('reads nothing in the folders of the runner, whose files it could find otherwise', async () => {
    const { place, agent, PATH } = placeWith(
      'ls -A "$RUNNER" > runner; echo FORGED=1 >> "$RUNNER/_runner_file_commands/set_env_1"; true',
    );
    await using _place = place;
    const commands = place.write('runner/_work/_temp/_runner_file_commands/set_env_1', `SECRET=${TOKEN}`);
    const RUNNER_TEMP = dirname(dirname(commands));
    const it = step(place, {
      with: { engine: 'local', agent, prompt: 'x', permissions: 'all', sandbox: 'on' },
      env: {
        ...{ PATH, RUNNER_TEMP },
        'INPUT_ENVIRONMENT-VARIABLES': JSON.stringify({ RUNNER: RUNNER_TEMP }),
      },
    });
    expect((await it.done).code).toBe(0);
    expect(place.read('work/runner')).toBe('');
    expect(place.read('runner/_work/_temp/_runner_file_commands/set_env_1')).toBe(`SECRET=${TOKEN}`);
  });
});
