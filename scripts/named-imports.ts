/**
 * A bundle holds all that a lazily imported package exports. Where all our sources name what they take, as in
 * `const { execa } = await import('execa')`, it need hold no more than that: 20 kB less of execa for each command that
 * starts another.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** An esbuild plugin: a lazy import of a package imports those names. */
export function namedImports(): Plugin {
  return {
    name: 'named-imports',
    setup(build) {
      const namesOf = lazyImports();
      build.onResolve({ filter: /^[a-z@][^:]*$/ }, ({ path, kind, resolveDir }) =>
        kind === 'dynamic-import' && namesOf.has(path)
          ? { path, namespace: 'named-import', pluginData: resolveDir, sideEffects: false }
          : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'named-import' }, ({ path, pluginData: resolveDir }) => ({
        contents: `export { ${[...(namesOf.get(path) ?? [])].join(', ')} } from '${path}';`,
        resolveDir,
      }));
    },
  };
}

/** The names that our sources import lazily, of each package whose every lazy import says which. */
function lazyImports(): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(SRC, file), 'utf8');
    for (const [, named, name = ''] of text.matchAll(/(?:const \{([\w\s,]+)\} =\s+await\s+|\b)import\('([^'.]+)'\)/g))
      if (named === undefined) whole.add(name);
      else names.set(name, new Set([...(names.get(name) ?? []), ...named.split(',').map((each) => each.trim())]));
  }
  return new Map([...names].filter(([name]) => !whole.has(name)));
}
