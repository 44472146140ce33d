/**
 * Bundles `src` into `dist`, or into the folder that is named: minified, split so that heavy modules load only on the path that needs them. Only what
 * changed is written, and stale files go last, so that a reader of `dist` never finds it empty.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lazyBuiltins } from './lazy-builtins.ts';

const outdir = resolve(process.argv[2] ?? fileURLToPath(new URL('./dist/', import.meta.url)));
const { outputFiles } = await build({
  entryPoints: { cli: 'src/cli.ts', 'demo-agent': 'src/engine/local/demo/main.ts' },
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  // A lazily loaded CommonJS package would lose its named exports in a split bundle; yaml has an ES build as well.
  alias: { yaml: fileURLToPath(new URL('./node_modules/yaml/browser/index.js', import.meta.url)) },
  // Bundled CommonJS packages call require for Node's own modules. createRequire would cost each file 0.1 ms.
  banner: { js: 'const require=process.getBuiltinModule;' },
  plugins: [lazyBuiltins()],
  write: false,
});

for (const { path, contents } of outputFiles) {
  const old = await readFile(path).catch(() => undefined);
  if (old?.equals(contents)) continue;
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, contents);
  await rename(fresh, path);
}
const kept = new Set(outputFiles.map(({ path }) => relative(outdir, path)));
for (const name of await readdir(outdir, { recursive: true, withFileTypes: true })) {
  const path = join(name.parentPath, name.name);
  if (name.isFile() && !kept.has(relative(outdir, path)) && !/\.\d+$/.test(name.name)) await rm(path, { force: true });
}
