import { randomBytes } from 'node:crypto';
import { AmberError } from '../../core/errors.ts';
import { rulesIn } from '../../core/permissions/rule.ts';
import { newSessionName } from '../../core/session/names.ts';
import {
  ANNOTATION,
  type Session,
  type SessionMeta,
  type SessionRef,
  type SessionSpec,
} from '../../core/session/session.ts';
import type { AgentSettings } from './acp/agent-interface.ts';
import { checkServer, serverOf } from './agui-http/server-settings.ts';
import type { SessionHosts } from './host/session-hosts.ts';
import { newSession } from './new-session-object.ts';
import { makeDir } from './state/files.ts';
import { removeHost } from './state/host-record.ts';
import { withLock } from './state/process-lock.ts';
import { claimName } from './state/request-ids.ts';
import type { SessionStore } from './state/session-store.ts';
import { checkWorktree } from './workspace/worktree.ts';

/** Says which agent a session gets. @throws AmberError AGENT */
export type ResolveAgent = (
  runnerType: string | undefined,
  env: { readonly [name: string]: string },
  commands: { readonly [name: string]: string },
) => { readonly name: string; readonly argv?: readonly string[] };

/** What creating depends on, beside the request. */
export interface CreateDeps {
  readonly store: SessionStore;
  readonly hosting: SessionHosts;
  readonly agent: AgentSettings;
  /** Workspace of a session that names none. */
  readonly cwd: string;
  readonly resolveAgent: ResolveAgent;
  /** Resolves once what dead hosts left is cleaned up. */
  readonly recovered: () => Promise<void>;
}

/**
 * The specification with the agent that it gets. The name found is kept: a later start must find the same agent, with its
 * memory. @throws AmberError AGENT, USAGE
 */
export function withAgent(
  spec: SessionSpec,
  { agent, resolveAgent }: Pick<CreateDeps, 'agent' | 'resolveAgent'>,
): SessionSpec {
  const env = { ...agent.env, ...spec.environmentVariables };
  const { argv = [], name } = resolveAgent(spec.runnerType, env, agent.commands);
  const server = serverOf(argv);
  if (server !== undefined) checkServer(server, agent.servers);
  return { ...spec, runnerType: spec.runnerType ?? name };
}

/**
 * An AG-UI server asks nobody before it acts: rules would hold nothing. @throws AmberError UNSUPPORTED
 */
async function checkRules(
  { environmentVariables, runnerType }: SessionSpec,
  { annotations = {} }: Pick<SessionMeta, 'annotations'>,
  { agent, resolveAgent }: Pick<CreateDeps, 'agent' | 'resolveAgent'>,
): Promise<void> {
  const { argv = [] } = resolveAgent(runnerType, { ...agent.env, ...environmentVariables }, agent.commands);
  if (serverOf(argv) === undefined) return;
  const own = annotations[ANNOTATION.permissionRules];
  const { rules = [] } = (own === undefined ? await agent.readPermissionRules?.() : rulesIn(own)) ?? {};
  if (rules.length === 0) return;
  throw new AmberError(
    'UNSUPPORTED',
    'a permissions file holds nothing here: an AG-UI server asks nobody before it acts',
    {
      hint: '--permissions-file none, or an agent that speaks ACP',
    },
  );
}

/**
 * Makes a session and gives it its host; undefined if the request has made it before, or another process makes it at
 * this moment. What would fail later for certain fails before anything is made.
 * @throws AmberError AGENT, INVALID, STATE, UNAVAILABLE
 */
export async function createSession(
  spec: SessionSpec,
  meta: SessionMeta,
  creation: CreateDeps,
): Promise<{ readonly ref: SessionRef; readonly made: Session | undefined }> {
  const { agent, hosting, store } = creation;
  const { clock, stateDir } = store;
  const whole = withAgent(spec, creation);
  await checkRules(whole, meta, creation);
  const cwd = meta.annotations?.[ANNOTATION.workspace] ?? creation.cwd;
  const annotations = meta.annotations ?? {};
  if (annotations[ANNOTATION.worktree] === 'true') {
    const push = annotations[ANNOTATION.autoPush] === 'true';
    await checkWorktree(cwd, push, { env: agent.env, signal: new AbortController().signal });
  }
  await creation.recovered();

  const { project, requestId } = meta;
  const ref = { project, name: claimName(stateDir, project, requestId, newSessionName(randomBytes, clock.date())) };
  if (store.find(ref) !== undefined) return { ref, made: undefined };
  const { permissions } = agent;
  const session = newSession(ref, whole, meta, { cwd, permissions }, clock.date());
  const paths = store.paths(ref);
  makeDir(paths.dir);
  const ours = await withLock(paths.lock, clock, () => {
    if (store.find(ref) !== undefined) return false;
    hosting.announce(ref);
    try {
      return store.add(ref, session);
    } catch (error) {
      removeHost(stateDir, ref);
      throw error;
    }
  });
  if (!ours) return { ref, made: undefined };
  await hosting.launch(ref);
  return { ref, made: session };
}
