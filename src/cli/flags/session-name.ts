import { AmberError, isAmberError } from '../../core/errors.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import { didYouMean } from '../../core/text.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Context } from '../context.ts';
import { type Latest, readLatest } from '../latest.ts';
import type { Io } from '../process/io.ts';

/** How many of the newest sessions are compared with a name that does not exist. */
const COMPARED = 500;

/** So many sessions that exist no more are asked for, for one that does. */
const ASKED = 50;

/** A session as it is named on the command line: its name, `session/<name>` as `-o name` prints it, or `@latest`. @throws AmberError NOT_FOUND */
export async function resolveName(
  { cwd }: Pick<Io, 'cwd'>,
  context: Context,
  engine: Engine,
  name: string,
): Promise<SessionRef> {
  if (name !== '@latest') return { project: context.settings.project, name: name.replace(/^session\//, '') };
  const made = readLatest(context.stateDir);
  const isHere = (latest: Latest): boolean => latest.cwd === cwd;
  const ordered = [...made.filter(isHere), ...made.filter((latest) => !isHere(latest))];
  for (const latest of ordered.slice(0, ASKED)) {
    if (latest.engine !== engine.name)
      throw new AmberError(
        'NOT_FOUND',
        `@latest is session ${latest.name} of engine ${latest.engine}, not ${engine.name}`,
        {
          hint: `add --engine ${latest.engine}`,
        },
      );
    const ref = { project: latest.project, name: latest.name };
    try {
      await engine.get(ref);
      return ref;
    } catch (error) {
      // Of what can't be asked now the command itself says why.
      if (!isAmberError(error, 'NOT_FOUND')) return ref;
    }
  }
  throw new AmberError(
    'NOT_FOUND',
    'there is no @latest session: none was made here, or none of them exists any more',
    {
      hint: 'amber run "…" makes one; amber list shows those that exist',
    },
  );
}

/** The session, or the error that suggests the one that was probably meant. @throws AmberError NOT_FOUND */
export async function getSession(engine: Engine, ref: SessionRef): Promise<Session> {
  try {
    return await engine.get(ref);
  } catch (error) {
    throw await withSuggestion(engine, ref, error);
  }
}

/** A NOT_FOUND gets the name of the nearest session as its hint; any other error stays as it is. */
export async function withSuggestion(engine: Engine, ref: SessionRef, error: unknown): Promise<unknown> {
  if (!isAmberError(error, 'NOT_FOUND')) return error;
  const names: string[] = [];
  try {
    for await (const { metadata, spec } of engine.list(ref.project)) {
      if (spec.displayName === ref.name)
        return new AmberError('NOT_FOUND', error.message, {
          hint: `did you mean "${metadata.name}"? It is displayed as "${ref.name}"`,
          cause: error,
        });
      if (names.push(metadata.name) >= COMPARED) break;
    }
  } catch {
    // The suggestion is a courtesy; the error that matters is the one in hand.
  }
  const start = ref.name.length < 4 ? undefined : names.find((name) => name.startsWith(ref.name));
  const hint = start === undefined ? didYouMean(ref.name, names) : `did you mean "${start}"?`;
  return new AmberError('NOT_FOUND', error.message, {
    hint: hint ?? error.hint ?? 'amber list shows the sessions',
    cause: error,
  });
}
