import { AmberError } from '../core/errors.ts';
import { expandMcpServers } from '../core/mcp-servers.ts';
import { secretsIn, secretsOf } from '../core/secrets/from-environment.ts';
import { makeRedactor, type Redactor } from '../core/secrets/redact.ts';
import type { Engine } from '../engine/engine.ts';
import { headerSecrets } from '../engine/local/agui-http/server-settings.ts';
import { oneLine } from '../render/plain-text.ts';
import type { Interrupts } from '../run/interrupts.ts';
import type { OutputSchema } from '../run/structured-output/output-schema.ts';
import type { GitHubApi } from './api/github-api.ts';
import type { GitHubOptions } from './api/github-client.ts';
import type { GitHubEvent } from './event/github-event.ts';
import { contextOf, type WorkflowContext } from './event/workflow-context.ts';
import type { Inputs } from './inputs/inputs.ts';
import { learner, openEngine } from './run/open-engine.ts';
import type { Reports, Runner } from './runner.ts';

/** All that a step has to work with, from its plan to its end. */
export interface Job {
  readonly runner: Runner;
  readonly reports: Reports;
  readonly event: GitHubEvent;
  readonly inputs: Inputs;
  readonly context: WorkflowContext;
  readonly redactor: Redactor;
  readonly interrupts: Interrupts;
  /** What the answer of the step's one run must be. */
  readonly outputSchema?: OutputSchema;
  /** Opened when first asked for, and then the same one. @throws AmberError */
  engine(): Promise<Engine>;
  /** Opened when first asked for, and then the same one. @throws AmberError */
  api(): Promise<GitHubApi>;
  /** Writes a line to the log. */
  say(line: string): void;
}

/** Hides the job's secrets, the tokens and headers of the inputs, and all values of the session's and its MCP servers' variables. */
export function redactorFor(
  { env }: Runner,
  {
    agent = '',
    agentHeaders = {},
    apiToken = '',
    githubToken = '',
    environmentVariables,
    mcpServers = {},
    repos,
  }: Inputs,
): Redactor {
  const { servers: custom } = expandMcpServers(mcpServers, { ...env, ...environmentVariables });
  const ofSession = secretsIn({ environmentVariables, mcpServers: { custom }, repos, runnerType: agent });
  return makeRedactor([...secretsOf(env), ...ofSession, ...headerSecrets({ '': agentHeaders }), apiToken, githubToken]);
}

/** A job, and how to close what it has opened. */
export interface OpenJob {
  readonly job: Job;
  /** Waits for the sessions that this process hosts, unless no time is left. */
  close(): Promise<void>;
}

/** @throws AmberError USAGE outside of a repository */
export function openJob(parts: Omit<Job, 'context' | 'engine' | 'api' | 'say'>): OpenJob {
  const { inputs, interrupts, redactor, runner } = parts;
  const context = contextOf(runner.env);
  const say = sayIn(runner, redactor);
  let engine: Promise<Engine> | undefined;
  let api: Promise<GitHubApi> | undefined;
  const job: Job = {
    ...parts,
    context,
    say,
    engine: () => {
      engine ??= openEngine(inputs, runner, { notice: say, learn: learner(redactor, parts.reports) });
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
  context: WorkflowContext,
  { clock, env }: Pick<Runner, 'clock' | 'env'>,
  how: Pick<GitHubOptions, 'onRequest' | 'waitMs'> = {},
): Promise<GitHubApi> {
  if (githubToken === undefined)
    throw new AmberError('USAGE', 'input github-token is empty: nothing can be asked of GitHub', {
      hint: 'in a workflow leave the input out: the job’s own token is its default; elsewhere set GITHUB_TOKEN',
    });
  const { openGitHub } = await import('./api/octokit-api.ts');
  const { apiUrl, graphqlUrl, owner, repo } = context;
  return openGitHub({ token: githubToken, apiUrl, graphqlUrl, owner, repo, clock, env, ...how });
}

/** Writes lines to the job's log, without secrets; none is a command to the runner, whatever it quotes. */
export function sayIn({ stdout }: Pick<Runner, 'stdout'>, redactor: Redactor): Job['say'] {
  return (line) => {
    const text = oneLine(redactor.all(line)).replace(/^::/, ': :').replaceAll('##[', '# #[');
    void stdout.write(`${text}\n`);
  };
}

async function closeEngine(engine: Promise<Engine> | undefined, { hurry }: Interrupts): Promise<void> {
  const left = new Promise<void>((resolve) => {
    if (hurry.aborted) resolve();
    else hurry.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([engine?.then((it) => it.close()).catch(() => undefined), left]);
}
