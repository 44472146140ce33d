import { lstatSync, mkdirSync, type Stats, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentHead } from './agent-head.ts';
import { type Git, type GitDeps, safeGit } from './safe-git.ts';

/** The work of a run, in a repository of Amber's own. */
export interface Collected {
  /** Git in that repository. */
  readonly run: Git;
  /** The last commit: the agent's, or the one of what it left uncommitted. */
  readonly commit: string;
  /** What was left uncommitted and can't be committed: for people. */
  readonly leftOut: readonly string[];
  /** Uncommitted files that are too big even to be looked at, with their size in bytes. */
  readonly tooBig: readonly { readonly path: string; readonly bytes: number }[];
}

export interface CollectOptions {
  /** The agent's folder. */
  readonly dir: string;
  /** True if it may be a worktree of another repository, as on a person's own machine. */
  readonly isWorktree?: boolean;
  /** A folder that is not there yet, for the repository. */
  readonly into: string;
  /** Of the commit of what was left uncommitted. */
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Bytes of one file. */
  readonly maxFileSize: number;
  /** Commits that GitHub has, as far as is known: they need not be fetched once more. */
  readonly known: readonly string[];
}

/** A git of Amber's own, bare, which also finds the objects in those folders. @throws AmberError GIT */
export async function ownRepository(
  into: string,
  objects: readonly string[],
  cwd: string,
  deps: GitDeps,
): Promise<Git> {
  mkdirSync(into, { recursive: true, mode: 0o700 });
  await safeGit(into, deps)(['init', '--quiet', '--bare', '--template=', '--', into]);
  mkdirSync(join(into, 'objects', 'info'), { recursive: true });
  writeFileSync(join(into, 'objects', 'info', 'alternates'), objects.map((folder) => `${folder}\n`).join(''));
  return safeGit(cwd, deps, [`--git-dir=${into}`]);
}

/**
 * Takes what an agent has left: its commits as they are, and in one more commit what it did not commit. Only objects and
 * files are read: git runs in a repository of its own, so that nothing that the agent has configured, planted as a
 * hook, or declared as a filter counts. @throws AmberError GIT
 */
export async function collect(options: CollectOptions, deps: GitDeps): Promise<Collected> {
  const { author, dir, into, known, message } = options;
  const { commit, objects } = agentHead(dir, options.isWorktree);
  const run = await ownRepository(into, [objects], dir, deps);
  for (const [i, id] of known.entries()) await run(['update-ref', `refs/amber/known-${i}`, id]);
  const tree = await run(['rev-parse', '--verify', `${commit}^{tree}`]);
  await run(['read-tree', tree]);
  const here = safeGit(dir, deps, [`--git-dir=${into}`, `--work-tree=${dir}`]);
  const { gone, leftOut, take, tooBig } = sorted(await uncommitted(here), options);
  const listed = (paths: readonly string[]) => ({
    stdin: Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1'),
  });
  await here(['update-index', '-z', '--force-remove', '--stdin'], listed(gone));
  await here(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], listed(take));
  const whole = await run(['write-tree']);
  if (whole === tree) return { run, commit, leftOut, tooBig };
  const date = await run(['show', '--no-patch', '--format=@%ct +0000', commit]);
  const env = identityOf(author, date);
  return { run, commit: await run(['commit-tree', whole, '-p', commit], { stdin: message, env }), leftOut, tooBig };
}

/** The variables by which git writes a commit of that person and time. */
export function identityOf(
  { name, email }: CollectOptions['author'],
  date: string,
): { readonly [name: string]: string } {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

/** Paths as bytes, each a character: a name need not be UTF-8. */
async function uncommitted(run: Git): Promise<readonly string[]> {
  const options = { encoding: 'latin1', atMost: MAX_LIST } as const;
  const listed = await run(['ls-files', '-z', '--modified', '--deleted', '--others', '--exclude-standard'], options);
  const submodules = new Set(
    (await run(['ls-files', '-z', '--stage'], options))
      .split('\0')
      .filter((line) => line.startsWith('160000 '))
      .map((line) => line.slice(line.indexOf('\t') + 1)),
  );
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && !submodules.has(path));
}

/** For all names together, in bytes. */
const MAX_LIST = 256 * 1024 * 1024;

function sorted(
  paths: readonly string[],
  { dir, maxFileSize }: CollectOptions,
): Pick<Collected, 'leftOut' | 'tooBig'> & { readonly gone: readonly string[]; readonly take: readonly string[] } {
  const gone: string[] = [];
  const take: string[] = [];
  const leftOut: string[] = [];
  const tooBig: { path: string; bytes: number }[] = [];
  for (const path of paths) {
    const name = Buffer.from(path, 'latin1').toString();
    const stat = statOf(Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(path, 'latin1')]));
    if (path.endsWith('/')) leftOut.push(`${name} is a repository of its own`);
    // A folder in the place of a file: the file is gone.
    else if (stat === undefined || stat.isDirectory()) gone.push(path);
    else if (stat.isSymbolicLink()) take.push(path);
    else if (!stat.isFile()) leftOut.push(`${name} is no file`);
    else if (stat.size > maxFileSize) tooBig.push({ path: name, bytes: stat.size });
    else take.push(path);
  }
  return { gone, take, leftOut, tooBig };
}

/** Undefined if nothing is there, or a file is where one of its folders was. */
function statOf(path: Buffer): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
