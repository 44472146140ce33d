import { afterEach, beforeEach, expect, test } from 'vitest';
import { openGitHub } from '../../../src/github/api/octokit-api.ts';
import { react, targetOf } from '../../../src/github/show/reaction.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { comment, label } from '../kit/situation.ts';

let github: FakeGitHub;

beforeEach(async () => {
  github = await FakeGitHub.start();
  github.state.issue(12);
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

function open() {
  const { owner, repo, token } = github.state;
  const clock = new PacedClock();
  const warnings: string[] = [];
  const api = openGitHub({ token, owner, repo, apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl, clock, env: {} });
  return { api, warnings, warn: (message: string): void => void warnings.push(message) };
}

test('each event has its place for a reaction', async () => {
  const deps = open();
  const { id } = github.state.comment(12, 'mona', '@amber');
  await react(comment('@amber', { commentId: id }), 'eyes', deps);
  await react(comment('@amber', { commentId: 7, source: 'review_comment' }), 'eyes', deps);
  await react(comment('@amber', { nodeId: 'PRR_7', source: 'review' }), 'eyes', deps);
  await react(label(), 'confused', deps);
  await react({ kind: 'batch' }, 'eyes', deps);
  expect(github.state.reactions).toEqual([
    `eyes on comment ${id}`,
    'eyes on review comment 7',
    'EYES on PRR_7',
    'confused on thread 12',
  ]);
  expect(targetOf({ kind: 'none', reason: '' })).toBeUndefined();
});

test('a comment that is gone is a warning, not an error', async () => {
  const deps = open();
  await react(comment('@amber', { commentId: 404 }), 'rocket', deps);
  expect(deps.warnings).toEqual([expect.stringContaining('Not Found')]);
});
