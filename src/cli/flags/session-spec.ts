import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { type PermissionRules, rulesText } from '../../core/permissions/rule.ts';
import { DEFAULT_LIMITS } from '../../core/run-time-limits.ts';
import { optionAnnotations } from '../../core/session/agent-options.ts';
import { type Confinement, confinementAnnotations } from '../../core/session/confinement.ts';
import { parseRepo, parseWorkflow } from '../../core/session/git-source.ts';
import { ANNOTATION, type McpServerMap, type SessionMeta, type SessionSpec } from '../../core/session/session.ts';
import { namingProblem } from '../../core/session/short-id.ts';
import { agentOptionsFrom } from '../config/configured-agent-options.ts';
import type { Settings } from '../config/settings.ts';
import { type Parsed, textOf, textsOf } from './add-flags.ts';

/** The flags of kind "session" that are no settings, as they were typed. */
export interface SessionFlags {
  readonly repos: readonly string[];
  readonly autoPush: boolean;
  readonly workflow: string | undefined;
  readonly env: readonly string[];
  readonly labels: readonly string[];
  readonly name: string | undefined;
  readonly requestId: string | undefined;
  readonly worktree: boolean;
}

export function sessionFlags(parsed: Parsed): SessionFlags {
  return {
    repos: textsOf(parsed, 'repo'),
    autoPush: parsed.autoPush === true,
    workflow: textOf(parsed, 'workflow'),
    env: textsOf(parsed, 'env'),
    labels: textsOf(parsed, 'label'),
    name: textOf(parsed, 'name'),
    requestId: textOf(parsed, 'requestId'),
    worktree: parsed.worktree === true,
  };
}

export interface WantedSession {
  readonly prompt: string;
  readonly settings: Settings;
  readonly session: SessionFlags;
  readonly environmentVariables: { readonly [name: string]: string };
  readonly mcpServers?: McpServerMap;
  readonly detach: boolean;
  /** The rules that come before `permissions`, where the engine heeds them. */
  readonly rules?: PermissionRules | undefined;
  /** What holds the agent in, where the engine heeds it. */
  readonly confinement?: Confinement;
}

/** What the session is asked to do. @throws AmberError INVALID, USAGE */
export function specOf({
  prompt,
  settings,
  session,
  environmentVariables,
  mcpServers = {},
  detach,
}: WantedSession): SessionSpec {
  const { agent, model, timeout, stopTimeout } = settings;
  checkWorkspace(session);
  const problem = session.name === undefined ? undefined : namingProblem(session.name);
  if (problem !== undefined)
    throw new AmberError('USAGE', `--name ${session.name}: ${problem}`, { hint: 'amber run --name my-fix "…"' });
  const inactivity = settings.inactivityTimeout ?? (detach ? DEFAULT_LIMITS.detachedInactivity : undefined);
  const repos = session.repos.map((text) => ({ ...parseRepo(text), ...(session.autoPush ? { autoPush: true } : {}) }));
  return {
    initialPrompt: prompt,
    ...optional('displayName', session.name),
    ...optional('runnerType', agent),
    ...optional('llmSettings', model === undefined ? undefined : { model }),
    // Ours comes first: the session's own limit is for the case that we are gone.
    timeout: seconds(timeout + stopTimeout),
    ...optional('inactivityTimeout', inactivity === undefined ? undefined : seconds(inactivity)),
    ...optional('repos', repos.length === 0 ? undefined : repos),
    ...optional('activeWorkflow', session.workflow === undefined ? undefined : parseWorkflow(session.workflow)),
    ...optional(
      'environmentVariables',
      Object.keys(environmentVariables).length === 0 ? undefined : environmentVariables,
    ),
    ...optional('mcpServers', Object.keys(mcpServers).length === 0 ? undefined : { custom: mcpServers }),
  };
}

/** Flags that would be silently without effect. @throws AmberError USAGE */
function checkWorkspace({ repos, autoPush, worktree }: SessionFlags): void {
  if (autoPush && repos.length === 0 && !worktree)
    throw new AmberError('USAGE', '--auto-push needs --worktree or --repo: what is pushed is the branch of its own', {
      hint: 'amber run --worktree --auto-push "…"',
    });
  if (worktree && repos.length > 0)
    throw new AmberError('USAGE', '--worktree and --repo exclude each other: a clone has a branch of its own', {
      hint: 'leave --worktree out',
    });
}

/** What goes with the session; `permissions` where the engine heeds them. @throws AmberError USAGE */
export function metaOf(wanted: WantedSession, permissions: string | undefined, requestId: string): SessionMeta {
  const { confinement, rules, settings, session } = wanted;
  const labels = { ...settings.labels, ...Object.fromEntries(session.labels.map((text) => pair('--label', text))) };
  const annotations = {
    ...(permissions === undefined ? {} : { [ANNOTATION.permissions]: permissions }),
    ...(rules === undefined ? {} : { [ANNOTATION.permissionRules]: rulesText(rules) }),
    ...(settings.questionGrace > 0 ? { [ANNOTATION.questionGrace]: String(seconds(settings.questionGrace)) } : {}),
    ...(confinement && confinementAnnotations(confinement)),
    ...optionAnnotations(agentOptionsFrom(settings)),
    ...(session.worktree ? { [ANNOTATION.worktree]: 'true' } : {}),
    ...(session.worktree && session.autoPush ? { [ANNOTATION.autoPush]: 'true' } : {}),
  };
  return {
    project: settings.project,
    requestId: session.requestId ?? requestId,
    ...(session.requestId === undefined ? { requestIdIsNew: true } : {}),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    annotations,
  };
}

/** The variables of `--env`: `K=V`, or `K` with its value from the environment. @throws AmberError USAGE */
export function variablesOf(texts: readonly string[], env: Env): { readonly [name: string]: string } {
  return Object.fromEntries(
    texts.map((text) => {
      if (text.includes('=')) return pair('--env', text);
      const value = env[text];
      if (value === undefined)
        throw new AmberError('USAGE', `--env ${text}: the environment has no variable of that name`, {
          hint: `export ${text}=… first, or --env ${text}=VALUE`,
        });
      return [text, value] as const;
    }),
  );
}

function pair(flag: string, text: string): readonly [string, string] {
  const at = text.indexOf('=');
  // The text may hold a secret: only what stands before it is quoted.
  if (at < 1)
    throw new AmberError(
      'USAGE',
      `${flag} must be ${flag === '--env' ? 'K=V or K' : 'key=value'}${at < 0 ? `, not "${text}"` : ''}`,
    );
  return [text.slice(0, at), text.slice(at + 1)];
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);
