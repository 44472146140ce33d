import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { onThread } from '../../scenarios/kit/thread.ts';

/** An agent that runs these lines of shell in its folder, and answers with what they print. */
const shell = (...lines: readonly string[]) => ({
  engine: 'local',
  agent: scripted({ prompts: [[{ sh: lines.join('\n') }, { text: 'done' }]] }),
});

describe.skipIf(NO_LOCAL)('the code that a thread’s run works on', () => {
  test('a pull request: its head in a clone of its own, with all that a merge of the base needs', async () => {
    await using on = await onThread(
      'pull-request',
      shell(
        'pwd',
        'git rev-parse --abbrev-ref HEAD',
        'git rev-parse HEAD',
        'git merge-base HEAD origin/main',
        'ls src',
        'git remote -v',
        'git status --short',
      ),
    );
    const { git } = on.github;
    const head = git?.head('feature');
    const main = git?.commit('main', { 'docs/late.md': 'Later.\n' });
    const it = on.comment('@amber look');
    expect((await it.done).code).toBe(0);
    const said = it.outputs()['session-result'] ?? '';
    expect(said.split('\n')).toEqual([
      expect.stringMatching(/\/temp\/amber-work\/octo-hello-7$/),
      'feature',
      head,
      git?.git('merge-base', 'feature', main ?? ''),
      'feature.ts',
      'main.ts',
      expect.stringMatching(/^origin\s+http:\/\/127\.0\.0\.1:\d+\/octo\/hello\.git \(fetch\)$/),
      expect.stringMatching(/^origin\s+http:\/\/127\.0\.0\.1:\d+\/octo\/hello\.git \(push\)$/),
      'done',
    ]);
    expect(git?.requests.every(({ isAuthorized }) => isAuthorized)).toBe(true);
  });

  test('an issue: the default branch, or that of input base, on a branch for the issue', async () => {
    const look = shell('git rev-parse --abbrev-ref HEAD', 'git rev-parse HEAD');
    await using on = await onThread('issue', look);
    const it = on.comment('@amber look');
    expect((await it.done).code).toBe(0);
    const { git } = on.github;
    expect(it.outputs()['session-result']).toContain(`amber/issue-7-it-is-slow\n${git?.head('main')}\n`);
    const other = on.comment('@amber look', { with: { base: 'feature' } });
    expect((await other.done).code).toBe(0);
    expect(other.outputs()['session-result']).toContain(`amber/issue-7-it-is-slow\n${git?.head('feature')}\n`);
  });

  test('whatever the job has checked out, also nothing at all', async () => {
    await using on = await onThread('pull-request', shell('cat src/feature.ts'));
    const it = on.comment('@amber look', {
      env: { GITHUB_WORKSPACE: on.place.write('empty/.keep', '').replace('/.keep', '') },
    });
    expect((await it.done).code).toBe(0);
    expect(it.outputs()['session-result']).toContain('export const feature = true;');
  });

  test('nothing that a repository or the machine configures runs in Amber’s own calls', async () => {
    await using on = await onThread('pull-request', shell('cat big.bin', 'ls -A vendored'));
    const { place } = on;
    const trap = `touch ${place.root}/trapped`;
    on.github.git?.commit('feature', {
      '.gitattributes': '*.ts filter=trap\n*.bin filter=lfs\n',
      'big.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
      '.gitmodules': '[submodule "vendored"]\n\tpath = vendored\n\turl = http://127.0.0.1:9/none\n\tupdate = !false\n',
      'vendored/.keep': '',
    });
    place.write(
      'home/.gitconfig',
      `[core]\n\tfsmonitor = ${trap}\n\thooksPath = ${place.root}/hooks\n[filter "trap"]\n\tsmudge = ${trap}\n\tclean = ${trap}\n\trequired = true\n[filter "lfs"]\n\tsmudge = ${trap}\n[credential]\n\thelper = "!${trap}"\n`,
    );
    place.write('hooks/post-checkout', `#!/bin/sh\n${trap}\n`, 0o755);
    place.write('hooks/reference-transaction', `#!/bin/sh\n${trap}\n`, 0o755);
    const it = on.comment('@amber look');
    expect((await it.done).code).toBe(0);
    expect(it.outputs()['session-result']).toContain('version https://git-lfs');
    expect(existsSync(`${place.root}/trapped`)).toBe(false);
  });

  test('a branch that is not there, and a token that opens nothing, end the run before it begins, and say so', async () => {
    await using on = await onThread('issue', shell('true'));
    expect((await on.comment('@amber look', { with: { base: 'nowhere' } }).done).code).toBe(1);
    expect(on.bodies()[0]).toContain('lacks branch nowhere');
    on.github.git?.beforeReceive('exit 1');
    const wrong = on.comment('@amber look', { env: { GITHUB_SERVER_URL: 'http://127.0.0.1:9' } });
    expect((await wrong.done).code).toBe(1);
    expect(on.bodies()[1]).toContain('GIT');
  });
});

describe.skipIf(NO_LOCAL)('an agent that looks for GitHub', () => {
  test('finds no token: not in its environment, its folder, or what it can reach of git and gh', async () => {
    await using on = await onThread(
      'pull-request',
      shell(
        'env',
        'cat .git/config',
        'grep -r x-access-token . || true',
        'git config --list',
        'git push origin HEAD 2>&1 || echo refused',
        'git credential fill </dev/null 2>&1 || true',
      ),
    );
    const { place, github } = on;
    place.write('home/.gitconfig', '[credential]\n\thelper = "!echo username=x; echo password=of-the-machine"\n');
    const it = on.comment('@amber look', { env: { GITHUB_TOKEN: github.state.token, GH_TOKEN: github.state.token } });
    expect((await it.done).code).toBe(0);
    const said = it.outputs()['session-result'] ?? '';
    expect(said).toContain('refused');
    expect(said).not.toMatch(/\*\*\*|of-the-machine|INPUT_|ACTIONS_|extraheader/i);
    expect(
      place
        .files('')
        .filter((name) => /\.git\/config$/.test(name))
        .map((name) => place.read(name))
        .join(''),
    ).not.toContain('Authorization');
  });

  test('finds no login that a checkout has left; later steps find it again', async () => {
    await using on = await onThread(
      'issue',
      shell('cat "$CHECKOUT/.git/config" "$TEMP"/git-credentials-1.config $(find "$CHECKOUT" -name config)'),
    );
    const { place } = on;
    const login = '[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic c2VjcmV0LW9mLXRoZS1qb2I=\n';
    const config = `[core]\n\tbare = false\n${login}[user]\n\tname = x\n`;
    const others = ['.git/modules/lib/a/config', '.git/modules/lib/modules/b/config', 'deps/other/.git/config'];
    const inAddress = '[remote "origin"]\n\turl = https://x-access-token:of-the-job@github.com/o/r\n';
    for (const name of others) place.write(`work/${name}`, `${config}${inAddress}`);
    place.write('work/.git/config', config);
    const temp = place.write('runner/git-credentials-1.config', login).replace('/git-credentials-1.config', '');
    const variables = JSON.stringify({ CHECKOUT: place.workspace, TEMP: temp });
    const it = on.comment('@amber look', { env: { RUNNER_TEMP: temp }, with: { 'environment-variables': variables } });
    expect((await it.done).code).toBe(0);
    const said = it.outputs()['session-result'] ?? '';
    expect(said).toContain('name = x');
    expect(said).toContain('url = https://github.com/o/r');
    expect(said).not.toMatch(/basic|extraheader|of-the-job/i);
    expect(place.read('work/.git/config')).toBe(config);
    for (const name of others) expect(place.read(`work/${name}`)).toBe(`${config}${inAddress}`);
    expect(place.read('runner/git-credentials-1.config')).toBe(login);
  });

  test('a prompt says so, and asks for commits and an account', async () => {
    await using on = await onThread('issue', { engine: 'local', agent: scripted({ prompts: [[{ echo: true }]] }) });
    const it = on.label('amber:auto-fix');
    expect((await it.done).code).toBe(0);
    const said = it.outputs()['session-result'] ?? '';
    expect(said).toContain('You have no access to GitHub');
    expect(said).toContain('End with a short account');
    expect(said).not.toMatch(/push a branch|push to/);
  });
});
