import { AmberError, isAmberError } from '../core/errors.ts';
import type { Session, SessionRef } from '../core/session.ts';
import type { Engine } from '../engine/engine.ts';
import type { Context } from './context.ts';
import { readLatest } from './latest.ts';
import { didYouMean } from './nearest.ts';

/** How many of the newest sessions are compared with a name that does not exist. */
const COMPARED = 500;

/** A session as it is named on the command line: its name, `session/<name>` as `-o name` prints it, or `@latest`. */
export function resolveName(context: Context, name: string): SessionRef {
  const { settings, stateDir } = context;
  if (name !== '@latest') return { project: settings.project, name: name.replace(/^session\//, '') };
  const latest = readLatest(stateDir);
  if (latest.engine !== context.engineName)
    throw new AmberError(
      'NOT_FOUND',
      `@latest is session ${latest.name} of engine ${latest.engine}, not ${context.engineName}`,
      {
        hint: `add --engine ${latest.engine}`,
      },
    );
  return { project: latest.project, name: latest.name };
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
