import type { Flags } from '../config/config.ts';
import { type Parsed, settingFlags } from './flags.ts';

/** What every command's options begin with. */
export interface CommonOptions {
  readonly flags: Flags;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** False with `--no-color`. */
  readonly color: boolean;
  /** False with `--no-input`: no question is asked. */
  readonly input: boolean;
}

export function commonOptions(parsed: Parsed): CommonOptions {
  return {
    flags: settingFlags(parsed),
    quiet: parsed.quiet === true,
    verbose: parsed.verbose === true,
    color: parsed.color !== false,
    input: parsed.input !== false,
  };
}
