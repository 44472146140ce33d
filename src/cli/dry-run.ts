import type { SessionMeta, SessionSpec } from '../core/session/session.ts';
import { writeLines } from '../render/wrap-lines.ts';
import { createRequest, type SessionUse } from '../run/create-session.ts';
import type { Context } from './context.ts';
import { openEngine } from './open-engine.ts';
import { printObject } from './output/print-object.ts';
import type { Io } from './process/io.ts';

/** Prints what would be sent, secrets hidden. Nothing is created. `by`: who checks it. */
export async function dryRun(
  io: Io,
  context: Context,
  spec: SessionSpec,
  meta: SessionMeta,
  use: SessionUse,
  by: 'client' | 'server',
): Promise<number> {
  const { settings, redactor } = context;
  const engine = await openEngine(io, context);
  try {
    const request = createRequest(spec, use, engine);
    const manifest = await engine.validate(request.spec, meta, by);
    if (by === 'server' && engine.name !== 'local' && engine.checksSessions !== true) {
      // No server of these can check a session without making it; that it knows the token and the project, it can.
      for await (const _first of engine.list(meta.project)) break;
      await writeLines(
        io.stderr,
        'the server answers, and takes token and project; it can’t check a session without making it\n',
      );
    }
    if (request.message !== undefined)
      await writeLines(
        io.stderr,
        use.hasFiles
          ? 'the prompt follows as a message, with its files\n'
          : 'the prompt is too long for the request: it follows as a message\n',
      );
    await printObject(io.stdout, redactor, settings.output === 'yaml' ? 'yaml' : 'json', manifest);
    return 0;
  } finally {
    await engine.close();
  }
}
