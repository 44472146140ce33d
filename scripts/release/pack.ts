/**
 * Makes the package of the commit that is checked out, and its notes, in a folder: `node scripts/release/pack.ts release`.
 * A commit can't hold its own name, so it is written into the package alone: `gitHead` and `repository` of package.json.
 * `amber init` pins the Action to them, and npm compares the second with where the package was built.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { notesOf } from './changelog.ts';
import { complain, git, ROOT, readPackage } from './project.ts';

/** `repository`: `owner/name` on GitHub. Returns the path of the package. @throws Error */
export function pack(root: string, repository: string, folder: string): string {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error(`the repository must be owner/name, not "${repository}"`);
  const out = resolve(folder);
  mkdirSync(out, { recursive: true });
  const tree = mkdtempSync(join(tmpdir(), 'amber-pack-'));
  try {
    // What was committed, whatever lies beside it.
    execFileSync('tar', ['-xf', '-', '-C', tree], { input: archiveOf(root), stdio: ['pipe', 'ignore', 'inherit'] });
    const path = join(tree, 'package.json');
    const stamped = {
      ...JSON.parse(readFileSync(path, 'utf8')),
      repository: { type: 'git', url: `git+https://github.com/${repository}.git` },
      gitHead: git(root, 'rev-parse', 'HEAD'),
    };
    writeFileSync(path, `${JSON.stringify(stamped, undefined, 2)}\n`);
    const { version } = readPackage(tree);
    writeFileSync(
      join(out, 'notes.md'),
      `${notesOf(readFileSync(join(tree, 'CHANGELOG.md'), 'utf8'), version) ?? ''}\n`,
    );
    const options = { cwd: tree, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] } as const;
    const json = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], {
      ...options,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return join(out, filenameIn(JSON.parse(json)));
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function archiveOf(root: string): Buffer {
  return execFileSync('git', ['archive', '--format=tar', 'HEAD'], { cwd: root, maxBuffer: 2 ** 28 });
}

/** npm prints a list, and from version 12 on an object by the names of the packages. */
function filenameIn(printed: object): string {
  for (const entry of Object.values(printed)) if (typeof entry?.filename === 'string') return entry.filename;
  throw new Error('npm pack names no file');
}

if (import.meta.main) {
  try {
    const [folder = 'release'] = process.argv.slice(2);
    process.stdout.write(`${pack(ROOT, process.env.GITHUB_REPOSITORY ?? '', folder)}\n`);
  } catch (error) {
    complain(error);
  }
}
