import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '../../core/env.ts';
import { type AmberError, messageOf } from '../../core/errors.ts';
import { resolveAgent } from '../../engine/local/agents/known-agents.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import { type Check, failed } from './check-result.ts';

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

/** Whether the agent that sessions get can be found. */
export function agentCheck(env: Env, { settings, config }: Context): Check {
  const name = 'agent';
  try {
    const agent = resolveAgent(settings.agent, env, settings.agents ?? {});
    const source = settings.agent === undefined ? 'the first on PATH' : config.sources.agent;
    return { name, status: 'ok', detail: `${agent.name} (${agent.argv.join(' ')}), from ${source}` };
  } catch (error) {
    return failed(name, error);
  }
}

/** A sandbox that nobody asks for may be missing. */
export async function sandboxCheck(env: Env, { settings: { sandbox } }: Context): Promise<Check> {
  const { usableSrt } = await import('../../engine/local/sandbox/sandbox.ts');
  const found = await usableSrt(env);
  const name = 'sandbox';
  if (!('why' in found))
    return { name, status: 'ok', detail: `srt ${found.version} (${found.main}); --sandbox is ${sandbox}` };
  const status = ({ on: 'fail', auto: 'warn', off: 'skip' } as const)[sandbox];
  return { name, status, detail: `${found.why}; --sandbox is ${sandbox}`, hint: found.hint };
}
