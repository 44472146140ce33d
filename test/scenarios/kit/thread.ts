import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { GitServer } from '../../fakes/github/git-server.ts';
import { type FakeGitHub, type FakeOptions, FakeGitHub as GitHub } from '../../fakes/github/server.ts';
import type { FakeThread } from '../../fakes/github/state.ts';
import { type FakePlatform, startPlatform } from '../../fakes/platform/server.ts';
import { DIST, type StartStep, type Step, type StepOptions, step } from './action.ts';
import { Place } from './place.ts';

/** The workflow runs of a story: each job has its own. */
let runs = 5000;

/** A repository on a fake GitHub, with the thread that a story happens in. */
export interface OnThread extends AsyncDisposable {
  readonly place: Place;
  readonly github: FakeGitHub;
  readonly thread: FakeThread;
  /** Somebody comments; the step is what the workflow does then. */
  comment(text: string, options?: CommentOptions): Step;
  /** Somebody puts a label on the issue. */
  label(name: string, options?: StepOptions): Step;
  /** The bodies of Amber's comments, oldest first. */
  bodies(): readonly string[];
}

export interface CommentOptions extends StepOptions {
  readonly author?: string;
}

export interface ThreadOptions extends FakeOptions {
  /** How each step of the story runs, where it does not say that itself. */
  readonly start?: StartStep | undefined;
}

/** `alice` may write. */
export async function onThread(
  kind: 'issue' | 'pull-request',
  inputs: StepOptions['with'] = {},
  { start, ...options }: ThreadOptions = {},
): Promise<OnThread> {
  const github = await GitHub.start(options);
  const place = new Place();
  const { bare, work } = await repositories();
  cpSync(work, place.workspace, { recursive: true });
  const { state } = github;
  if (inputs['api-url'] === undefined) {
    const git = await GitServer.start(`${state.owner}/${state.repo}`, state, bare);
    github.git = git;
    state.branches = () => git.branches();
    state.createBranch = (branch, commit) => {
      if (git.head(branch) !== undefined) return false;
      git.git('update-ref', `refs/heads/${branch}`, commit);
      return true;
    };
    state.commitOn = (branch, onto, files, message) => {
      if (git.head(branch) !== onto) throw new Error(`Expected branch to point to "${onto}" but it did not.`);
      return git.commit(branch, files, message);
    };
  }
  state.roles.set('alice', 'write');
  const about = { title: 'It is slow', body: 'Since yesterday.' };
  const thread = kind === 'issue' ? state.issue(7, about) : state.pullRequest(7, {}, about);
  const repository = { name: state.repo, full_name: `${state.owner}/${state.repo}`, owner: { login: state.owner } };
  const begin = (eventName: string, payload: object, options: StepOptions): Step => {
    runs += 1;
    state.workflowRuns.set(runs, { status: 'in_progress', conclusion: null });
    return step(place, {
      ...(start !== undefined && { start }),
      ...options,
      github,
      eventName,
      payload: { repository, ...payload },
      with: { ...inputs, ...options.with },
      env: { GITHUB_RUN_ID: `${runs}`, GITHUB_TRIGGERING_ACTOR: 'alice', GITHUB_ACTOR: 'alice', ...options.env },
    });
  };
  const issue = { ...about, number: 7, state: 'open', ...(kind === 'issue' ? {} : { pull_request: {} }) };
  return {
    place,
    github,
    thread,
    comment: (text, { author = 'alice', ...options } = {}) => {
      const { id, createdAt } = state.comment(7, author, text, new Date().toISOString());
      const user = { login: author, type: 'User', id: 583231 };
      const comment = { id, node_id: `IC_${id}`, body: text, created_at: createdAt, user, html_url: '' };
      return begin('issue_comment', { action: 'created', comment, issue, sender: user }, options);
    },
    label: (name, options = {}) => {
      const sender = { login: 'alice', type: 'User', id: 583231 };
      return begin('issues', { action: 'labeled', label: { name }, issue, sender }, options);
    },
    bodies: () => [...state.comments.values()].filter(({ author }) => author === state.viewer).map(({ body }) => body),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await github[Symbol.asyncDispose]();
    },
  };
}

interface Repositories {
  /** A place's workspace. */
  readonly work: string;
  /** What a server has of it: its `main`, and branch `feature` with a change. */
  readonly bare: string;
}

let made: Promise<Repositories> | undefined;

/** Made once for all stories of a thread, beside the bundle: each has copies, which take no process. */
function repositories(): Promise<Repositories> {
  made ??= makeRepositories();
  return made;
}

async function makeRepositories(): Promise<Repositories> {
  const root = join(DIST, '..', `repositories-${process.pid}`);
  await using place = new Place();
  place.git();
  await using git = await GitServer.start('octo/hello', { token: '', readToken: '' });
  git.git('fetch', '--quiet', place.workspace, 'main:main');
  git.commit('feature', { 'src/feature.ts': 'export const feature = true;\n' }, 'Add a feature', 'main');
  cpSync(place.workspace, join(root, 'work'), { recursive: true });
  cpSync(git.dir, join(root, 'bare'), { recursive: true });
  return { work: join(root, 'work'), bare: join(root, 'bare') };
}

/** The same, with a platform behind it. */
export async function onPlatformThread(
  kind: 'issue' | 'pull-request' = 'pull-request',
  options: ThreadOptions = {},
): Promise<OnThread & { readonly platform: FakePlatform }> {
  const platform = await startPlatform({ speed: 10, heartbeat: 150_000, runsAtOnce: true });
  const inputs = { 'api-url': platform.url, 'api-token': platform.token, project: 'team-a' };
  const on = await onThread(kind, inputs, options);
  return {
    ...on,
    platform,
    async [Symbol.asyncDispose]() {
      await on[Symbol.asyncDispose]();
      await platform[Symbol.asyncDispose]();
    },
  };
}

/** The server that has the repository. */
export function gitOf({ github }: OnThread): GitServer {
  if (github.git === undefined) throw new Error('no git server');
  return github.git;
}

/** The requests of a story in order, each by its route; what follows `/repos/{owner}/{repo}`. */
export function routes({ requests }: FakeGitHub): readonly string[] {
  return requests.map(({ route }) => route.replace('/repos/{owner}/{repo}', ''));
}
