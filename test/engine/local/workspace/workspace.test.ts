import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ANNOTATION, refOf, type Session, type SessionSpec } from '../../../../src/core/session/session.ts';
import { pathsOf } from '../../../../src/engine/local/state/paths.ts';
import { autoPush } from '../../../../src/engine/local/workspace/auto-push.ts';
import { cloneDirs } from '../../../../src/engine/local/workspace/clone.ts';
import { git, withoutCredentials } from '../../../../src/engine/local/workspace/git.ts';
import { prepareWorkspace } from '../../../../src/engine/local/workspace/workspace.ts';
import { Listening } from '../../../fakes/http-server.ts';
import { customs, expectValid, last, said } from '../acp/agent-harness.ts';
import { agentEnv, all, directory, dirOf, meta, open, phase, read, session, until } from '../engine-harness.ts';

/** Runs git in the test's own name. */
function run(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A repository with one commit, in a subdirectory too: made once, then copied. */
function repository(name = 'project'): string {
  if (!existsSync(join(TEMPLATE, 'sub'))) makeRepository(TEMPLATE);
  const path = join(directory(), name);
  cpSync(TEMPLATE, path, { recursive: true });
  return path;
}

const TEMPLATE = realpathSync(mkdtempSync(join(tmpdir(), 'amber-repository-')));
afterAll(() => rmSync(TEMPLATE, { recursive: true, force: true }));

function makeRepository(path: string): void {
  mkdirSync(join(path, 'sub'));
  run(path, 'init', '--quiet', '--template=');
  writeFileSync(join(path, 'README.md'), 'hello\n');
  writeFileSync(join(path, 'sub', 'file'), 'x\n');
  run(path, 'add', '--all');
  run(path, 'commit', '--quiet', '--message', 'first');
}

/** A repository that can be pushed to. */
function origin(): string {
  const bare = join(directory(), 'origin.git');
  run('/', 'clone', '--quiet', '--bare', repository(), bare);
  return bare;
}

const context = () => ({ env: agentEnv(), signal: new AbortController().signal });
const withWorktree = (more: { readonly [key: string]: string } = {}) =>
  meta({ annotations: { [ANNOTATION.worktree]: 'true', ...more } });
const withPush = () => withWorktree({ [ANNOTATION.autoPush]: 'true' });

function mergedInto(cwd: string, worktree: string): void {
  run(worktree, 'commit', '--quiet', '--allow-empty', '--message', 'work');
  run(cwd, 'merge', '--quiet', run(worktree, 'rev-parse', 'HEAD'));
}

/** An agent that writes a file into its working directory: a command line that is no ACP, run before the real one. */
const writing = (file: string, text: string): { env: { [name: string]: string } } => ({
  env: {
    ...agentEnv(),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`import{writeFileSync}from'node:fs';if(process.argv[1]?.includes('scripted'))writeFileSync(${JSON.stringify(file)},${JSON.stringify(text)})`)}`,
  },
});

const reposOf = (...repos: NonNullable<SessionSpec['repos']>) => ({ repos });

describe('a worktree', () => {
  test('is made on a branch of the session, from where the user is, and leaves the user’s files alone', async () => {
    const cwd = repository();
    const { env } = writing('made', 'by the agent');
    const { engine, notices, stateDir } = open({
      cwd: join(cwd, 'sub'),
      agent: { env, commands: {}, permissions: 'read' },
    });
    const created = await engine.create(session([{ text: 'a' }]), withWorktree());
    const ref = refOf(created);
    await read(engine, ref);
    expect(created.autoBranch).toBe(`ambient/${ref.name}`);
    const worktree = join(dirOf(stateDir, ref), 'worktree');
    expect(run(worktree, 'branch', '--show-current')).toBe(`ambient/${ref.name}`);
    expect(readFileSync(join(worktree, 'sub', 'made'), 'utf8')).toBe('by the agent');
    expect(run(cwd, 'status', '--porcelain')).toBe('');
    expect(run(cwd, 'branch', '--show-current')).toBe('main');

    // With work in it, it is kept; the hint says where.
    await expect(engine.remove(ref)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(worktree),
    });
    expect(existsSync(join(worktree, 'sub', 'made'))).toBe(true);
    run(worktree, 'add', '--all');
    run(worktree, 'commit', '--quiet', '--message', 'work');
    await engine.remove(ref);
    expect(await all(engine.list('default'))).toEqual([]);
    expect(run(cwd, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(run(cwd, 'log', '-1', '--format=%s', `ambient/${ref.name}`)).toBe('work');
    expect(notices).toEqual([
      `note: branch ambient/${ref.name} stays with its commit; to delete it: git -C ${cwd} branch -D ambient/${ref.name}`,
    ]);
  });

  test.each<[string, (cwd: string, worktree: string) => void]>([
    ['is', () => {}],
    ['whose folder is gone is', (_, worktree) => rmSync(worktree, { recursive: true })],
    ['whose commit was merged is', (cwd, worktree) => mergedInto(cwd, worktree)],
  ])('with nothing of its own %s removed from git, with its branch', async (_, change) => {
    const cwd = repository();
    const { engine, notices, stateDir } = open({ cwd });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withWorktree()));
    await read(engine, ref);
    change(cwd, join(dirOf(stateDir, ref), 'worktree'));
    await engine.remove(ref);
    expect(run(cwd, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(run(cwd, 'branch', '--format=%(refname:short)')).toBe('main');
    expect(notices).toEqual([]);
  });

  test('whose repository was moved keeps the session, and says how to bind it again', async () => {
    const cwd = repository();
    const { engine, stateDir } = open({ cwd });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withWorktree()));
    await read(engine, ref);
    const worktree = join(dirOf(stateDir, ref), 'worktree');
    const moved = `${cwd}-moved`;
    renameSync(cwd, moved);
    const error: unknown = await engine.remove(ref).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CONFLICT', hint: expect.stringContaining(`worktree repair ${worktree}`) });
    run(moved, 'worktree', 'repair', worktree);
    await engine.remove(ref);
    expect(run(moved, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('is refused early where there is no repository, or none with a commit', async () => {
    const empty = directory();
    for (const prepare of [() => {}, () => run(empty, 'init', '--quiet')]) {
      prepare();
      const { engine } = open({ cwd: empty });
      await expect(engine.create(session([]), withWorktree())).rejects.toMatchObject({
        code: 'INVALID',
        hint: expect.stringContaining('--worktree'),
      });
      expect(await all(engine.list('default'))).toEqual([]);
    }
  });

  test('of a repository that somebody else owns is refused in git’s words, with what to type', async () => {
    const cwd = repository();
    const env = { ...agentEnv(), GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    const { engine } = open({ cwd, agent: { env, commands: {}, permissions: 'read' } });
    await expect(engine.create(session([]), withPush())).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('dubious ownership in repository'),
      hint: `if you trust what is in it: git config --global --add safe.directory '${cwd}'`,
    });
  });

  test('is used again by a later start', async () => {
    const cwd = repository();
    const { engine } = open({ cwd });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withWorktree()));
    await read(engine, ref);
    await engine.start(ref);
    await until(engine, ref, phase('Running'));
  });

  test.each([
    ['that somebody has deleted', (_: string, worktree: string) => rmSync(worktree, { recursive: true })],
    ['that git was told to remove', (cwd: string, worktree: string) => run(cwd, 'worktree', 'remove', worktree)],
  ])('%s is made again by a later start, with what was committed', async (_, takeAway) => {
    const cwd = repository();
    const { engine, stateDir } = open({ cwd });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withWorktree()));
    await read(engine, ref);
    const worktree = join(dirOf(stateDir, ref), 'worktree');
    run(worktree, 'commit', '--quiet', '--allow-empty', '--message', 'work');
    takeAway(cwd, worktree);
    await engine.start(ref);
    await until(engine, ref, phase('Running'));
    expect(run(worktree, 'log', '-1', '--format=%s')).toBe('work');
    expect(run(worktree, 'branch', '--show-current')).toBe(`ambient/${ref.name}`);
  });
});

describe('clones', () => {
  test('one is the working directory; its branch is the session’s', async () => {
    const url = origin();
    const { env } = writing('made', 'x');
    const { engine, stateDir } = open({ agent: { env, commands: {}, permissions: 'read' } });
    const ref = refOf(await engine.create(session([{ text: 'a' }], reposOf({ url, branch: 'main' })), meta()));
    expect(said(await read(engine, ref))).toBe('a');
    const clone = join(dirOf(stateDir, ref), 'workspace', 'origin');
    expect(existsSync(join(clone, 'made'))).toBe(true);
    expect(run(clone, 'branch', '--show-current')).toBe(`ambient/${ref.name}`);
    await expect(engine.remove(ref)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(clone),
    });
  });

  test('several are beside each other, also with the same name', async () => {
    const urls = [origin(), origin()];
    const spec = { repos: urls.map((url) => ({ url })) };
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }], spec), meta()));
    await read(engine, ref);
    const workspace = join(dirOf(stateDir, ref), 'workspace');
    for (const name of ['origin', 'origin-2']) expect(existsSync(join(workspace, name, 'README.md'))).toBe(true);
    await engine.remove(ref);
    expect(existsSync(dirOf(stateDir, ref))).toBe(false);
  });

  test('a clone that fails is the run’s error, with what git said', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }], reposOf({ url: '/no/such/repository' })), meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    // What was asked stays known, though no agent ever came to it.
    const { initialPrompt } = (await engine.get(ref)).spec;
    expect(events[0]).toMatchObject({ input: { messages: [{ role: 'user', content: initialPrompt }] } });
    expect(last(events)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'GIT',
      message: expect.stringMatching(/git clone failed.*no\/such/),
    });
    expect((await engine.get(ref)).status?.phase).toBe('Failed');
  });

  test('a branch that is not there is an error too', async () => {
    const { engine } = open();
    const spec = reposOf({ url: origin(), branch: 'nowhere' });
    const ref = refOf(await engine.create(session([{ text: 'a' }], spec), meta()));
    expect(last(await read(engine, ref))).toMatchObject({ message: expect.stringContaining('nowhere') });
  });

  test('nothing that git could take for an option or a command is given to it', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }]), meta()));
    await read(engine, ref);
    const witness = join(directory(), 'witness');
    for (const repo of [
      { url: `--upload-pack=touch ${witness}` },
      { url: `ext::sh -c "touch ${witness}"` },
      { url: 'file:///x', branch: '--upload-pack=x' },
    ]) {
      await expect(engine.create(session([], reposOf(repo)), meta())).rejects.toMatchObject({ code: 'INVALID' });
      // And if validation were passed by: the session's file is only a file.
      const stored: Session = { ...(await engine.get(ref)), spec: { repos: [repo] } };
      await expect(prepareWorkspace(stored, pathsOf(stateDir, ref), '/', context(), () => {})).rejects.toMatchObject({
        code: 'INVALID',
      });
    }
    await expect(git(['clone', '--', `ext::sh -c "touch% ${witness}"`, 'x'], directory(), context())).rejects.toThrow(
      'ext',
    );
    expect(existsSync(witness)).toBe(false);
  });

  test('names of clones stay inside of the workspace', () => {
    const urls = ['https://h/..', 'https://h/a/.git', 'git@h:x', 'https://h/a/b.git/', 'file:///a/B', 'https://h/-c'];
    const stored = { spec: { repos: urls.map((url) => ({ url })) } } as unknown as Session;
    const paths = pathsOf('/s', { project: 'p', name: 'n' });
    expect(cloneDirs(stored, paths).map((dir) => dir.replace(`${paths.workspace}/`, ''))).toEqual([
      'repository',
      'repository-2',
      'x',
      'b',
      'B-2',
      'repository-3',
    ]);
  });
});

describe('submodules', () => {
  /** A repository whose submodule `part` has that address, and one commit of `content` to fetch. */
  function withSubmodule(url: string, content: string): string {
    const path = repository();
    run(path, 'update-index', '--add', '--cacheinfo', `160000,${run(content, 'rev-parse', 'HEAD')},part`);
    writeFileSync(join(path, '.gitmodules'), `[submodule "part"]\n\tpath = part\n\turl = ${url}\n`);
    run(path, 'add', '.gitmodules');
    run(path, 'commit', '--quiet', '--message', 'with a submodule');
    return path;
  }

  /** A bare repository as a plain web server has it. */
  async function overHttp(bare: string): Promise<{ readonly url: string } & AsyncDisposable> {
    run(bare, 'update-server-info');
    return Listening.http((request, response) => {
      const file = join(bare, new URL(request.url ?? '', 'http://x').pathname.replace('/part.git', ''));
      if (existsSync(file)) response.end(readFileSync(file));
      else response.writeHead(404).end();
    });
  }

  test('of a clone and of a worktree are fetched, and don’t keep the session from being removed', async () => {
    const content = origin();
    await using server = await overHttp(content);
    const url = withSubmodule(`${server.url}/part.git`, content);
    const { engine, stateDir } = open({ cwd: url });
    const specs = [
      [session([{ text: 'a' }], reposOf({ url })), meta(), 'workspace/project'],
      [session([{ text: 'a' }]), withWorktree(), 'worktree'],
    ] as const;
    for (const [spec, given, dir] of specs) {
      const ref = refOf(await engine.create(spec, given));
      expect(customs(await read(engine, ref), 'amber:warning')).toEqual([]);
      const part = join(dirOf(stateDir, ref), dir, 'part');
      expect(readFileSync(join(part, 'README.md'), 'utf8')).toBe('hello\n');
      writeFileSync(join(part, 'work'), 'x');
      run(part, 'add', '--all');
      run(part, 'commit', '--quiet', '--message', 'work');
      await expect(engine.remove(ref)).rejects.toMatchObject({ code: 'CONFLICT' });
      run(part, 'checkout', '--quiet', 'HEAD^');
      run(part, 'branch', '--quiet', 'work', '@{1}');
      await expect(engine.remove(ref)).rejects.toMatchObject({
        message: expect.stringMatching(/^the session holds a commit .*part: it is not removed$/),
      });
      run(part, 'branch', '--quiet', '-D', 'work');
      await engine.remove(ref);
    }
  });

  test('that lead to a file of this machine are left empty, and the run says so', async () => {
    const content = origin();
    const url = withSubmodule(content, content);
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }], reposOf({ url })), meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(said(events)).toBe('a');
    expect(customs(events, 'amber:warning')).toEqual([
      {
        code: 'SUBMODULES_MISSING',
        message: expect.stringMatching(/'file' not allowed.*git -C \S+\/workspace\/project submodule update --init/),
      },
    ]);
  });
});

describe('autoPush', () => {
  test('commits what a finished run left and pushes it to the session’s branch only', async () => {
    const url = origin();
    const before = run(url, 'rev-parse', 'main');
    const { env } = writing('made', 'x');
    const { engine } = open({ agent: { env, commands: {}, permissions: 'read' } });
    const spec = session([{ text: 'a' }], {
      ...reposOf({ url, autoPush: true }),
      displayName: 'Make  it',
    });
    const ref = refOf(await engine.create(spec, meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(customs(events, 'amber:pushed')).toEqual([{ url, branch: `ambient/${ref.name}` }]);
    expect(last(events).type).toBe('RUN_FINISHED');
    expect(run(url, 'show', `ambient/${ref.name}:made`)).toBe('x');
    expect(run(url, 'log', '-1', '--format=%s', `ambient/${ref.name}`)).toBe('Make it');
    expect(run(url, 'rev-parse', 'main')).toBe(before);
    // All of it is in the repository: nothing keeps the session from being removed.
    await engine.remove(ref);
  });

  test('a push that fails is a warning without the secrets that the server tells, and the run is still finished', async () => {
    const url = origin();
    const secret = `ghp_${'abcDEF123456'.repeat(3)}`;
    const hook = `#!/bin/sh\necho "not today, ${secret}" >&2\nexit 1\n`;
    writeFileSync(join(url, 'hooks', 'pre-receive'), hook, { mode: 0o755 });
    const { env } = writing('made', 'x');
    const { engine } = open({ agent: { env, commands: {}, permissions: 'read' } });
    const ref = refOf(await engine.create(session([{ text: 'a' }], reposOf({ url, autoPush: true })), meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(customs(events, 'amber:warning')).toEqual([
      { code: 'PUSH_FAILED', message: expect.stringContaining('not today, ***') },
    ]);
    expect(last(events)).toMatchObject({ type: 'RUN_FINISHED' });
  });

  test('a run that failed, or changed nothing, pushes nothing', async () => {
    const url = origin();
    const { engine } = open();
    for (const steps of [[{ text: 'a' }], [{ error: { code: -32000, message: 'no' } }]]) {
      const ref = refOf(await engine.create(session(steps, reposOf({ url, autoPush: true })), meta()));
      expect(customs(await read(engine, ref), 'amber:pushed')).toEqual([]);
    }
    expect(run(url, 'branch', '--list', 'ambient/*')).toBe('');
  });

  test('ends when the session is stopped', async () => {
    const url = origin();
    writeFileSync(join(url, 'hooks', 'pre-receive'), '#!/bin/sh\nsleep 3600\n', { mode: 0o755 });
    const { env } = writing('made', 'x');
    const { engine } = open({ agent: { env, commands: {}, permissions: 'read' } });
    const ref = refOf(await engine.create(session([{ text: 'a' }], reposOf({ url, autoPush: true })), meta()));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_END');
    await engine.stop(ref, 'user');
    const ended = await until(engine, ref, phase('Stopped'));
    expect(ended.status?.phase).toBe('Stopped');
  });

  test('needs no identity of git', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(
      await engine.create(session([{ text: 'a' }], reposOf({ url: origin(), autoPush: true })), meta()),
    );
    await read(engine, ref);
    const stored = await engine.get(ref);
    const [clone = ''] = cloneDirs(stored, pathsOf(stateDir, ref));
    writeFileSync(join(clone, 'new'), 'x');
    const nobody = { ...agentEnv(), HOME: directory(), GIT_CONFIG_NOSYSTEM: '1', EMAIL: '' };
    const events = await autoPush(stored, pathsOf(stateDir, ref), { ...context(), env: nobody });
    expect(customs(events, 'amber:pushed')).toHaveLength(1);
  });
});

describe('autoPush of a worktree', () => {
  /** The user's repository, with a commit that is nowhere else, and where it is pushed to. */
  function pushable(): { readonly cwd: string; readonly url: string } {
    const [cwd, url] = [repository(), origin()];
    run(cwd, 'remote', 'add', 'origin', url);
    writeFileSync(join(cwd, 'README.md'), 'unpushed\n');
    run(cwd, 'commit', '--quiet', '--all', '--message', 'of the user');
    return { cwd, url };
  }
  const agent = (file: string) => ({ ...writing(file, 'x'), commands: {}, permissions: 'read' }) as const;

  test('pushes the session’s branch to the repository’s origin, and touches nothing else', async () => {
    const { cwd, url } = pushable();
    const before = [run(url, 'rev-parse', 'main'), run(cwd, 'rev-parse', 'main')];
    const { engine } = open({ cwd, agent: agent('made') });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withPush()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(customs(events, 'amber:pushed')).toEqual([{ url, branch: `ambient/${ref.name}` }]);
    expect(run(url, 'show', `ambient/${ref.name}:made`)).toBe('x');
    expect([run(url, 'rev-parse', 'main'), run(cwd, 'rev-parse', 'main')]).toEqual(before);
    expect(run(cwd, 'status', '--porcelain')).toBe('');
    await engine.remove(ref);
  });

  test('goes where the user’s own pushes go', async () => {
    const { cwd, url } = pushable();
    const fork = origin();
    run(cwd, 'remote', 'add', 'fork', fork);
    run(cwd, 'config', 'remote.pushDefault', 'fork');
    const { engine } = open({ cwd, agent: agent('made') });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withPush()));
    expect(customs(await read(engine, ref), 'amber:pushed')).toEqual([{ url: fork, branch: `ambient/${ref.name}` }]);
    expect(run(url, 'branch', '--list', 'ambient/*')).toBe('');
  });

  test('a run that changed nothing pushes nothing, not even commits of the user', async () => {
    const { cwd, url } = pushable();
    const { engine } = open({ cwd });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withPush()));
    const events = await read(engine, ref);
    expect([customs(events, 'amber:pushed'), customs(events, 'amber:warning')]).toEqual([[], []]);
    expect(run(url, 'branch', '--list', 'ambient/*')).toBe('');
  });

  test('a push that fails is a warning that says where the work is', async () => {
    const { cwd, url } = pushable();
    writeFileSync(join(url, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { engine, stateDir } = open({ cwd, agent: agent('made') });
    const ref = refOf(await engine.create(session([{ text: 'a' }]), withPush()));
    const events = await read(engine, ref);
    expect(customs(events, 'amber:warning')).toEqual([
      { code: 'PUSH_FAILED', message: expect.stringContaining(join(dirOf(stateDir, ref), 'worktree')) },
    ]);
    expect(last(events).type).toBe('RUN_FINISHED');
  });

  test('is refused early where there is nowhere to push to', async () => {
    const { engine } = open({ cwd: repository() });
    await expect(engine.create(session([]), withPush())).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('no remote "origin"'),
    });
    expect(await all(engine.list('default'))).toEqual([]);
  });
});

describe('git', () => {
  test('never shows credentials', async () => {
    const url = 'https://user:secret@127.0.0.1:1/x.git';
    expect(withoutCredentials(`fatal: unable to access '${url}'`)).not.toContain('secret');
    const failed = git(['clone', '--', url, 'x'], directory(), context());
    await expect(failed).rejects.not.toThrow('secret');
  });

  test('asks nobody, obeys no surrounding hook, and dies with its signal', async () => {
    const cwd = realpathSync(repository());
    const env = { ...agentEnv(), GIT_DIR: '/elsewhere' };
    expect(await git(['rev-parse', '--show-toplevel'], cwd, { ...context(), env })).toBe(cwd);
    const leave = new AbortController();
    const hanging = git(['-c', 'alias.hang=!sleep 30', 'hang'], cwd, { env: agentEnv(), signal: leave.signal });
    setTimeout(() => leave.abort(), 50);
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  });
});
