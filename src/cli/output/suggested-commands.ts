import type { SessionRef } from '../../core/session/session.ts';
import type { RunDeps } from '../../run/run-deps.ts';
import type { Config } from '../config/resolve-config.ts';
import { flagOf } from '../config/settings.ts';

/** What a person types to send a message. */
export function sendText(config: Config, ref: SessionRef, message: string): string {
  return ['amber', 'send', ref.name, ...placeFlags(config, ref), message].join(' ');
}

/** The commands that Amber asks a person to type: with those flags that this call needed to find the same place. */
export function commandsFor(config: Config): RunDeps['commands'] {
  return { stop: (ref) => commandFor(config, 'stop', ref), watch: (ref) => commandFor(config, 'watch', ref) };
}

/** A command about one session. */
export function commandFor(config: Config, verb: string, ref: SessionRef): string {
  return ['amber', verb, ref.name, ...placeFlags(config, ref)].join(' ');
}

function placeFlags({ settings, sources }: Config, { project }: SessionRef): readonly string[] {
  // What comes from a variable or a file is there next time too.
  const flag = (
    name: 'apiUrl' | 'kubeconfig' | 'context' | 'as' | 'eventsService' | 'tokenFile' | 'caFile',
  ): readonly string[] => (sources[name] === flagOf(name) ? [flagOf(name), String(settings[name])] : []);
  const engine = sources.engine === '--engine' ? ['-e', String(settings.engine)] : [];
  const groups = sources.asGroup === '--as-group' ? (settings.asGroup ?? []) : [];
  const insecure = sources.insecureSkipTlsVerify === '--insecure-skip-tls-verify' ? ['--insecure-skip-tls-verify'] : [];
  const named = sources.project === '--project' || project !== settings.project;
  return [
    ...engine,
    ...flag('apiUrl'),
    ...flag('kubeconfig'),
    ...flag('context'),
    ...flag('as'),
    ...groups.flatMap((group) => ['--as-group', group]),
    ...flag('eventsService'),
    ...flag('tokenFile'),
    ...flag('caFile'),
    ...insecure,
    ...(named ? ['-p', project] : []),
  ];
}

/** What is said to a person who leaves a session running. */
export function attachText(what: string, config: Config, ref: SessionRef): string {
  return `${what}; this attaches: ${commandsFor(config).watch(ref)}`;
}
