import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, type OnThread, onThread } from '../../scenarios/kit/thread.ts';

const WORK = ['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort"', 'echo more > more.ts'];
const BRANCH = 'amber/issue-7-it-is-slow';

/** The agent's job, whose token may only read. Returns the folder as a download of its artifact. */
async function agentJob(on: OnThread, agent = shellAgent(WORK), text = '@amber') {
  const it = on.comment(text, { with: { ...agent, deliver: 'patch' }, token: on.github.state.readToken });
  const { code, stdout } = await it.done;
  const made = it.outputs()['delivery-path'] ?? '';
  const folder = join(on.place.root, 'artifact');
  if (made !== '') cpSync(made, folder, { recursive: true });
  return { code, stdout, folder, outputs: it.outputs(), made };
}

describe.skipIf(NO_LOCAL)('two jobs: an agent that may only read, and a job that may write', () => {
  test('an issue: nothing is written by the first, all of it by the second', async () => {
    await using on = await onThread('issue');
    const { code, stdout, folder, outputs } = await agentJob(on);
    expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
    expect(gitOf(on).branches()).toEqual(['feature', 'main']);
    expect({ bodies: on.bodies(), reactions: on.github.state.reactions }).toEqual({ bodies: [], reactions: [] });
    expect(readdirSync(folder).toSorted()).toEqual(['account.md', 'changes.patch', 'delivery.json', 'work.bundle']);
    expect(readFileSync(outputs['patch-path'] ?? '', 'utf8')).toContain('+++ b/fast.ts');

    const second = on.comment('@amber', { with: { 'deliver-from': folder } });
    const end = await second.done;
    expect({ code: end.code, reported: annotations(end.stdout) }).toEqual({ code: 0, reported: [] });
    expect(stdout).toContain('delivered: nothing yet; a step with deliver-from brings what is in ');
    expect(end.stdout).toMatch(/^delivered: [0-9a-f]{8} to amber\/issue-7-it-is-slow, pull request #8: https:/m);
    expect(on.github.state.threads.get(8)).toMatchObject({ title: 'Make it fast', labels: ['amber:managed'] });
    expect(gitOf(on).git('log', '--format=%an: %s', `main..${BRANCH}`)).toBe(
      'github-actions[bot]: Make it fast\ngithub-actions[bot]: Use a faster sort',
    );
    expect(gitOf(on).git('log', '-1', '--format=%B', BRANCH)).toContain('Co-authored-by: alice <');
    expect(on.bodies()[0]).toContain('Opened pull request #8: 2 commits');
    expect(second.outputs()).toMatchObject({ outcome: 'finished', 'pull-request-number': '8' });
    expect(on.github.violations).toEqual([]);

    // Once more, as after a job that was killed: nothing is done twice.
    expect((await on.comment('@amber', { with: { 'deliver-from': folder } }).done).code).toBe(0);
    expect([...on.github.state.threads.keys()]).toEqual([7, 8]);
    expect(gitOf(on).git('rev-list', '--count', `main..${BRANCH}`)).toBe('2');
    const since = gitOf(on).commit(BRANCH, { 'since.txt': 'since\n' });
    expect((await on.comment('@amber', { with: { 'deliver-from': folder } }).done).code).toBe(0);
    expect(gitOf(on).head(BRANCH)).toBe(since);
  });

  test('a pull request: the second job pushes to the head that it asks for itself, over what was pushed meanwhile', async () => {
    await using on = await onThread('pull-request');
    const { folder } = await agentJob(on);
    const theirs = gitOf(on).commit('feature', { 'theirs.txt': 'theirs\n' });
    expect((await on.comment('@amber', { with: { 'deliver-from': folder } }).done).code).toBe(0);
    expect(gitOf(on).file('feature', 'more.ts')).toBe('more');
    expect(gitOf(on).git('merge-base', '--is-ancestor', theirs, 'feature')).toBe('');
    expect([...on.github.state.checkRuns.values()]).toMatchObject([{ conclusion: 'success' }]);
  });

  test('guards hold in the first job and again in the second, whatever the folder says', async () => {
    await using on = await onThread('issue');
    const bad = shellAgent(['mkdir -p .github/workflows', 'echo "on: push" > .github/workflows/x.yml']);
    const first = await agentJob(on, bad);
    expect(first.code).toBe(1);
    expect(first.outputs['exit-code']).toBe('10');
    expect(readdirSync(first.folder)).not.toContain('work.bundle');
    const second = on.comment('@amber', { with: { 'deliver-from': first.folder } });
    expect((await second.done).code).toBe(1);
    expect(on.bodies()[0]).toContain('decides about CI');
    // A first job that was told to let it through, or that an agent has taken over.
    const allowed = await agentJob(on, { ...bad, 'allow-paths': '.github/**' } as never);
    expect(allowed.code).toBe(0);
    const again = on.comment('@amber', { with: { 'deliver-from': allowed.folder } });
    expect((await again.done).code).toBe(1);
    expect(gitOf(on).branches()).toEqual(['feature', 'main']);
  });

  test('work that git can’t take: its files are a patch in the folder, and the second job says why', async () => {
    await using on = await onThread('issue');
    const odd = shellAgent(['echo "* working-tree-encoding=UTF-16" > .gitattributes', 'echo kept > x.txt']);
    const { code, folder } = await agentJob(on, odd);
    expect(code).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual(['account.md', 'changes.patch', 'delivery.json']);
    expect(readFileSync(join(folder, 'changes.patch'), 'utf8')).toContain('+kept');
    expect((await on.comment('@amber', { with: { 'deliver-from': folder } }).done).code).toBe(1);
    expect(on.bodies()[0]).toContain('git can’t take the work');
  });

  test('an old commit is no excuse for a workflow that was taken away since', async () => {
    await using on = await onThread('issue');
    const git = gitOf(on);
    const old = git.commit('main', { '.github/workflows/old.yml': 'on: push\n' });
    git.commit('main', { '.github/workflows/old.yml': null });
    const revive = [
      'git show HEAD~1:.github/workflows/old.yml > old.yml',
      'mkdir -p .github/workflows',
      'mv old.yml .github/workflows',
      'echo x > x.txt',
    ];
    const { folder } = await agentJob(on, { ...shellAgent(revive), 'allow-paths': '.github/**' } as never);
    const plan = join(folder, 'delivery.json');
    writeFileSync(plan, readFileSync(plan, 'utf8').replace(/"start": "\w+"/, `"start": "${old}"`));
    const { code, stdout } = await on.comment('@amber', { with: { 'deliver-from': folder } }).done;
    expect({ code, reported: annotations(stdout).join() }).toMatchObject({
      code: 1,
      reported: expect.stringContaining('decides about CI or about Amber would change: .github/workflows/old.yml'),
    });
    expect(git.branches()).toEqual(['feature', 'main']);
  });

  test('a folder of another thread, a damaged one and none are errors', async () => {
    await using on = await onThread('issue');
    const { folder } = await agentJob(on);
    const plan = join(folder, 'delivery.json');
    const text = readFileSync(plan, 'utf8');
    const second = async () => {
      const { code, stdout } = await on.comment('@amber', { with: { 'deliver-from': folder } }).done;
      return { code, reported: annotations(stdout).join('\n') };
    };
    writeFileSync(plan, text.replace('"number": 7', '"number": 9'));
    expect(await second()).toMatchObject({ code: 1, reported: expect.stringContaining('is of #9') });
    writeFileSync(plan, text.replace(/"last": "\w{4}/, '"last": "0000'));
    expect(await second()).toMatchObject({ code: 1, reported: expect.stringContaining('NOT_DELIVERED') });
    writeFileSync(plan, text.replace('"v": 1', '"v": 2'));
    expect(await second()).toMatchObject({ code: 1, reported: expect.stringContaining('[INVALID]') });
    const none = await on.comment('@amber', { with: { 'deliver-from': `${folder}/none` } }).done;
    expect(none).toMatchObject({ code: 1, stdout: expect.stringContaining('holds no work to deliver') });
    expect(gitOf(on).branches()).toEqual(['feature', 'main']);
  });

  test('what needs no agent is the second job’s: the first one may not even answer', async () => {
    await using on = await onThread('issue');
    const first = await agentJob(on, shellAgent(WORK), '@amber help');
    expect({ code: first.code, made: first.made, bodies: on.bodies() }).toEqual({ code: 0, made: '', bodies: [] });
    expect((await on.comment('@amber help', { with: { 'deliver-from': `${first.folder}/none` } }).done).code).toBe(0);
    expect(on.bodies()[0]).toContain('`@amber retry`');
  });

  test('nothing changed, and a run that failed: the second job says so', async () => {
    await using on = await onThread('issue');
    const { folder } = await agentJob(on, shellAgent(['true']));
    expect((await on.comment('@amber', { with: { 'deliver-from': folder } }).done).code).toBe(0);
    expect(on.bodies().at(-1)).toContain('Nothing has changed');
    const failed = await agentJob(on, { engine: 'local', agent: 'nobody-has-this' });
    expect(failed.code).toBe(1);
    expect((await on.comment('@amber', { with: { 'deliver-from': failed.made } }).done).code).toBe(1);
    expect(on.bodies().at(-1)).toContain('nobody-has-this');
  });
});
