import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Env } from '../../../core/env.ts';
import { cut } from '../acp/tools/tool-result-text.ts';
import { ownCommand, ownScript } from '../agents/amber-programs.ts';
import type { RegisteredAgent } from '../agents/known-agents.ts';
import { gitFoldersOf, ownFiles, ownState, real, stateOfOthers } from './agent-paths.ts';
import { findSrt, INSTALL, type Srt } from './find-srt.ts';
import type { Launch } from './launch.ts';
import { commandLine, policyOf, type SandboxFacts, variablesOf } from './policy.ts';
import { Refusals } from './refusals.ts';

/** Why there is no sandbox here, and what to do about it. */
export interface NoSandbox {
  readonly why: string;
  readonly hint: string;
}

/** Longest time that a sandbox may take to run a command that does nothing, in ms. */
const PATIENCE = 20_000;

/** The sandbox-runtime, if a command can be run in its sandbox here: that is tried. */
export async function usableSrt(env: Env): Promise<Srt | NoSandbox> {
  if (process.platform !== 'linux' && process.platform !== 'darwin')
    return { why: `there is none for ${process.platform}`, hint: '--sandbox=off' };
  const srt = findSrt(env);
  if (srt === undefined)
    return { why: '@anthropic-ai/sandbox-runtime (srt) is neither on PATH nor beside Amber', hint: INSTALL };
  // An empty folder: that of a command is searched for files to protect.
  const temp = tempFolder(env);
  const facts = {
    gitFolders: [],
    state: [],
    unreplaced: [],
    offLimits: [],
    domains: [],
    home: env.HOME ?? '/',
    programs: '/',
  };
  const settings = policyOf({ ...facts, workspace: temp, temp });
  const [node, ...args] = launch({ srt: srt.main, settings, command: 'true' });
  try {
    const { execa } = await import('execa');
    const how = {
      env: { ...env },
      extendEnv: false,
      cwd: temp,
      stdin: 'ignore',
      timeout: PATIENCE,
      reject: false,
    } as const;
    const { failed, shortMessage, stderr } = await execa(node, args, how);
    if (!failed) return srt;
    return {
      why: `srt ${srt.version} can't run a command: ${cut(stderr || String(shortMessage), 500)}`,
      hint: hintFor(stderr),
    };
  } finally {
    removeFolder(temp);
  }
}

const tempFolder = (env: Env): string => real(mkdtempSync(join(env.TMPDIR || tmpdir(), 'amber-agent-')));

/** An agent can have left folders in there that can't be emptied: they stay. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {}
}

/** What is mostly missing, by what is said then. */
function hintFor(said: string): string {
  if (/uid map|namespace|RTM_NEWADDR|not permitted|permission denied/i.test(said))
    return 'allow user namespaces (Ubuntu 24.04: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; in a container: a security profile that has them)';
  if (/bwrap|bubblewrap|socat|ripgrep/i.test(said)) return 'sudo apt-get install -y bubblewrap socat ripgrep';
  return 'amber doctor tries it again';
}

function launch(what: Launch): [string, ...string[]] {
  return [...ownCommand('sandbox'), JSON.stringify(what)];
}

/** What a sandbox is to hold. */
export interface Held {
  readonly argv: readonly string[];
  readonly known: RegisteredAgent | undefined;
  /** The agent's environment. */
  readonly env: { readonly [name: string]: string };
  readonly cwd: string;
  /** Folders and files that it must not read. */
  readonly offLimits: readonly string[];
  readonly domains: SandboxFacts['domains'];
  readonly registries: Parameters<typeof variablesOf>[1];
}

/** A sandbox for one agent. */
export interface Sandbox {
  readonly argv: [string, ...string[]];
  readonly refusals: Refusals;
  /** For when the agent has ended. */
  close(): void;
}

/** Makes ready what an agent is started with in a sandbox. @throws what the file system says */
export function openSandbox(srt: Srt, held: Held): Sandbox {
  const { argv, cwd, domains, env, known, offLimits, registries } = held;
  const temp = tempFolder(env);
  const workspace = real(cwd);
  const settings = policyOf({
    home: env.HOME ?? '/',
    workspace,
    gitFolders: gitFoldersOf(workspace),
    temp,
    state: known === undefined ? [] : ownState(known, env),
    unreplaced: known === undefined ? [] : ownFiles(known, env),
    offLimits: [...offLimits, ...stateOfOthers(known, env)],
    programs: dirname(ownScript('sandbox')),
    domains,
  });
  const command = commandLine(argv, temp, variablesOf(temp, registries, env));
  return {
    argv: launch({ srt: srt.main, settings, command }),
    refusals: new Refusals(),
    close: () => removeFolder(temp),
  };
}
