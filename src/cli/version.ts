import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder: as far from here as from a chunk of the bundle, `dist/chunks/…`. */
const ROOT = new URL('../../', import.meta.url);

/** What package.json says of this Amber: the one place that has its version. */
export interface PackageInfo {
  readonly name: string;
  readonly version: string;
  /** The commit that it was released from, all 40 digits; absent where this is no release. */
  readonly commit?: string;
  /** The repository on GitHub that holds this commit, `owner/name`; absent with it. */
  readonly repository?: string;
}

/** What of package.json is read. */
interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly gitHead?: string;
  readonly repository?: { readonly url: string };
}

/** Reads package.json. The release has written `gitHead` and `repository` into the package that it published. */
export function packageInfo(root: URL = ROOT): PackageInfo {
  const json: PackageJson = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const { name, version, gitHead: commit } = json;
  if (commit === undefined) return { name, version };
  const repository = /github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(json.repository?.url ?? '')?.[1];
  return { name, version, commit, ...(repository !== undefined && { repository }) };
}

/** What `amber --version` prints: the version, and the commit in brackets. */
export function versionText(root: URL = ROOT): string {
  const { version, commit } = packageInfo(root);
  if (commit !== undefined) return `${version} (${commit})`;
  const head = headOf(fileURLToPath(root));
  return `${version} (${head === undefined ? 'commit unknown' : `${head}, not released`})`;
}

/** The commit of a clone or a worktree. Git itself is not asked: starting it takes longer than all else here. */
function headOf(root: string): string | undefined {
  try {
    const place = join(root, '.git');
    const gitDir = statSync(place).isDirectory() ? place : resolve(root, wordOf(place, /^gitdir: (.*)/));
    const commonDir = existsSync(join(gitDir, 'commondir'))
      ? resolve(gitDir, wordOf(join(gitDir, 'commondir')))
      : gitDir;
    const head = wordOf(join(gitDir, 'HEAD'));
    const ref = /^ref: (.*)/.exec(head)?.[1];
    if (ref === undefined) return head;
    if (existsSync(join(commonDir, ref))) return wordOf(join(commonDir, ref));
    const packed = readFileSync(join(commonDir, 'packed-refs'), 'utf8').split('\n');
    return packed.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0];
  } catch {
    return undefined;
  }
}

/** The first line of a file, or what is looked for in it. @throws Error */
function wordOf(file: string, pattern = /(.*)/): string {
  const [, word] = pattern.exec(readFileSync(file, 'utf8')) ?? [];
  if (word === undefined) throw new Error(`${file} is not what git writes`);
  return word;
}
