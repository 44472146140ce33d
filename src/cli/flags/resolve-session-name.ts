import { join, sep } from 'node:path';
import { didYouMean } from '../../core/did-you-mean.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import { refOf, type Session, type SessionRef } from '../../core/session/session.ts';
import { isMeant, isWholeName, shortIds } from '../../core/session/short-id.ts';
import { shellWord } from '../../core/text.ts';
import type { Engine } from '../../engine/engine.ts';
import { oneLine } from '../../render/plain-text.ts';
import { cutTo } from '../../render/text-width.ts';
import type { Context } from '../context.ts';
import { type Latest, readLatest } from '../latest-sessions.ts';
import type { Io } from '../process/io.ts';

/** How many of the newest sessions are compared with a name that does not exist. */
const COMPARED = 500;

/** So many sessions that exist no more are asked for, for one that does. */
const ASKED = 50;

/** So many sessions that a name can mean are shown. */
const SHOWN = 5;

/** `@latest`, or `@latest~N` for the Nth before it. */
const LATEST = /^@latest(?:~(\d{1,4}))?$/;

/**
 * A session as it is named on the command line: its name, `session/<name>` as `-o name` prints it, four or more
 * characters that begin its id or its name, the name to display, `@latest` or `@latest~1`. A name that nobody has is returned as it is: the
 * command that asks for it gets the error.
 * @throws AmberError NOT_FOUND if it is `@…` and there is no such session, USAGE if several can be meant
 */
export async function resolveName(
  { cwd }: Pick<Io, 'cwd'>,
  context: Context,
  engine: Engine,
  typed: string,
): Promise<SessionRef> {
  if (typed.startsWith('@')) {
    const latest = LATEST.exec(typed);
    if (latest === null)
      throw new AmberError('USAGE', `"${typed}" names no session: @latest does, and @latest~1 the one before it`);
    return latestSession(cwd, context, engine, Number(latest[1] ?? 0));
  }
  const named = { project: context.settings.project, name: typed.replace(/^session\//, '') };
  if (named.name === '' || isWholeName(named.name) || (await isThere(engine, named))) return named;
  const meant = await sessionsMeant(engine, named);
  const [only = named] = meant.map(refOf);
  if (meant.length > 1) throw ambiguous(typed, meant);
  return only;
}

/** Of those made in this directory, then of all that were made on this machine, the newest that exists, or the `nth` before it. */
async function latestSession(cwd: string, context: Context, engine: Engine, nth: number): Promise<SessionRef> {
  const shown = nth === 0 ? '@latest' : `@latest~${nth}`;
  const made = readLatest(context.stateDir);
  const isHere = (latest: Latest): boolean => latest.cwd === cwd;
  const ordered = [...made.filter(isHere), ...made.filter((latest) => !isHere(latest))];
  const found = await newestThere(engine, ordered, nth, shown);
  if (found !== undefined) return found;
  throw new AmberError(
    'NOT_FOUND',
    `there is no ${shown} session: ${nth === 0 ? 'none was' : 'fewer were'} made here, or none of them exists any more`,
    { hint: 'amber run "…" makes one; amber list shows those that exist' },
  );
}

/** The newest session that was made in this directory and exists. @throws AmberError NOT_FOUND */
export async function lastSessionHere({ cwd }: Pick<Io, 'cwd'>, context: Context, engine: Engine): Promise<SessionRef> {
  const made = readLatest(context.stateDir);
  const here = made.filter((latest) => latest.cwd === cwd);
  const found = await newestThere(engine, here, 0, 'the last one made in this directory');
  if (found !== undefined) return found;
  const near = await nearestDirectory(engine, made, cwd);
  const way =
    near === undefined
      ? 'amber send @latest "…" goes on with the last of any directory'
      : `amber continue --cwd ${shellWord(near)} "…" goes on with the last of that directory`;
  throw new AmberError('NOT_FOUND', 'no session was made in this directory, or none of them exists any more', {
    hint: near === undefined ? `amber run "…" makes one; ${way}` : way,
  });
}

/** Of the directories above this one, else of those in it, the nearest in which a session was made that exists. */
async function nearestDirectory(engine: Engine, made: readonly Latest[], cwd: string): Promise<string | undefined> {
  const directories = [...new Set(made.flatMap((latest) => latest.cwd ?? []))];
  const isIn = (inner: string, outer: string): boolean => inner !== outer && inner.startsWith(join(outer, sep));
  const near = [
    ...directories.filter((one) => isIn(cwd, one)).toSorted((a, b) => b.length - a.length),
    ...directories.filter((one) => isIn(one, cwd)).toSorted((a, b) => a.length - b.length),
  ];
  for (const directory of near)
    for (const { cwd: place, engine: home, project, name } of made.slice(0, ASKED))
      if (place === directory && home === engine.name && (await isThere(engine, { project, name }))) return directory;
  return undefined;
}

/** The first that exists, or the `nth` after it. @throws AmberError NOT_FOUND if that is one of another engine */
async function newestThere(
  engine: Engine,
  ordered: readonly Latest[],
  nth: number,
  shown: string,
): Promise<SessionRef | undefined> {
  let before = nth;
  for (const { engine: home, project, name } of ordered.slice(0, ASKED + nth)) {
    if (home !== engine.name && before === 0)
      throw new AmberError('NOT_FOUND', `${shown} is session ${name} of engine ${home}, not ${engine.name}`, {
        hint: `add --engine ${home}`,
      });
    // One of another engine can't be asked for here, and counts: "the one before" must not depend on where one looks.
    if (home !== engine.name || (await isThere(engine, { project, name }))) {
      if (before === 0) return { project, name };
      before -= 1;
    }
  }
  return undefined;
}

/** False if there is no such session. Of one that can't be asked for now the command itself says why. */
async function isThere(engine: Engine, ref: SessionRef): Promise<boolean> {
  try {
    await engine.get(ref);
    return true;
  } catch (error) {
    return !isAmberError(error, 'NOT_FOUND', 'INVALID');
  }
}

/** The sessions that a part of a name, or a name to display, can mean; none where they can't be listed. */
async function sessionsMeant(engine: Engine, { project, name }: SessionRef): Promise<readonly Session[]> {
  const meant: Session[] = [];
  try {
    for await (const session of engine.list(project))
      if (session.spec.displayName === name || isMeant(session.metadata.name, name)) meant.push(session);
  } catch {
    return [];
  }
  return meant;
}

function ambiguous(typed: string, meant: readonly Session[]): AmberError {
  const ids = shortIds(meant.map(({ metadata }) => metadata.name));
  // What was typed is what several can mean, though it be the id of one.
  const nameOf = (name: string): string => (ids.get(name) === typed ? name : (ids.get(name) ?? name));
  const shown = meant.slice(0, SHOWN).map(({ metadata, spec }) => {
    const title = spec.displayName ?? spec.initialPrompt ?? '';
    return `${nameOf(metadata.name)}${title === '' ? '' : ` (${cutTo(oneLine(title), 40)})`}`;
  });
  const more = meant.length > SHOWN ? ` and ${meant.length - SHOWN} more` : '';
  return new AmberError('USAGE', `"${typed}" can mean ${meant.length} sessions: ${shown.join(', ')}${more}`, {
    hint: 'name one of these; amber list shows all',
  });
}

/** The session, or the error that suggests the one that was probably meant. @throws AmberError NOT_FOUND */
export async function getSession(engine: Engine, ref: SessionRef): Promise<Session> {
  try {
    return await engine.get(ref);
  } catch (error) {
    throw await withSuggestion(engine, ref, error);
  }
}

/** A NOT_FOUND gets as its hint the names to display that begin so, else the nearest name; any other error stays as it is. */
export async function withSuggestion(engine: Engine, ref: SessionRef, error: unknown): Promise<unknown> {
  if (!isAmberError(error, 'NOT_FOUND')) return error;
  const names: string[] = [];
  const displayed = new Set<string>();
  try {
    for await (const { metadata, spec } of engine.list(ref.project)) {
      if (spec.displayName !== undefined) displayed.add(spec.displayName);
      if (names.push(metadata.name) >= COMPARED) break;
    }
  } catch {
    // The suggestion is a courtesy; the error that matters is the one in hand.
  }
  const typed = ref.name.toLowerCase();
  const begin = typed === '' ? [] : [...displayed].filter((name) => name.toLowerCase().startsWith(typed));
  const hint = beginSo(begin) ?? didYouMean(ref.name, [...names, ...displayed]);
  return new AmberError('NOT_FOUND', error.message, {
    hint: hint ?? error.hint ?? 'amber list shows the sessions',
    cause: error,
  });
}

function beginSo(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const shown = names.slice(0, SHOWN).map((name) => `"${oneLine(name)}"`);
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return shown.length === 1 ? `did you mean ${shown[0]}?` : `these names begin so: ${shown.join(', ')}${more}`;
}
