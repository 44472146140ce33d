/** Whether the checkout can be released: asked by the workflow before anything is made. Prints what it then needs. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesOf } from './changelog.ts';
import { complain, git, ROOT, readPackage } from './project.ts';

export interface Release {
  readonly version: string;
  /** Its name in git. */
  readonly tag: string;
  readonly commit: string;
}

/** @throws Error that says why it can't be released */
export function releaseOf(root: string): Release {
  const { version } = readPackage(root);
  const tag = `v${version}`;
  const commit = git(root, 'rev-parse', 'HEAD');
  const changes = git(root, 'status', '--porcelain');
  if (changes !== '') throw new Error(`the checkout is not what was committed:\n${changes}`);
  if (!notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version))
    throw new Error(`CHANGELOG.md says nothing of ${version}: npm run release -- <version>`);
  const tagged = git(root, 'tag', '--list', tag) === '' ? undefined : git(root, 'rev-parse', `${tag}^{commit}`);
  // A release that was stopped on the way is taken up again.
  if (tagged !== undefined && tagged !== commit)
    throw new Error(`${tag} is another commit, ${tagged}: npm run release -- <version>`);
  return { version, tag, commit };
}

if (import.meta.main) {
  try {
    const lines = Object.entries(releaseOf(ROOT)).map(([name, value]) => `${name}=${value}\n`);
    process.stdout.write(lines.join(''));
    const { GITHUB_OUTPUT: outputs } = process.env;
    if (outputs !== undefined) appendFileSync(outputs, lines.join(''));
  } catch (error) {
    complain(error);
  }
}
