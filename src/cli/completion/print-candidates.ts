import { readdir } from 'node:fs/promises';
import { Command } from 'commander';
import { within } from '../../async/abort.ts';
import { isObject, object, text } from '../../core/agui/events.ts';
import { titleOf } from '../../core/list/session-summary.ts';
import type { Session } from '../../core/session/session.ts';
import { isMeant, shortIds } from '../../core/session/short-id.ts';
import { listContexts } from '../../engine/kubernetes/access/kubeconfig.ts';
import { openCluster } from '../../engine/kubernetes/cluster-client.ts';
import type { ChoiceKind } from '../../engine/local/acp/options/choose-option.ts';
import { listAgents, resolveAgent } from '../../engine/local/agents/known-agents.ts';
import { lastOffered } from '../../engine/local/agents/last-offers.ts';
import { projectsDir } from '../../engine/local/state/paths.ts';
import { oneLine } from '../../render/plain-text.ts';
import { cutTo } from '../../render/text-width.ts';
import { kubernetesOptions } from '../config/kubernetes-options.ts';
import type { Flags } from '../config/resolve-config.ts';
import { type Context, learnSecretsOf, openSoundContext } from '../context.ts';
import { addFlags, settingFlag, settingFlags } from '../flags/add-flags.ts';
import { readLatest } from '../latest-sessions.ts';
import { openEngine } from '../open-engine.ts';
import type { Io } from '../process/io.ts';
import type { CandidateKind } from './candidate-kinds.ts';

/** How long somebody who has pressed Tab waits for a server (ms). */
const PATIENCE = 2_000;
/** So many words can still be looked over. */
const MOST = { sessions: 50, projects: 500, earlier: 5 };

/** A word, and what a shell can show beside it. */
interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** So much of what a word is about is shown, in columns. */
const ABOUT_WIDTH = 60;

/** What is typed as it stands. What would mean anything to a shell is left out, however well a script quotes it. */
const PLAIN = /^[\w@.:/+~-]+$/;

/** A name that somebody gave: words of any script, and emoji. The scripts quote the blanks. */
const GIVEN = /^[\p{L}\p{N}\p{Extended_Pictographic}](?:[\p{L}\p{M}\p{N}\p{Emoji} @.:/+~,_-]|\u200d|\ufe0f)*$/u;

/** What a call of a completion script asks for. */
export interface Asked {
  readonly offer: CandidateKind;
  /** The words of the line before the one that is being typed, without `amber`. */
  readonly words: readonly string[];
  /** What there is of the word that is being typed. */
  readonly typed: string;
  /** With what each word is about, after a tab. */
  readonly about: boolean;
}

/**
 * Prints what fits a line that is being typed, one a line, at the place that its flags, the environment and the configuration
 * name. Whatever goes wrong, it prints nothing, and never throws: the line stays as it is.
 */
export async function printCandidates(io: Io, { offer, words, typed, about }: Asked): Promise<void> {
  try {
    const silent: Io = { ...io, stderr: { ...io.stderr, write: () => undefined } };
    const context = await openSoundContext(silent, { flags: targetOf(words) });
    const offered = await within(WORDS[offer](silent, context, typed), PATIENCE, io.clock, []);
    const shown = (text: string): string => cutTo(oneLine(context.redactor.all(text)), ABOUT_WIDTH);
    const lines = offered
      .map((one): Candidate => (typeof one === 'string' ? { word: one } : one))
      .filter(({ word }) => PLAIN.test(word) || (offer === 'sessions' && GIVEN.test(word)))
      .map((one) => (about && one.about !== undefined ? `${one.word}\t${shown(one.about)}\n` : `${one.word}\n`));
    await io.stdout.write(lines.join(''));
  } catch {
    // Nothing fits.
  }
}

const WORDS: {
  readonly [O in CandidateKind]: (io: Io, context: Context, typed: string) => Promise<readonly (string | Candidate)[]>;
} = {
  sessions: sessionNames,
  agents: async (io, { settings }) => listAgents(io.env, settings.agents ?? {}).map(({ name }) => name),
  models: async (io, context) => offeredBefore(io, context, 'model'),
  modes: async (io, context) => offeredBefore(io, context, 'mode'),
  efforts: async (io, context) => offeredBefore(io, context, 'effort'),
  contexts: async (io, context) => (await contextsOf(io, context)).map(({ name }) => name),
  projects: async (io, context) => {
    switch (context.engineName) {
      case 'local':
        return readdir(projectsDir(context.stateDir));
      case 'kubernetes':
        return namespaces(io, context);
      case 'platform':
        return [...((await (await openEngine(io, context)).projects?.()) ?? [])];
    }
  },
};

/** What the line's agent offered when it was last started here: it is not started for that. */
function offeredBefore(io: Io, { settings, stateDir }: Context, kind: ChoiceKind): readonly string[] {
  const agent = settings.agent ?? resolveAgent(undefined, io.env, settings.agents ?? {}).name;
  return lastOffered(stateDir, agent, kind);
}

/**
 * As a person would name them: by what `--name` gave them, where that is one session's alone, and by a short id, or in whole where
 * that has been begun. Each with its title.
 */
async function sessionNames(io: Io, context: Context, typed: string): Promise<readonly (string | Candidate)[]> {
  if (typed.startsWith('@')) return earlierSessions(context);
  const engine = await openEngine(io, context);
  const sessions: Session[] = [];
  for await (const session of engine.list(context.settings.project)) {
    sessions.push(session);
    if (sessions.length === MOST.sessions) break;
  }
  learnSecretsOf(context, ...sessions);
  const names = sessions.map(({ metadata }) => metadata.name);
  const isWhole = typed !== '' && 'session-'.startsWith(typed.slice(0, 8));
  const ids = shortIds(names);
  const given = sessions.flatMap(({ spec: { displayName } }) => displayName ?? []);
  const isOne = (name: string): boolean =>
    GIVEN.test(name) && given.indexOf(name) === given.lastIndexOf(name) && !names.some((other) => isMeant(other, name));
  return [
    ...(isWhole ? [] : given.filter(isOne)),
    ...sessions.map((session) => {
      const { name } = session.metadata;
      return { word: isWhole ? name : (ids.get(name) ?? name), about: titleOf(session) };
    }),
  ];
}

/** `@latest~1` and so on, as far as there are any: `@latest` is in the scripts. */
function earlierSessions({ stateDir }: Context): readonly string[] {
  return readLatest(stateDir)
    .slice(1, MOST.earlier)
    .map((_, at) => `@latest~${at + 1}`);
}

/** The cluster's projects; where the caller may not list them, or nobody answers, the ones that contexts name. */
async function namespaces(io: Io, context: Context): Promise<readonly string[]> {
  const named = (await contextsOf(io, context)).flatMap(({ namespace }) => namespace ?? []);
  const listed = await within(namespacesOf(io, context), PATIENCE / 2, io.clock, []).catch(() => []);
  return [...new Set(listed.length === 0 ? named : listed)].sort();
}

async function namespacesOf(io: Io, context: Context): Promise<readonly string[]> {
  const cluster = await openCluster(kubernetesOptions(io, context));
  const answer = await cluster.request('GET', '/api/v1/namespaces', { query: { limit: String(MOST.projects) } });
  const list = answer.json();
  const items = isObject(list) && Array.isArray(list.items) ? list.items : [];
  return items.flatMap((item) => (isObject(item) ? (text(object(item, 'metadata') ?? {}, 'name') ?? []) : []));
}

function contextsOf(io: Io, { settings }: Context): ReturnType<typeof listContexts> {
  return listContexts({ kubeconfig: settings.kubeconfig, env: io.env });
}

/** The flags of a line that say where sessions live. */
function targetOf(words: readonly string[]): Flags {
  const line = joined(words);
  try {
    return parsed(line);
  } catch {
    // The value of the last one is being typed.
    return parsed(line.slice(0, -1));
  }
}

function parsed(line: readonly string[]): Flags {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addFlags(command, 'target')
    .addOption(settingFlag('agent'))
    .allowUnknownOption()
    .argument('[words...]')
    .parse([...line], { from: 'user' });
  return settingFlags(command.opts());
}

/** bash may make three words of `--engine=kubernetes`. */
function joined(words: readonly string[]): readonly string[] {
  const line: string[] = [];
  for (const word of words) {
    const last = line.at(-1) ?? '';
    if (line.length > 0 && (word === '=' || last.endsWith('='))) line.splice(-1, 1, `${last}${word}`);
    else line.push(word);
  }
  return line;
}
