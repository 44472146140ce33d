import type { SessionMeta, SessionSpec } from '../core/session.ts';
import type { Context } from './context.ts';
import type { Io } from './io.ts';
import { openEngine } from './open-engine.ts';
import { printObject } from './print.ts';

/** Prints what would be sent, secrets hidden. Nothing is created. */
export async function dryRun(io: Io, context: Context, spec: SessionSpec, meta: SessionMeta): Promise<number> {
  const engine = await openEngine(io, context);
  try {
    const manifest = await engine.validate(spec, meta);
    await printObject(io.stdout, context.redactor, context.settings.output === 'yaml' ? 'yaml' : 'json', manifest);
    return 0;
  } finally {
    await engine.close();
  }
}
