import { dirname, join } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { Engine } from '../../engine/engine.ts';
import type { AgentSettings } from '../../engine/local/acp/agent-interface.ts';
import { serverOf } from '../../engine/local/agui-http/server-settings.ts';
import { stateDirOf } from '../../engine/local/state/paths.ts';
import { readSettingFile } from '../../engine/platform/credentials.ts';
import type { PlatformOptions } from '../../engine/platform/platform-engine.ts';
import { selectEngine } from '../../engine/select.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Reports, Runner } from '../runner.ts';
import { agentEnv, withoutGitHub } from './agent-environment.ts';

/** What an engine has to say, and what it comes to know that must not be shown. */
export interface EngineTells {
  notice(message: string): void;
  learn(secrets: readonly string[]): void;
}

/** The engine that the inputs choose; sessions of the local one are hosted by this process. @throws AmberError */
export function openEngine(inputs: Inputs, runner: Runner, { notice, learn }: EngineTells): Promise<Engine> {
  const { engine, apiUrl, apiToken = '', caFile } = inputs;
  const { clock, cwd, env, onExit } = runner;
  const platform = async (): Promise<PlatformOptions> => ({
    apiUrl: apiUrl ?? '',
    token: async () => apiToken,
    ...(caFile !== undefined && { ca: await readSettingFile(caFile, `input ca-file: ${caFile}`) }),
    insecure: inputs.insecureSkipTlsVerify,
    env,
    clock,
    notice,
  });
  return selectEngine(
    { engine, apiUrl },
    {
      local: () => ({
        stateDir: stateDir(env),
        hosting: 'here',
        spawnHost: () => {
          throw new AmberError('UNSUPPORTED', 'the Action hosts its sessions itself');
        },
        agent: {
          env: agentOf(env, inputs),
          mcpVariables: env,
          commands: {},
          permissions: inputs.permissions ?? 'read',
          confinement: inputs.confinement,
          ...serversOf(inputs),
          offLimits: offLimits(env, inputs.prompt === undefined),
        },
        // Where the job has checked out: the runner starts the step there, other hosts may not.
        cwd: env.GITHUB_WORKSPACE || cwd,
        clock,
        onExit,
        notice,
      }),
      platform,
      kubernetes: async () => ({
        kubeconfig: inputs.kubeconfig,
        kubeconfigText: inputs.kubeconfigText,
        context: inputs.context,
        apiUrl,
        ...(apiUrl === undefined && { caFile, insecure: inputs.insecureSkipTlsVerify }),
        events: {
          token: async () => apiToken,
          namespace: inputs.project,
          eventsService: inputs.eventsService,
          ...(apiUrl !== undefined && { backend: platform }),
        },
        env,
        clock,
        notice,
        learn,
      }),
    },
  );
}

/** The headers of the inputs are for the agent's own server, and no other. */
function serversOf({ agent = '', agentHeaders: headers }: Inputs): Pick<AgentSettings, 'servers'> {
  const server = serverOf([agent]);
  return headers === undefined || server === undefined ? {} : { servers: { headers: { [server.origin]: headers } } };
}

/** Hides secrets in all that Amber writes and, once each, in the runner's log. */
export function learner(redactor: Redactor, { secret }: Pick<Reports, 'secret'>): EngineTells['learn'] {
  const masked = new Set<string>();
  return (secrets) => {
    for (const one of secrets.filter((each) => !masked.has(each))) {
      masked.add(one);
      secret(one);
    }
    redactor.learn(secrets);
  };
}

/** A step with a prompt works with what its job has set up; the agents of threads have no GitHub. */
function agentOf(env: Runner['env'], { agent, prompt }: Inputs): { readonly [name: string]: string } {
  const passed = agentEnv(env, agent);
  return prompt === undefined ? withoutGitHub(passed) : passed;
}

/**
 * What a sandboxed agent must not read on a runner: what the steps of the job have for each other and for the runner, the
 * runner's own credentials, and, of a thread, whose agent works in a clone of its own, what git keeps of the job's login.
 */
function offLimits({ GITHUB_WORKSPACE, HOME, RUNNER_TEMP }: Runner['env'], isOfThread: boolean): readonly string[] {
  const runners = [
    // A runner of one's own has its work in a folder beside its program.
    ...(RUNNER_TEMP ? [dirname(dirname(RUNNER_TEMP))] : []),
    ...(HOME ? [join(HOME, 'actions-runner'), join(HOME, 'runners')] : []),
  ];
  const ofGit = [GITHUB_WORKSPACE && join(GITHUB_WORKSPACE, '.git'), HOME && join(HOME, '.gitconfig')];
  return [
    ...(RUNNER_TEMP ? [RUNNER_TEMP] : []),
    ...runners.flatMap((folder) =>
      ['.credentials', '.credentials_rsaparams', '.runner', '_diag'].map((name) => join(folder, name)),
    ),
    ...(isOfThread ? ofGit.flatMap((path) => path || []) : []),
  ];
}

/** Of this job only, unless the environment names another: no other job on the machine uses it. */
function stateDir(env: Runner['env']): string {
  const { AMBER_STATE_DIR, RUNNER_TEMP } = env;
  return AMBER_STATE_DIR || !RUNNER_TEMP ? stateDirOf(env) : join(RUNNER_TEMP, 'amber');
}
