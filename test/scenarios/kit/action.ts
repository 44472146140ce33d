import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { parse } from 'yaml';
import type { FakeGitHub } from '../../fakes/github/server.ts';
import type { Place } from './place.ts';
import type { Finished, Run } from './run.ts';

/** A script of the Action under way. */
export type StepRun = Pick<Run, 'done' | 'until' | 'kill'>;

/** Runs a script of the Action with the runner's variables. */
export type StartStep = (script: string, env: { readonly [name: string]: string }, place: Place) => StepRun;

/** The bundle that the suite made for itself. */
export const DIST = join(dirname(inject('amber')), '..', 'dist');
const ACTION = parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8')) as {
  readonly inputs: { readonly [name: string]: { readonly default?: string } };
};

export interface StepOptions {
  /** The step's `with:`. */
  readonly with?: { readonly [name: string]: string };
  readonly eventName?: string;
  readonly payload?: unknown;
  /** The step's own `env:`, and whatever else the runner has. */
  readonly env?: { readonly [name: string]: string };
  /** Where the step's GitHub is; nothing listens without it. */
  readonly github?: FakeGitHub;
  /** The job's token, where it is not the one that GitHub knows. */
  readonly token?: string;
  /** The bundle in a plain child process without it. */
  readonly start?: StartStep;
}

/** One step of a job, as GitHub's runner runs it. */
export interface Step {
  readonly run: StepRun;
  readonly done: Promise<Finished>;
  /** The outputs so far. */
  outputs(): { readonly [name: string]: string };
  state(): { readonly [name: string]: string };
  summary(): string;
  /** Runs the post step: with the same inputs and what the main step saved, whatever became of it. */
  post(env?: { readonly [name: string]: string }): StepRun;
}

let count = 0;

/** Starts the Action's main step with the runner's environment. */
export function step(place: Place, options: StepOptions = {}): Step {
  const id = `step-${count++}`;
  const file = (name: string, content = ''): string => place.write(`${id}/${name}`, content);
  const env = {
    ...inputVariables(options),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: options.eventName ?? 'push',
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(options.payload ?? {})),
    GITHUB_OUTPUT: file('output'),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_ENV: file('env'),
    GITHUB_PATH: file('path'),
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_REPOSITORY_OWNER: 'octo-org',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_NUMBER: '12',
    GITHUB_WORKFLOW: 'Amber',
    GITHUB_JOB: 'amber',
    GITHUB_ACTOR: 'octocat',
    GITHUB_TRIGGERING_ACTOR: 'octocat',
    GITHUB_SHA: '0123456789012345678901234567890123456789',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SERVER_URL: 'https://github.example.com',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
    ...options.github?.env,
    GITHUB_WORKSPACE: place.workspace,
    RUNNER_TEMP: dirname(file('temp/.keep')),
    RUNNER_TOOL_CACHE: dirname(file('tools/.keep')),
    RUNNER_OS: 'Linux',
    ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-job',
    ACTIONS_RUNTIME_URL: 'http://127.0.0.1:9/',
    ...options.env,
  };
  const { start = inProcessOfItsOwn } = options;
  const run = start('action.js', env, place);
  const read = (name: string) => fileCommands(place.read(`${id}/${name}`));
  return {
    run,
    done: run.done,
    outputs: () => read('output'),
    state: () => read('state'),
    summary: () => place.read(`${id}/summary.md`),
    post: (more = {}) => {
      const saved = Object.entries(read('state')).map(([name, value]) => [`STATE_${name}`, value]);
      return start('action-post.js', { ...env, ...Object.fromEntries(saved), ...more }, place);
    },
  };
}

const inProcessOfItsOwn: StartStep = (script, env, place) =>
  place.program([process.execPath, join(DIST, script)], { env });

/** Every input is set, as the runner does it: what is not given has the default of action.yml, or is empty. */
function inputVariables(options: StepOptions): { readonly [name: string]: string } {
  const given = options.with ?? {};
  const defaults = Object.entries(ACTION.inputs).map(([name, { default: value = '' }]) => [
    name,
    value.includes('github.token') ? (options.token ?? options.github?.state.token ?? 'token-of-the-job') : value,
  ]);
  const all = { ...Object.fromEntries(defaults), ...given } as { readonly [name: string]: string };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

/** What stands in a file of the runner: `name<<delimiter`, lines, `delimiter`. The last of a name counts. */
export function fileCommands(text: string): { readonly [name: string]: string } {
  const found: [string, string][] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, name, delimiter] = /^([^<]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) {
      if (lines[at] !== '') throw new Error(`not a file command: ${lines[at]}`);
      continue;
    }
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`${name} has no end`);
    found.push([name, lines.slice(at + 1, end).join('\n')]);
    at = end;
  }
  return Object.fromEntries(found);
}

/** The annotations of a log: `error: text`. */
export function annotations(log: string): readonly string[] {
  const unescaped = (text: string): string =>
    text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
  return [...commandLines(log).matchAll(/^::(error|warning|notice)(?: [^:]*)?::(.*)$/gm)].map(
    ([, kind, text = '']) => `${kind}: ${unescaped(text)}`,
  );
}

/** What of a log the runner takes for commands: nothing between `::stop-commands::token` and `::token::`. */
export function commandLines(log: string): string {
  let token: string | undefined;
  return log
    .split('\n')
    .filter((line) => {
      if (token !== undefined) {
        if (line === `::${token}::`) token = undefined;
        return false;
      }
      token = /^::stop-commands::(.+)$/.exec(line)?.[1];
      return token === undefined && line.startsWith('::');
    })
    .join('\n');
}
