/** `npm run release -- 1.2.3`: gives the checkout that version. What it changes goes through a pull request (docs/releasing.md). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withRelease } from './changelog.ts';
import { complain, ROOT, readPackage } from './project.ts';

/** As npm takes them: without zeros in front, and no longer than a number is exact. */
const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** Sets the version in package.json, its lock file and CHANGELOG.md. @throws Error, with nothing changed */
export function prepare(root: string, version: string, day: string): void {
  const { version: old } = readPackage(root);
  if (!isNewer(version, old))
    throw new Error(`the version must be three numbers, and newer than ${old}: not "${version}"`);
  const changed = new Map([['CHANGELOG.md', withRelease(read(root, 'CHANGELOG.md'), version, day)]]);
  for (const [name, times] of [
    ['package.json', 1],
    ['package-lock.json', 2],
  ] as const) {
    // The lock file has it twice at its beginning, and may have the same number of packages further down.
    let left: number = times;
    const text = read(root, name).replaceAll(`"version": "${old}"`, (found) =>
      left-- > 0 ? `"version": "${version}"` : found,
    );
    if (left > 0) throw new Error(`${name} does not have version ${old}`);
    changed.set(name, text);
  }
  for (const [name, text] of changed) writeFileSync(join(root, name), text);
}

function read(root: string, name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

function isNewer(version: string, old: string): boolean {
  const [parts, before] = [VERSION.exec(version), VERSION.exec(old)];
  if (parts === null || before === null) return false;
  const at = [1, 2, 3].find((part) => parts[part] !== before[part]);
  return at !== undefined && Number(parts[at]) > Number(before[at]);
}

if (import.meta.main) {
  try {
    const [version = ''] = process.argv.slice(2);
    prepare(ROOT, version, new Date().toISOString().slice(0, 10));
    process.stdout.write(
      `This is ${version} now: open a pull request, and once it is merged start the workflow "Release".\n`,
    );
  } catch (error) {
    complain(error);
  }
}
