import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeGitHub } from '../fakes/github/server.ts';
import { NO_LOCAL, result } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';

const WORKFLOW = 'work/.github/workflows/amber.yml';
const secret = (name: string): string => `\${{ secrets.${name} }}`;
/** What the package of the tests says of its release. */
const PINNED = 'example/amber@c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';
/** Names the same where the sources run, which are no release. */
const PIN = ['--action', 'example/amber', '--ref', 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00'];

function repository(): {
  readonly place: Place;
  readonly init: (...args: string[]) => ReturnType<Place['call']>;
} {
  const place = new Place();
  place.git();
  return { place, init: (...args) => place.call(['init', ...PIN, ...args]) };
}

describe.skipIf(NO_LOCAL)('amber init', () => {
  test('writes the workflow of the engine, pinned to the release, and says what is left to do', async () => {
    const { place } = repository();
    await using _ = place;
    const init = () => place.amber(['init', '--engine', 'platform', '--project', 'team-a']).done;
    const { code, stderr, stdout } = await init();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(place.read(WORKFLOW)).toContain(`uses: ${PINNED} # v`);
    expect(place.read(WORKFLOW)).toContain('project: team-a');
    expect(stdout).toMatch(/^wrote \.github\/workflows\/amber\.yml\n/);
    expect(stdout).toMatch(/ {2}gh secret set AMBER_API_URL +# the address of the platform’s API\n/);
    expect(stdout).toContain('gh secret set AMBER_TOKEN');
    expect(stdout).toContain('gh label create amber:managed --color');
    expect(stdout).toContain('git add .github && git commit');
    expect(stdout).toContain('amber doctor --github');
    expect((await init()).stdout).toMatch(/^as it is: /);
  });

  test('makes the labels on GitHub, those that are there not again', async () => {
    const { place } = repository();
    await using _ = place;
    await using github = await FakeGitHub.start();
    const { state } = github;
    state.labels.set('amber:managed', { color: '000000', description: 'Ours.' });
    const env = { ...github.env, GITHUB_TOKEN: state.token };
    const labels = ['init', '-e', 'platform', '--create-labels', ...PIN];
    const init = (...more: string[]) => place.call([...labels, ...more], { env });
    expect((await init('--dry-run')).code).toBe(0);
    expect(github.requests).toEqual([]);
    const { code, stdout } = await init();
    expect(code).toBe(0);
    expect(stdout).not.toContain('gh label');
    expect([...state.labels.keys()].sort()).toEqual(['amber:auto-fix', 'amber:managed', 'amber:needs-human']);
    expect(state.labels.get('amber:managed')).toEqual({ color: '000000', description: 'Ours.' });
    expect(github.violations).toEqual([]);
    expect(await place.call(labels)).toMatchObject({ code: 1 });
  });

  test('a workflow that answers already, under another name, is told', async () => {
    const { init, place } = repository();
    await using _ = place;
    await init('--engine', 'platform');
    place.write('work/.github/workflows/bot.yml', place.read(WORKFLOW));
    const nightly = `on: push\njobs: { a: { runs-on: x, steps: [{ uses: example/amber@v1, with: { prompt: hi } }] } }\n`;
    place.write('work/.github/workflows/nightly.yml', nightly);
    expect((await init('--engine', 'platform')).stderr).toBe(
      'warning: .github/workflows/bot.yml uses Amber already, and will answer the same comments too: keep one\n',
    );
  });

  test('from any folder of the clone; prompts are written once, and stay as people have changed them', async () => {
    const { place } = repository();
    await using _ = place;
    const cwd = join(place.workspace, 'src');
    const init = () => place.call(['init', '-e', 'local', '--prompts', ...PIN], { cwd });
    const first = await init();
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('"@amber stop" finds no run');
    expect(first.stdout).toContain('gh secret set ANTHROPIC_API_KEY');
    expect(first.stdout).toContain('can_approve_pull_request_reviews=true');
    expect(place.read('work/.github/amber/fresh.md')).toContain('{{delivery}}');
    place.write('work/.github/amber/fresh.md', 'Mine.');
    expect((await init()).stdout).toContain('as it is: .github/amber/fresh.md');
    expect(place.read('work/.github/amber/fresh.md')).toBe('Mine.');
  });

  test('a dry run shows all of it, and writes nothing', async () => {
    const { init, place } = repository();
    await using _ = place;
    const { code, stdout } = await init('-e', 'kubernetes', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain(`+          kubeconfig: ${secret('AMBER_KUBECONFIG')}\n`);
    expect(stdout).toContain('would write .github/workflows/amber.yml');
    expect(existsSync(join(place.workspace, '.github'))).toBe(false);
    const { files } = result(await init('-e', 'kubernetes', '--dry-run', '-o', 'json')) as unknown as {
      files: object[];
    };
    expect(files).toMatchObject([{ path: '.github/workflows/amber.yml', action: 'create' }]);
  });

  test('what is there is overwritten by somebody’s word only, after the difference was shown', async () => {
    const { init, place } = repository();
    await using _ = place;
    place.write(WORKFLOW, 'name: Mine\n');
    const refused = await init('-e', 'platform');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('-name: Mine\n');
    expect(refused.stderr).toMatch(/would be overwritten.*\[CONFLICT\]\n {2}hint: .*amber init --yes/);
    expect(place.read(WORKFLOW)).toBe('name: Mine\n');
    expect((await init('-e', 'platform', '--yes')).stdout).toContain('changed .github/workflows/amber.yml');
    expect(place.read(WORKFLOW)).toContain('name: Amber\n');
  });

  test.skipIf(NO_TERMINAL)('on a terminal it asks', async () => {
    const { place } = repository();
    await using _ = place;
    for (const [answer, text] of [
      ['n\n', 'name: Mine\n'],
      ['y\n', 'name: Amber\n'],
    ] as const) {
      place.write(WORKFLOW, 'name: Mine\n');
      const asked = place.onTerminal(['init', '-e', 'platform']);
      expect(plain(await asked.until('stdout', /\[y\/N\]/))).toContain('Overwrite .github/workflows/amber.yml?');
      asked.child.stdin?.write(answer);
      expect((await asked.done).code).toBe(answer === 'y\n' ? 0 : 1);
      expect(place.read(WORKFLOW)).toContain(text);
    }
  });

  test('a folder that leads out of the repository is not written to', async () => {
    const { init, place } = repository();
    await using _ = place;
    mkdirSync(join(place.root, 'elsewhere'));
    symlinkSync(join(place.root, 'elsewhere'), join(place.workspace, '.github'));
    const { code, stderr } = await init('-e', 'platform');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('leads out of the repository') });
    expect(place.files('elsewhere')).toEqual([]);
  });

  test.each<[string, (place: Place) => void, RegExp]>([
    [
      'a link to nowhere',
      ({ root, workspace }) => {
        mkdirSync(join(workspace, '.github/workflows'), { recursive: true });
        symlinkSync(join(root, 'outside.yml'), join(workspace, '.github/workflows/amber.yml'));
      },
      /amber\.yml leads out of the repository, or nowhere/,
    ],
    [
      'a file in place of a folder',
      ({ workspace }) => writeFileSync(join(workspace, '.github'), ''),
      /cannot read .*amber\.yml: ENOTDIR/,
    ],
    [
      'a folder in place of the file',
      ({ workspace }) => mkdirSync(join(workspace, '.github/workflows/amber.yml'), { recursive: true }),
      /cannot read .*amber\.yml: EISDIR/,
    ],
  ])('%s is the repository’s to mend, and nothing is written', async (_what, make, said) => {
    const { init, place } = repository();
    await using _ = place;
    make(place);
    const { code, stderr } = await init('-e', 'platform', '--prompts');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(said) });
    expect(existsSync(join(place.root, 'outside.yml'))).toBe(false);
    expect(existsSync(join(place.workspace, '.github/amber'))).toBe(false);
  });

  test('finds ambient-action on one line, and not in comments', async () => {
    const { init, place } = repository();
    await using _ = place;
    const step = '{ uses: "Ambient-Code/Ambient-Action@v1", with: { prompt: hi, api-url: u } }';
    const folder = join(place.workspace, '.github/workflows');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'a.yml'), `on: push\njobs: { a: { runs-on: x, steps: [${step}] } }\n`);
    writeFileSync(join(folder, 'b.yml'), '# uses: ambient-code/ambient-action@v1\non: push\njobs: {}\n');
    expect((await init('--from-ambient-action', '--yes')).code).toBe(0);
    expect(place.read('work/.github/workflows/a.yml')).toMatch(/steps: \[\{ uses: example\/amber@c0ffee/);
  });

  test('rewrites what uses ambient-action, and says what changes', async () => {
    const { init, place } = repository();
    await using _ = place;
    const old = 'work/.github/workflows/nightly.yml';
    const text = `on: push # often\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ambient-code/ambient-action@v0.0.5\n        with: { prompt: x, api-url: "${secret('URL')}" }\n`;
    place.write(old, text);
    place.write('work/.github/workflows/ci.yml', 'on: push\njobs: {}\n');
    expect((await init('-e', 'platform')).stderr).toContain(
      'nightly.yml uses ambient-action, and may answer what Amber answers: amber init --from-ambient-action rewrites it',
    );
    const asked = await init('--from-ambient-action');
    expect(asked).toMatchObject({ code: 1, stdout: expect.stringContaining('  changed a step fails if its run did') });
    expect(place.read(old)).toBe(text);
    const { code, stdout } = await init('--from-ambient-action', '--yes', '--prompts');
    expect(code).toBe(0);
    // The sessions are the platform's: there no job delivers what an agent of the runner has done.
    expect(place.read('work/.github/amber/fresh.md')).not.toContain('{{delivery}}');
    expect(place.read(old)).toBe(text.replace('ambient-code/ambient-action@v0.0.5', PINNED));
    expect(stdout).toContain('  changed a step fails if its run did');
    expect(stdout).not.toContain('gh secret set');
    expect(place.read('work/.github/workflows/ci.yml')).toBe('on: push\njobs: {}\n');
    const again = await init('--from-ambient-action');
    expect(again).toMatchObject({ code: 6, stderr: expect.stringContaining('no workflow in .github/workflows uses') });
    const named = await init('--from-ambient-action', 'nowhere.yml');
    expect(named).toMatchObject({ code: 6, stderr: expect.stringContaining('there is no nowhere.yml') });
  });

  test.each([
    [['--ref', 'main'], /--ref "main" is not allowed: a whole commit/],
    [['--action', 'x'], /--action "x" is not allowed/],
    [['-e', 'local', '--agent', 'opencode'], /can't install the agent "opencode"/],
    [['-e', 'local', '--project', 'team-a'], /--project does not go with engine "local"/],
    [['--from-ambient-action', '--agent', 'codex'], /--agent does not go with --from-ambient-action/],
  ])('%j is an error', async (args, message) => {
    const { init, place } = repository();
    await using _ = place;
    expect(await init(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    expect(existsSync(join(place.workspace, '.github'))).toBe(false);
  });

  test('outside of a repository it says so', async () => {
    await using place = new Place();
    const { code, stderr } = await place.call(['init']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('is in no git repository') });
  });
});

interface Check {
  readonly name: string;
  readonly status: string;
  readonly detail: string;
  readonly hint?: string;
}

describe.skipIf(NO_LOCAL)('amber doctor --github', () => {
  async function setUp(engine: string) {
    const github = await FakeGitHub.start();
    const { init, place } = repository();
    expect((await init('-e', engine)).code).toBe(0);
    const { state } = github;
    const env = { ...github.env, GITHUB_TOKEN: state.token };
    const doctor = async ({
      released = false,
    } = {}): Promise<{
      code: number | null;
      found: { [name: string]: Check };
    }> => {
      const args = ['doctor', '--github', '-o', 'json'];
      const { code, stdout } = await (released ? place.amber(args, { env }).done : place.call(args, { env }));
      const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
      return { code, found: Object.fromEntries(checks.map((check) => [check.name, check])) };
    };
    /** As a person does what init has said. */
    const complete = (): void => {
      state.files.set('.github/workflows/amber.yml', place.read(WORKFLOW));
      for (const name of ['amber:auto-fix', 'amber:managed', 'amber:needs-human'])
        state.labels.set(name, { color: '', description: '' });
      for (const name of ['AMBER_API_URL', 'AMBER_TOKEN', 'AMBER_PROJECT', 'ANTHROPIC_API_KEY'])
        state.secrets.add(name);
      state.commits.add('example/amber@c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00');
    };
    return { complete, doctor, env, github, place, state };
  }

  test('finds all that is missing, with what to type; then nothing', async () => {
    const { complete, doctor, github, place } = await setUp('platform');
    await using _ = place;
    await using __ = github;
    const { code, found } = await doctor({ released: true });
    expect(code).toBe(1);
    expect(found['.github/workflows/amber.yml on main']).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('is not there'),
    });
    expect(found['secret AMBER_TOKEN']).toMatchObject({ status: 'fail', hint: 'gh secret set AMBER_TOKEN' });
    expect(found['label amber:managed']).toMatchObject({
      status: 'warn',
      hint: expect.stringContaining('gh label create'),
    });
    expect(found['example/amber@c0ffee0']).toMatchObject({
      status: 'fail',
      hint: expect.stringMatching(/^amber init, /),
    });
    complete();
    const whole = await doctor();
    expect(whole.code).toBe(0);
    expect(Object.values(whole.found).filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(whole.found['checks of what Amber pushes']).toMatchObject({
      detail: expect.stringContaining('platform’s rights'),
    });
    expect(github.violations).toEqual([]);
  });

  test('says what a workflow that somebody wrote lacks', async () => {
    const { complete, doctor, github, place, state } = await setUp('platform');
    await using _ = place;
    await using __ = github;
    complete();
    place.write(
      WORKFLOW,
      place
        .read(WORKFLOW)
        .replace(/@c0ffee\w*/, '@v1')
        .replace(', actions: write', '')
        .replace('checks: write', 'checks: read')
        .replace('timeout-minutes: 75', 'timeout-minutes: 30\n    concurrency: one'),
    );
    place.write('work/.github/amber/fix-isue.md', 'Mine.');
    state.secrets.delete('AMBER_TOKEN');
    state.allowedActions = 'local_only';
    const { code, found } = await doctor();
    expect(code).toBe(1);
    expect(found['.github/workflows/amber.yml: pins']).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('example/amber@v1'),
    });
    expect(found['.github/workflows/amber.yml: rights of job amber']).toMatchObject({
      status: 'fail',
      detail: 'its token lacks checks: write, actions: write',
    });
    expect(found['.github/workflows/amber.yml: comments']).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('concurrency'),
    });
    expect(found['.github/workflows/amber.yml on main']).toMatchObject({ status: 'warn' });
    expect(found['.github/amber/fix-isue.md']).toMatchObject({ status: 'warn', hint: 'did you mean "fix-issue.md"?' });
    expect(found.Actions).toMatchObject({ status: 'fail' });
    expect(found['.github/workflows/amber.yml: limit of job amber']).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('GitHub kills it after 30 minutes'),
    });
  });

  test('with engine local: that pushes start no checks, and whether jobs may open pull requests', async () => {
    const { complete, doctor, github, place, state } = await setUp('local');
    await using _ = place;
    await using __ = github;
    complete();
    state.actionsMayOpenPulls = false;
    const { code, found } = await doctor();
    expect(code).toBe(1);
    expect(found['checks of what Amber pushes']).toMatchObject({
      status: 'warn',
      hint: expect.stringContaining('create-github-app-token'),
    });
    expect(found['pull requests of Actions']).toMatchObject({
      status: 'fail',
      hint: expect.stringContaining('can_approve_pull_request_reviews=true'),
    });
    expect(found['.github/workflows/amber.yml: rights of job agent']).toMatchObject({ status: 'ok' });
  });

  test('what the token may not ask is left out, and said', async () => {
    const { complete, doctor, github, place, state } = await setUp('platform');
    await using _ = place;
    await using __ = github;
    complete();
    state.denied.add('get /repos/{owner}/{repo}/actions/secrets/{secret_name}');
    const { code, found } = await doctor();
    expect(code).toBe(0);
    expect(found['secret AMBER_TOKEN']).toMatchObject({ status: 'skip', detail: 'can’t be asked with this token' });
  });

  test('without a workflow, a token, or GitHub it says what to do', async () => {
    const { env, github, place } = await setUp('platform');
    await using _ = place;
    await using __ = github;
    const doctor = (vars: { [name: string]: string }) => place.call(['doctor', '--github'], { env: vars });
    const { GITHUB_TOKEN: _token, ...without } = env;
    expect((await doctor(without)).stdout).toMatch(
      /✗ repository: there is no token for GitHub\n {4}hint: gh auth login/,
    );
    expect((await doctor({ ...env, GITHUB_TOKEN: 'ghp_another' })).stdout).toContain('✗ repository: ');
    expect((await doctor({})).stdout).toContain('hint: git remote add origin');
    await using bare = new Place();
    bare.git();
    expect((await bare.call(['doctor', '--github'])).stdout).toContain(
      '✗ workflow: none of the 0 in .github/workflows uses Amber\n    hint: amber init\n',
    );
  });
});
