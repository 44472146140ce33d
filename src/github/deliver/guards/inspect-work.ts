import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAmberError } from '../../../core/errors.ts';
import type { Redactor } from '../../../core/secrets/redact.ts';
import { type ChangedFile, sizesOf } from '../git/changed-files.ts';
import type { Collected } from '../git/collect-work.ts';
import { type LfsObject, lfsChanges, placeIn } from '../git/lfs.ts';
import type { Git } from '../git/safe-git.ts';
import { logFormat, type SecretPlace, secretIn, secretsIn } from './find-secrets.ts';
import { type DeliveryLimits, type Inspected, type Reason, reasonsAgainst } from './guards.ts';

/** Work on its way to a branch. */
type Work = Pick<Collected, 'lfs' | 'tooBig'> &
  Pick<Inspected, 'branch' | 'changes' | 'sinceNow'> & {
    readonly commit: string;
    /** Commits that are on GitHub. */
    readonly known: readonly string[];
  };

/** What is found out about it. */
interface Found extends Pick<Inspected, 'sizes'> {
  /** Content that has to be in LFS before the commits are pushed. */
  readonly objects: readonly LfsObject[];
  readonly reasons: readonly Reason[];
}

/** Reads what a commit would bring, and says what speaks against that. @throws AmberError GIT */
export async function inspectWork(
  run: Git,
  { branch, changes, commit, known, lfs, sinceNow, tooBig }: Work,
  { limits, redactor }: { readonly limits: DeliveryLimits; readonly redactor: Redactor },
): Promise<Found> {
  const all = [...changes.files, ...changes.passing];
  const { links, sizes } = await contentOf(run, all);
  const inLfs = await lfsChanges(run, commit, all, { known, sizes, stores: lfs });
  const objects = inLfs.flatMap((change) => (change.is === 'here' ? [{ path: change.path, ...change.object }] : []));
  const big = [...tooBig, ...objects.map(({ path, size }) => ({ path, bytes: size }))];
  const lengths = [...big.map(({ bytes }) => bytes), ...sizes.values()];
  // What is too big is held back for that, and not read.
  const isReadable = lengths.every((bytes) => bytes <= limits.maxFileSize);
  const { places, reason } = isReadable ? await secretsOf(run, commit, known, redactor) : { places: [] };
  const ofLfs = (isReadable ? objects : []).flatMap(
    (object) => secretIn(object.path, readFileSync(placeIn(lfs.own, object), 'utf8'), redactor) ?? [],
  );
  const inspected = { changes, sinceNow, sizes, links, inLfs, secrets: [...places, ...ofLfs], tooBig: big, branch };
  return { objects, sizes, reasons: [...reasonsAgainst(inspected, limits), ...(reason === undefined ? [] : [reason])] };
}

/** Sizes of the new files, and where links lead. */
async function contentOf(run: Git, changes: readonly ChangedFile[]) {
  const sizes = await sizesOf(run, changes);
  const links = new Map<string, string>();
  for (const { after } of changes)
    if (after?.mode === '120000' && (sizes.get(after.id) ?? 0) < MAX_TARGET)
      links.set(after.id, await run(['cat-file', 'blob', after.id]));
  return { sizes, links };
}

/** A path of a link that is longer leads nowhere. */
const MAX_TARGET = 4096;
/** Of one `git log`, in characters. */
export const MAX_LOG = 64 * 1024 * 1024;

/** Where there are secrets; the reason if that can't be found out: there is too much to be looked through. */
async function secretsOf(
  run: Git,
  tip: string,
  known: readonly string[],
  redactor: Redactor,
): Promise<{ readonly places: readonly SecretPlace[]; readonly reason?: Reason }> {
  const boundary = `amber-${randomUUID()}`;
  const patch = ['--patch', '--unified=0', '--cc', '--text', '--no-color', '--no-ext-diff', '--no-textconv', '--root'];
  try {
    const args = ['log', ...patch, `--format=${logFormat(boundary)}`, tip, '--not', ...known];
    return { places: secretsIn(await run(args, { atMost: MAX_LOG }), boundary, redactor) };
  } catch (error) {
    if (!isAmberError(error, 'GIT')) throw error;
    return { places: [], reason: { why: `it can’t be looked through for secrets: ${error.message}` } };
  }
}
