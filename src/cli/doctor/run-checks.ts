import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Env } from '../../core/env.ts';
import { type AmberError, isAmberError, messageOf } from '../../core/errors.ts';
import { resolveAgent } from '../../engine/local/agents/known-agents.ts';
import { SETTING_NAMES, SETTINGS } from '../config/settings.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import { versionText } from '../version.ts';
import { type Check, CONFIGURATION } from './check-result.ts';
import { platformCheck } from './platform-check.ts';

/** Everything that a session here needs, looked at one by one. Never throws. */
export async function runChecks(io: Io, context: Context): Promise<readonly Check[]> {
  const local = context.engineName === 'local';
  return [
    { name: 'amber', status: 'ok', detail: `${versionText()}, Node ${process.versions.node}` },
    ...context.faults.map(faultCheck),
    ...(await engineChecks(io, context)),
    local ? await stateCheck(context.stateDir, io) : skip('state directory', 'only engine local keeps sessions here'),
    local ? agentCheck(io.env, context) : skip('agent', 'agents run where the sessions are'),
    local ? await sandboxCheck(io.env, context) : skip('sandbox', 'agents run where the sessions are'),
    ...(context.engineName === 'kubernetes' ? [] : [skip('CRD', `engine ${context.engineName} needs none`)]),
    await gitCheck(io.env),
    await githubCheck(io.env),
    ...unknownVariables(io.env),
  ];
}

const skip = (name: string, detail: string): Check => ({ name, status: 'skip', detail });

const faultCheck = ({ message, hint }: AmberError): Check => ({
  name: CONFIGURATION,
  status: 'fail',
  detail: message,
  ...(hint === undefined ? {} : { hint }),
});

async function engineChecks(io: Io, context: Context): Promise<readonly Check[]> {
  const { engineName, config } = context;
  switch (engineName) {
    case 'local':
      return [
        { name: 'engine', status: 'ok', detail: `${engineName}, from ${config.sources.engine}` },
        skip('credentials', 'engine local needs none; an agent may need its own'),
      ];
    case 'platform':
      return [await platformCheck(io, context), credentialsCheck(io.env, context)];
    case 'kubernetes': {
      const { kubernetesChecks } = await import('./kubernetes-checks.ts');
      return kubernetesChecks(io, context);
    }
  }
}

function credentialsCheck(env: Env, { settings }: Context): Check {
  const name = 'credentials';
  const source = env.AMBER_TOKEN ? 'AMBER_TOKEN' : (settings.tokenFile ?? settings.tokenCommand);
  if (source !== undefined) return { name, status: 'ok', detail: `a token, from ${source}` };
  return { name, status: 'fail', detail: 'no token', hint: 'set AMBER_TOKEN, --token-file or tokenCommand' };
}

/** Whether sessions can be kept here, and those that are can be read. */
export async function stateCheck(stateDir: string, { clock }: Pick<Io, 'clock'>): Promise<Check> {
  const name = 'state directory';
  const probe = join(stateDir, `.doctor-${randomUUID()}`);
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await writeFile(probe, 'x');
    const [first, ...others] = await damagedIn(stateDir, clock);
    if (first === undefined) return { name, status: 'ok', detail: stateDir };
    const count = others.length === 0 ? '1 session' : `${others.length + 1} sessions`;
    const detail = `${stateDir}: ${count} can’t be read and ${others.length === 0 ? 'is' : 'are'} left out of lists: ${first.message}`;
    return { name, status: 'warn', detail, ...(first.hint === undefined ? {} : { hint: first.hint }) };
  } catch (error) {
    return {
      name,
      status: 'fail',
      detail: messageOf(error),
      hint: 'set AMBER_STATE_DIR to a directory that you may write',
    };
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

async function damagedIn(stateDir: string, clock: Io['clock']): Promise<readonly AmberError[]> {
  const { SessionStore } = await import('../../engine/local/state/session-store.ts');
  return new SessionStore(stateDir, clock).damaged();
}

function agentCheck(env: Env, { settings, config }: Context): Check {
  const name = 'agent';
  try {
    const agent = resolveAgent(settings.agent, env, settings.agents ?? {});
    const source = settings.agent === undefined ? 'the first on PATH' : config.sources.agent;
    return { name, status: 'ok', detail: `${agent.name} (${agent.argv.join(' ')}), from ${source}` };
  } catch (error) {
    const hint = isAmberError(error) ? error.hint : undefined;
    return { name, status: 'fail', detail: messageOf(error), ...(hint === undefined ? {} : { hint }) };
  }
}

/** A sandbox that nobody asks for may be missing. */
async function sandboxCheck(env: Env, { settings: { sandbox } }: Context): Promise<Check> {
  const { usableSrt } = await import('../../engine/local/sandbox/sandbox.ts');
  const found = await usableSrt(env);
  const name = 'sandbox';
  if (!('why' in found))
    return { name, status: 'ok', detail: `srt ${found.version} (${found.main}); --sandbox is ${sandbox}` };
  const status = ({ on: 'fail', auto: 'warn', off: 'skip' } as const)[sandbox];
  return { name, status, detail: `${found.why}; --sandbox is ${sandbox}`, hint: found.hint };
}

/** The output of a command that ends well within some seconds. Rejects for any other. */
async function run(command: string, args: readonly string[], env: Env): Promise<string> {
  const { execa } = await import('execa');
  return (await execa(command, args, { env, extendEnv: false, stdin: 'ignore', timeout: 5_000 })).stdout;
}

async function gitCheck(env: Env): Promise<Check> {
  try {
    const version = await run('git', ['--version'], env);
    return { name: 'git', status: 'ok', detail: version.trim().replace(/^git version /, '') };
  } catch {
    const hint = 'install git: --worktree, --repo and --auto-push need it';
    return { name: 'git', status: 'warn', detail: 'git can’t be run', hint };
  }
}

async function githubCheck(env: Env): Promise<Check> {
  const name = 'GitHub';
  const variable = ['GH_TOKEN', 'GITHUB_TOKEN'].find((one) => env[one]);
  if (variable !== undefined) return { name, status: 'ok', detail: `a token, from ${variable}` };
  try {
    await run('gh', ['auth', 'token'], env);
    return { name, status: 'ok', detail: 'a token, from gh' };
  } catch {
    return skip(name, 'no token: neither GH_TOKEN, GITHUB_TOKEN nor gh auth login');
  }
}

/** A mistyped variable is silent everywhere else. */
function unknownVariables(env: Env): readonly Check[] {
  const known = ['AMBER_TOKEN', 'AMBER_STATE_DIR', ...SETTING_NAMES.flatMap((name) => SETTINGS[name].env ?? [])];
  return Object.keys(env)
    .filter((name) => name.startsWith('AMBER_') && !known.includes(name))
    .map((name) => {
      const hint = didYouMean(name, known);
      return { name, status: 'warn' as const, detail: 'no such variable', ...(hint === undefined ? {} : { hint }) };
    });
}
