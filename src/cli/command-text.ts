import type { SessionRef } from '../core/session.ts';
import type { OneShot } from '../run/one-shot.ts';
import type { Config } from './config.ts';

/** The commands that a person is told to type: with those flags that this call needed to find the same place. */
export function commandsFor(config: Config): OneShot['commands'] {
  const text = (verb: string, ref: SessionRef): string =>
    ['amber', verb, ref.name, ...placeFlags(config, ref)].join(' ');
  return { stop: (ref) => text('stop', ref), watch: (ref) => text('watch', ref) };
}

function placeFlags({ settings, sources }: Config, { project }: SessionRef): readonly string[] {
  const engine = sources.engine === '--engine' ? ['-e', String(settings.engine)] : [];
  // What comes from a variable or a file is there next time too.
  const named = sources.project === '--project' || project !== settings.project;
  return [...engine, ...(named ? ['-p', project] : [])];
}
