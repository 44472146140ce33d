import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** The commit of a clone. Git is asked for this clone's, whatever repository the environment names. */
function headOf(root: string): string | undefined {
  const gitDir = `${root}.git`;
  if (!existsSync(gitDir)) return undefined;
  try {
    return execFileSync('git', ['--git-dir', gitDir, 'rev-parse', '--verify', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5_000,
    }).trim();
  } catch {
    return undefined;
  }
}
