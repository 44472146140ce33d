import { homedir } from 'node:os';
import { isAbsolute, join, resolve, sep } from 'node:path';
import type { Env } from '../../../core/env.ts';
import { AmberError } from '../../../core/errors.ts';
import type { SessionRef } from '../../../core/session/session.ts';

/**
 * Where sessions are kept: `$AMBER_STATE_DIR`, else `$XDG_STATE_HOME/amber`, else `~/.local/state/amber`.
 * A relative `XDG_STATE_HOME` is ignored, as the XDG specification wants it.
 */
export function stateDirOf(env: Env): string {
  if (env.AMBER_STATE_DIR) return resolve(env.AMBER_STATE_DIR);
  if (env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME)) return join(env.XDG_STATE_HOME, 'amber');
  return join(env.HOME || homedir(), '.local', 'state', 'amber');
}

/** `$XDG_CONFIG_HOME/amber/config.yaml`, else the one under `~/.config`. A relative XDG path counts as unset, as its specification says. */
export function userConfigPath(env: Env): string {
  const { XDG_CONFIG_HOME: xdg } = env;
  return join(
    xdg !== undefined && isAbsolute(xdg) ? xdg : join(env.HOME ?? homedir(), '.config'),
    'amber',
    'config.yaml',
  );
}

/** The files of one session. */
export interface SessionPaths {
  /** The directory of all sessions. */
  readonly stateDir: string;
  readonly dir: string;
  readonly session: string;
  readonly events: string;
  readonly lock: string;
  /** Accepted runs that have not started, and requests to interrupt. */
  readonly inbox: string;
  /** Messages whose run has started: makes a repeated runId known. */
  readonly runs: string;
  /** The agent's question, while a message may answer it. */
  readonly question: string;
  /** What was said with an agent that is an AG-UI server, which gets all of it with each run. */
  readonly conversation: string;
  readonly worktree: string;
  /** Clones of the session's repositories. */
  readonly workspace: string;
  /** Record of the process that hosts the session. */
  readonly host: string;
}

// Names become parts of paths: what Kubernetes would refuse never reaches the file system.
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** @throws AmberError NOT_FOUND for a name that no session can have */
export function pathsOf(stateDir: string, ref: SessionRef): SessionPaths {
  if (!NAME.test(ref.project) || !NAME.test(ref.name) || ref.name.includes('..') || ref.project.includes('..'))
    throw new AmberError('NOT_FOUND', `no session "${ref.name}" in project "${ref.project}"`, {
      hint: 'names consist of lower-case letters, digits and "-"; amber list shows them',
    });
  const dir = join(projectDir(stateDir, ref.project), ref.name);
  // A list makes those of thousands of sessions: `join` would look at each character of each.
  const within = `${dir}${sep}`;
  return {
    stateDir,
    dir,
    session: `${within}session.json`,
    events: `${within}events.jsonl`,
    lock: `${within}lock`,
    inbox: `${within}inbox`,
    runs: `${within}runs`,
    question: `${within}question.json`,
    conversation: `${within}conversation.json`,
    worktree: `${within}worktree`,
    workspace: `${within}workspace`,
    host: join(hostsDir(stateDir), `${ref.project}~${ref.name}.json`),
  };
}

export const hostsDir = (stateDir: string): string => join(stateDir, 'hosts');
export const requestsDir = (stateDir: string): string => join(stateDir, 'requests');
export const projectsDir = (stateDir: string): string => join(stateDir, 'projects');
export const projectDir = (stateDir: string, project: string): string => join(projectsDir(stateDir), project);

/** The session of a host record's file name, or undefined if it is none. */
export function refOfHostFile(file: string): SessionRef | undefined {
  const match = /^([^~]+)~([^~]+)\.json$/.exec(file);
  return match?.[1] !== undefined && match[2] !== undefined ? { project: match[1], name: match[2] } : undefined;
}
