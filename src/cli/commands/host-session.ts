import { Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { openContext } from '../context.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { localOptions } from '../open-engine.ts';
import type { Io } from '../process/io.ts';
import { catchEnding } from '../process/signals.ts';

export interface HostOptions extends CommonOptions {
  readonly ref: SessionRef;
}

/** Hidden: what a session that outlives its command is hosted by. Started by Amber itself, detached. */
export function command(io: Io, run: (io: Io, options: HostOptions) => Promise<number> = theRun): Command {
  return new Command('host-session')
    .description('Hosts a session of engine local until it has ended. Started by Amber itself.')
    .argument('<project/session>')
    .action(async (session: string) => {
      const [project = '', name = '', ...rest] = session.split('/');
      if (name === '' || rest.length > 0) throw new AmberError('USAGE', `not <project>/<session>: "${session}"`);
      io.exitCode = await run(io, { ...commonOptions({}), ref: { project, name } });
    });
}

async function theRun(io: Io, options: HostOptions): Promise<number> {
  const context = await openContext(io, options);
  const { hostSession } = await import('../../engine/local/create-local-engine.ts');
  // Nobody reads our output: what ends us stops the session.
  const { signal, release } = catchEnding(io);
  try {
    await hostSession(options.ref, localOptions(io, context, { hosting: 'here' }), signal);
  } finally {
    release();
  }
  return 0;
}
