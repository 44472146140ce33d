import { expect } from 'vitest';
import { shellAgent } from './shell-agent.ts';
import { gitOf, onThread } from './thread.ts';

/** A laptop, with a clone of the repository and a token. */
export async function laptop() {
  const on = await onThread('issue');
  const git = gitOf(on);
  const url = `${git.url}/octo/hello.git`;
  const { place } = on;
  place.write('home/.gitconfig', '[user]\n\tname = Ada\n\temail = ada@example.com\n');
  expect((await place.program(['git', 'remote', 'add', 'origin', url]).done).code).toBe(0);
  const { GITHUB_API_URL = '', GITHUB_GRAPHQL_URL = '' } = on.github.env;
  const env = { GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_SERVER_URL: git.url, GITHUB_TOKEN: on.github.state.token };
  const amber = (...args: readonly string[]) => place.amber(args, { env }).done;
  const run = (lines: readonly string[]) => amber('run', '--worktree', '--agent', shellAgent(lines).agent, 'go');
  return { on, git, amber, run, place };
}
