import { AmberError, invalid } from '../../core/errors.ts';
import type { ActionPin } from '../../github/setup/action-pins.ts';
import type { PackageInfo } from '../version.ts';

/** What may name the commit of Amber that a workflow uses. */
export interface PinFlags {
  /** 40 digits. */
  readonly ref: string | undefined;
  /** `owner/name`. */
  readonly action: string | undefined;
}

/** What names the commit, where this Amber is no release and does not know it. */
export const PIN_HINT = 'amber init --action OWNER/NAME --ref SHA (git ls-remote https://github.com/OWNER/NAME HEAD)';

/**
 * The commit of Amber to use: the one that this release was made of, unless another one is named.
 * @throws AmberError USAGE where it is not known, INVALID
 */
export function amberPin({ action, ref }: PinFlags, { commit, repository, version }: PackageInfo): ActionPin {
  if (ref !== undefined && !/^[0-9a-f]{40}$/.test(ref))
    throw invalid('--ref', 'a whole commit, 40 hexadecimal digits; branches and tags can be moved', ref);
  if (action !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(action))
    throw invalid('--action', 'OWNER/NAME of a repository on GitHub', action);
  const [place, sha] = [action ?? repository, ref ?? commit];
  if (place === undefined || sha === undefined)
    throw new AmberError(
      'USAGE',
      'which commit of Amber the workflow is to use is not known: this Amber is no release',
      { hint: PIN_HINT },
    );
  return { action: place, sha, ...(sha === commit && { version }) };
}
