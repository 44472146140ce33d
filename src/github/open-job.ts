import { AmberError, isAmberError, messageOf } from '../core/errors.ts';
import { givenSecrets, secretsOf } from '../core/secrets/from-environment.ts';
import { makeRedactor, type Redactor } from '../core/secrets/redact.ts';
import type { Engine } from '../engine/engine.ts';
import type { Interrupts } from '../run/interrupt.ts';
import type { GitHubApi } from './api/api.ts';
import { catchCancel } from './cancel.ts';
import { contextOf, type EventContext } from './event/context.ts';
import type { GitHubEvent } from './event/event.ts';
import { inputWarnings } from './inputs/input-warnings.ts';
import { type Inputs, inputOf, readInputs } from './inputs/inputs.ts';
import { execute } from './job.ts';
import { decide } from './plan/decide.ts';
import { openEngine } from './run/open-engine.ts';
import type { Reports, Runner } from './runner.ts';

/** All that a step has to work with, from its plan to its end. */
export interface Job {
  readonly runner: Runner;
  readonly reports: Reports;
  readonly event: GitHubEvent;
  readonly inputs: Inputs;
  readonly context: EventContext;
  readonly redactor: Redactor;
  readonly interrupts: Interrupts;
  /** Opened when first asked for, and then the same one. @throws AmberError */
  engine(): Promise<Engine>;
  /** Opened when first asked for, and then the same one. @throws AmberError */
  api(): Promise<GitHubApi>;
  /** Says something in the log. */
  say(line: string): void;
}

/** Plans and acts. Gives the exit code of the step; never throws. */
export async function runJob(event: GitHubEvent, runner: Runner, reports: Reports): Promise<number> {
  const { interrupts, release } = catchCancel(runner);
  let redactor = makeRedactor(secretsOf(runner.env));
  let opened: OpenJob | undefined;
  try {
    const inputs = readInputs((name) => inputOf(runner.env, name));
    redactor = redactorFor(runner, inputs);
    for (const token of [inputs.apiToken, inputs.githubToken]) if (token !== undefined) reports.secret(token);
    for (const warning of inputWarnings(inputs, runner.env)) reports.warning(redactor.all(warning));
    opened = openJob({ event, runner, reports, inputs, redactor, interrupts });
    return await execute(await decide(opened.job), opened.job);
  } catch (error) {
    reports.failed(redactor.all(whyOf(error, interrupts)));
    return 1;
  } finally {
    await opened?.close();
    release();
  }
}

/** Hides the job's secrets, the tokens of the inputs, and all values of the session's own variables. */
export function redactorFor(
  { env }: Runner,
  { apiToken = '', githubToken = '', environmentVariables }: Inputs,
): Redactor {
  return makeRedactor([...secretsOf(env), ...givenSecrets(environmentVariables), apiToken, githubToken]);
}

/** A job, and the way to give back what it has opened. */
export interface OpenJob {
  readonly job: Job;
  /** Waits for what is hosted here, but not once there is no time left. */
  close(): Promise<void>;
}

/** @throws AmberError USAGE outside of a repository */
export function openJob(parts: Omit<Job, 'context' | 'engine' | 'api' | 'say'>): OpenJob {
  const { inputs, interrupts, redactor, runner } = parts;
  const context = contextOf(runner.env);
  const say = (line: string): void => void runner.stdout.write(`${harmless(redactor.all(line))}\n`);
  let engine: Promise<Engine> | undefined;
  let api: Promise<GitHubApi> | undefined;
  const job: Job = {
    ...parts,
    context,
    say,
    engine: () => {
      engine ??= openEngine(inputs, runner, say);
      return engine;
    },
    api: () => {
      api ??= openApi(inputs, context, runner);
      return api;
    },
  };
  return { job, close: () => closeEngine(engine, interrupts) };
}

/** @throws AmberError USAGE without a token */
export async function openApi(
  { githubToken }: Inputs,
  context: EventContext,
  { clock, env }: Pick<Runner, 'clock' | 'env'>,
): Promise<GitHubApi> {
  if (githubToken === undefined)
    throw new AmberError('USAGE', 'input github-token is empty: nothing can be asked of GitHub', {
      hint: 'in a workflow leave the input out: the job’s own token is its default; elsewhere set GITHUB_TOKEN',
    });
  const { openGitHub } = await import('./api/octokit-api.ts');
  const { apiUrl, graphqlUrl, owner, repo } = context;
  return openGitHub({ token: githubToken, apiUrl, graphqlUrl, owner, repo, clock, env });
}

/** One line of the log that is no command to the runner, whatever it quotes. */
function harmless(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/^ ?::/, ': :').replaceAll('##[', '# #[');
}

/** A step's last words about what it could not do, in one line. */
function whyOf(error: unknown, { first }: Interrupts): string {
  if (first.aborted && !isAmberError(error)) return 'the job was cancelled before anything was begun';
  const what = isAmberError(error) ? `${error.message} [${error.code}]` : `${messageOf(error)} [INTERNAL]`;
  const hint = isAmberError(error) && error.hint !== undefined ? `; ${error.hint}` : '';
  return `${what}${hint}`.replace(/\s+/g, ' ');
}

async function closeEngine(engine: Promise<Engine> | undefined, { hurry }: Interrupts): Promise<void> {
  const left = new Promise<void>((resolve) => {
    if (hurry.aborted) resolve();
    else hurry.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([engine?.then((it) => it.close()).catch(() => undefined), left]);
}
