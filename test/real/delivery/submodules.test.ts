import { describe, expect, test } from 'vitest';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { type OnThread, onThread } from '../../scenarios/kit/thread.ts';

/** A pull request whose code has a submodule of the same owner, which has one itself. Returns the submodule's address. */
function withSubmodules({ github: { git, state } }: OnThread, url = '../library.git') {
  if (git === undefined) throw new Error('no git server');
  const inner = git.addRepository(`${state.owner}/inner`, { 'inner.txt': 'of the inner one\n' });
  const library = git.addRepository(`${state.owner}/library`, {
    'library.txt': 'of the library\n',
    '.gitmodules': '[submodule "inner"]\n\tpath = inner\n\turl = ../inner.git\n',
    inner: { submodule: inner },
  });
  git.commit('feature', {
    '.gitmodules': `[submodule "library"]\n\tpath = library\n\turl = ${url}\n`,
    library: { submodule: library },
  });
  return git;
}

const LINES = ['ls library library/inner', 'grep -ri -e authorization -e extraheader .git || echo no login'];
const LOOK = { engine: 'local', agent: scripted({ prompts: [[{ sh: LINES.join('\n') }]] }) };

describe.skipIf(NO_LOCAL)('submodules of the code that a run works on', () => {
  test.each([
    ['false', []],
    ['true', ['library.txt']],
    ['recursive', ['library.txt', 'inner.txt']],
  ])('submodules: %s', async (submodules, files) => {
    await using on = await onThread('pull-request', { ...LOOK, submodules });
    const git = withSubmodules(on);
    const it = on.comment('@amber look');
    expect((await it.done).code).toBe(0);
    const said = it.outputs()['session-result']?.split('\n') ?? [];
    expect(said.filter((line) => line.endsWith('.txt'))).toEqual(files);
    expect(said).toContain('no login');
    expect(git.requests.some(({ path }) => path.includes('/library.git'))).toBe(submodules !== 'false');
    expect(git.requests.every(({ isAuthorized }) => isAuthorized)).toBe(true);
  });

  test('one whose address is for SSH is fetched with the token', async () => {
    await using on = await onThread('pull-request', { ...LOOK, submodules: 'true' });
    withSubmodules(on, 'git@127.0.0.1:octo/library.git');
    const it = on.comment('@amber look');
    expect((await it.done).code).toBe(0);
    expect(it.outputs()['session-result']).toContain('library.txt');
  });

  test('another owner’s gets no token; one that can’t be had ends the run before it begins', async () => {
    await using on = await onThread('pull-request', { ...LOOK, submodules: 'true' });
    const git = withSubmodules(on, '../../mallory/library.git');
    git.addRepository('mallory/library', { x: 'x' });
    const { code, stdout } = await on.comment('@amber look').done;
    expect(code).toBe(1);
    expect(annotations(stdout).join()).toMatch(/git submodule failed: .*mallory\/library/);
    const asked = git.requests.filter(({ path }) => path.includes('/mallory/'));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ isAuthorized }) => !isAuthorized)).toBe(true);
  });

  test('an address that is a program or a file of this machine is refused', async () => {
    await using on = await onThread('pull-request', { ...LOOK, submodules: 'true' });
    for (const url of [`ext::touch ${on.place.root}/trapped`, `file://${on.place.workspace}`]) {
      const library = on.github.git?.git('rev-parse', 'main') ?? '';
      const text = `[submodule "library"]\n\tpath = library\n\turl = ${url}\n`;
      on.github.git?.commit('feature', { '.gitmodules': text, library: { submodule: library } });
      const { code, stdout } = await on.comment('@amber look').done;
      expect(code).toBe(1);
      expect(annotations(stdout).join()).toMatch(/transport '(?:ext|file)' not allowed/);
    }
    expect(on.place.files('')).not.toContain('trapped');
  });

  test('what the agent changes in one is not brought along, and that is said', async () => {
    const lines = ['echo x > library/inner/x.txt', 'echo work > work.txt'];
    await using on = await onThread('pull-request', { ...shellAgent(lines), submodules: 'recursive' });
    const git = withSubmodules(on);
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(git.file('feature', 'work.txt')).toBe('work');
    expect(on.bodies()[0]).toContain('Left out: what has changed in submodule library');
  });

  test('one that the agent moved to another commit is held back', async () => {
    const lines = [
      'cd library && echo x > x.txt && git add . && git -c user.name=A -c user.email=a@b.c commit -qm x && cd ..',
      'git commit -qam "Move the library"',
    ];
    await using on = await onThread('pull-request', { ...shellAgent(lines), submodules: 'true' });
    const git = withSubmodules(on);
    const before = git.head('feature');
    const { code, stdout } = await on.comment('@amber go').done;
    expect(code).toBe(1);
    expect(annotations(stdout).join()).toContain('a submodule would change: library');
    expect(git.head('feature')).toBe(before);
  });
});
