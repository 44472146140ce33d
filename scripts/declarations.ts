/**
 * The declarations of the library, `src/index.ts`: those of the modules that its own declarations import, and no others.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** Declaration files by their names under `dist`. @throws Error if one needs a package that users do not have */
export async function declarations(): Promise<Map<string, Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'amber-types-'));
  try {
    await promisify(execFile)(
      process.execPath,
      [TSC, '-p', join(ROOT, 'scripts/declarations.tsconfig.json'), '--outDir', folder],
      { cwd: ROOT },
    );
    const files = new Map<string, Uint8Array>();
    const take = async (name: string): Promise<void> => {
      if (files.has(name)) return;
      files.set(name, Buffer.of());
      const text = await readFile(join(folder, name), 'utf8');
      files.set(name, Buffer.from(text.replace(IMPORT, (_, before, path) => `${before}'${path}.js'`)));
      for (const [, , path = ''] of text.matchAll(IMPORT)) await take(`${posix.join(posix.dirname(name), path)}.d.ts`);
      const foreign = /^(?:import|export) [^;]*\bfrom '([^.'][^']*)'/m.exec(text)?.[1];
      if (foreign !== undefined) throw new Error(`the declarations of ${name} need ${foreign}`);
    };
    await take('index.d.ts');
    return new Map([...files].map(([name, contents]) => [`types/${name}`, contents]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An import of a module beside it, as the compiler leaves it: with the name of the source. */
const IMPORT = /(\bfrom |\bimport\()'(\.{1,2}\/[^']+)\.ts'/g;
