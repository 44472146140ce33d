import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../src/github/thread/thread-record.ts';
import { annotations } from '../../scenarios/kit/action.ts';
import { commentsOn, FAILS, managedPull, scheduled } from '../../scenarios/kit/batch.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { onThread } from '../../scenarios/kit/thread.ts';

/** Each agent waits for the other one: neither would end if they did not work at once. */
const TOGETHER = [
  'git rev-parse --abbrev-ref HEAD > "$TMPDIR/$(git rev-parse --abbrev-ref HEAD)"',
  'while [ ! -e "$TMPDIR/change-12" ] || [ ! -e "$TMPDIR/change-13" ]; do sleep 0.1; done',
  'git rev-parse --abbrev-ref HEAD > fixed.txt',
];

describe.skipIf(NO_LOCAL)('a pass, engine local', () => {
  test('each pull request’s work is on its own branch, two at once; guards hold for each', async () => {
    await using on = await onThread('pull-request', shellAgent(TOGETHER));
    const { github, place } = on;
    const { git } = github;
    for (const number of [12, 13]) {
      const head = git?.commit(`change-${number}`, { 'a.txt': `${number}\n` }, `Change ${number}`, 'main');
      managedPull(github, number, { ...FAILS, headSha: head ?? '' });
    }
    const TMPDIR = place.write('tmp/.keep', '').replace('/.keep', '');
    const it = scheduled(place, github, { with: { ...shellAgent(TOGETHER), concurrency: '2' }, env: { TMPDIR } });
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
    for (const number of [12, 13]) {
      expect(git?.file(`change-${number}`, 'fixed.txt')).toBe(`change-${number}`);
      const pushedSha = git?.head(`change-${number}`);
      expect(readRecord(commentsOn(github, number)[0] ?? '')).toMatchObject({ outcome: 'finished', pushedSha });
    }
    expect(git?.git('log', '-1', '--format=%B', 'change-12')).not.toContain('Co-authored-by');
    expect(github.violations).toEqual([]);
    // The commits are Amber's, not a person's: the second attempt is the second.
    Object.assign(github.state.threads.get(12)?.pull ?? {}, { headSha: git?.head('change-12'), headAuthor: 'alice' });
    github.state.threads.get(13)?.labels.splice(0);
    const TMP = { TMPDIR };
    await scheduled(place, github, { with: shellAgent(['echo x > .github-x']), env: { ...TMP, GITHUB_RUN_ID: '9002' } })
      .done;
    expect(readRecord(commentsOn(github, 12)[1] ?? '')).toMatchObject({ attempts: 2 });
  });

  test('work that is held back fails the step and its row, and no other', async () => {
    const agent = shellAgent([
      'case "$(git rev-parse --abbrev-ref HEAD)" in *12) mkdir -p .github; echo x > .github/x.yml;; *) echo x > x.txt;; esac',
    ]);
    await using on = await onThread('pull-request', agent);
    const { github, place } = on;
    for (const number of [12, 13]) {
      const head = github.git?.commit(`change-${number}`, { 'a.txt': `${number}\n` }, `Change ${number}`, 'main');
      managedPull(github, number, { ...FAILS, headSha: head ?? '' });
    }
    const it = scheduled(place, github, { with: agent });
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout).at(-1)).toMatch(/^error: #12: the run finished.*NOT_DELIVERED/);
    expect(github.git?.file('change-13', 'x.txt')).toBe('x');
    expect(commentsOn(github, 12)[0]).toContain('.github/x.yml');
    expect(it.summary()).toContain('⚠️ finished (NOT_DELIVERED)');
  });

  test('deliver: patch is for one thread, and that is said', async () => {
    await using on = await onThread('pull-request', shellAgent(['true']));
    const it = scheduled(on.place, on.github, { with: { ...shellAgent(['true']), deliver: 'patch' } });
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout).at(-1)).toMatch(/a pass is about many \[USAGE\]; .*deliver: push/);
    expect(on.github.requests).toEqual([]);
  });
});
