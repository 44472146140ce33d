/**
 * Publishes a package that `pack.ts` has made: `node scripts/release/publish.ts package.tgz --provenance`. What follows the
 * file is npm's. A release that was stopped on the way is taken up again: of one commit the same version is published once.
 */
import { execFileSync } from 'node:child_process';
import { complain } from './project.ts';

/** @throws Error, also where the version was published from another commit */
export function publish(file: string, options: readonly string[]): 'published' | 'was published before' {
  const manifest = execFileSync('tar', ['-xzOf', file, 'package/package.json'], { encoding: 'utf8' });
  const { name, version, gitHead } = JSON.parse(manifest);
  if (gitHead === undefined)
    throw new Error(`${file} does not say of which commit it is: node scripts/release/pack.ts`);
  const before = publishedFrom(name, version, options);
  if (before === gitHead) return 'was published before';
  if (before !== undefined) throw new Error(`${name} ${version} was published from ${before}, and this is ${gitHead}`);
  execFileSync('npm', ['publish', file, '--access', 'public', ...options], { stdio: ['ignore', 'inherit', 'inherit'] });
  return 'published';
}

/** The commit that the registry's package of this version is of; "" if it does not say so, undefined if there is none. */
function publishedFrom(name: string, version: string, options: readonly string[]): string | undefined {
  const registry = options.filter((option) => option.startsWith('--registry='));
  try {
    const json = execFileSync('npm', ['view', `${name}@${version}`, 'version', 'gitHead', '--json', ...registry], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Nothing is printed for another version of a known package.
    return json.trim() === '' ? undefined : (JSON.parse(json).gitHead ?? '');
  } catch (error) {
    if (error instanceof Error && error.message.includes('E404')) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  try {
    const [file = '', ...options] = process.argv.slice(2);
    process.stdout.write(`${publish(file, options)}\n`);
  } catch (error) {
    complain(error);
  }
}
