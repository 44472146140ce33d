import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GitHubApi } from '../../../src/github/api/github-api.ts';
import { openGitHub } from '../../../src/github/api/octokit-api.ts';
import { readFrontmatter } from '../../../src/github/thread/frontmatter.ts';
import { keepFrontmatter } from '../../../src/github/thread/update-frontmatter.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import type { FakeThread } from '../../fakes/github/state.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';

let github: FakeGitHub;
let api: GitHubApi;
let pull: FakeThread;

beforeEach(async () => {
  const clock = new PacedClock();
  github = await FakeGitHub.start({ clock });
  const { owner, repo, token } = github.state;
  api = openGitHub({ token, owner, repo, apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl, clock, env: {} });
  pull = github.state.pullRequest(7, {}, { body: '<!-- acp:owner=x retry_count=0 -->\nWhat it does.' });
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

const keep = (): Promise<void> => keepFrontmatter({ number: 7, body: pull.body }, { retryCount: 2 }, api);
const writes = (): number => github.requests.filter(({ route }) => route.startsWith('patch ')).length;

test('one write, and nothing else of the body changes', async () => {
  await keep();
  expect(pull.body).toBe('<!-- acp:owner=x retry_count=2 -->\nWhat it does.');
  expect(writes()).toBe(1);
  await keep();
  expect(github.requests).toHaveLength(3);
});

test('what somebody wrote since the body was seen is kept', async () => {
  const seen = pull.body;
  github.state.edit(pull, `${seen}\nAnd more.`);
  await keepFrontmatter({ number: 7, body: seen }, { retryCount: 2 }, api);
  expect(pull.body).toBe('<!-- acp:owner=x retry_count=2 -->\nWhat it does.\nAnd more.');
  expect(writes()).toBe(1);
});

test.each(['no edit', 'an earlier edit'])(
  'what somebody writes between read and write is not lost, after %s',
  async (before) => {
    if (before !== 'no edit') github.state.edit(pull, `${pull.body}\nEarlier.`);
    const wanted = `${pull.body}\nAnd more.`.replace('retry_count=0', 'retry_count=2');
    github.state.beforeBody.push((thread) => github.state.edit(thread, `${thread.body}\nAnd more.`));
    await keep();
    expect(pull.body).toBe(wanted);
    expect(writes()).toBe(2);
  },
);

test('somebody who takes the frontmatter back in an editor that was open has their text, with the frontmatter', async () => {
  const edited = `${pull.body}\nFrom an old page.`;
  const real = api.updatePullBody;
  let is = 'before';
  const slow: GitHubApi = {
    ...api,
    updatePullBody: async (...args) => {
      await real(...args);
      if (is === 'before') github.state.edit(pull, edited, '2026-11-22T12:30:00Z');
      is = 'after';
    },
  };
  await keepFrontmatter({ number: 7, body: pull.body }, { retryCount: 2 }, slow);
  expect(pull.body).toBe(edited.replace('retry_count=0', 'retry_count=2'));
});

test('somebody who never stops: after three tries it is theirs, and nothing of it is lost', async () => {
  let theirs = pull.body;
  for (let count = 1; count <= 3; count += 1)
    github.state.beforeBody.push((thread) => {
      theirs += `\nLine ${count}.`;
      github.state.edit(thread, theirs);
    });
  await expect(keep()).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(writes()).toBe(4);
  expect(pull.body).toBe(theirs);
});

test('a server whose history tells no whole texts: the edit stands as it was made', async () => {
  const vague: GitHubApi = {
    ...api,
    pullBody: async (number) => ({ ...(await api.pullBody(number)), edits: [{ id: 'x', text: '+ a line' }] }),
  };
  await keepFrontmatter({ number: 7, body: pull.body }, { retryCount: 2 }, vague);
  expect(readFrontmatter(pull.body)).toEqual({ retryCount: 2 });
});
