/**
 * Bundles `src` into `dist`, or into the folder that is named: minified, split so that heavy modules load only on the path that needs them. Only what
 * changed is written, and stale files go last, so that a reader of `dist` never finds it empty.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { pageFiles } from './bundle-page.ts';
import { declarations } from './declarations.ts';
import { editPackages } from './edit-packages.ts';
import { joinChunks } from './join-chunks.ts';
import { lazyBuiltins } from './lazy-builtins.ts';
import { namedImports } from './named-imports.ts';
import { unusedModules } from './unused-modules.ts';

const [, , folder] = process.argv;
const outdir = resolve(folder ?? fileURLToPath(new URL('../dist/', import.meta.url)));
const options = {
  entryPoints: {
    cli: 'src/cli.ts',
    action: 'src/action.ts',
    'action-post': 'src/action-post.ts',
    'demo-agent': 'src/demo-agent.ts',
    sandbox: 'src/engine/local/sandbox/launch.ts',
    'jq-worker': 'src/cli/output/jq-worker.ts',
    'markdown-worker': 'src/github/markdown/markdown-worker.ts',
    'schema-worker': 'src/run/structured-output/schema-worker.ts',
  },
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  // Of ip-address no more than socks asks for. A lazily loaded CommonJS package would lose its named exports in a split bundle; yaml has an ES build as well.
  alias: {
    yaml: fileURLToPath(new URL('../node_modules/yaml/browser/index.js', import.meta.url)),
    'ip-address': fileURLToPath(new URL('ip-address.ts', import.meta.url)),
  },
  // Bundled CommonJS packages call require for Node's own modules. createRequire would cost each file 0.1 ms.
  banner: { js: 'const require=process.getBuiltinModule;' },
  plugins: [lazyBuiltins(), unusedModules(), editPackages(), namedImports()],
  write: false,
} as const satisfies BuildOptions;
const files = await joinChunks(await build({ ...options, metafile: true }), options, {
  stages: {
    // What every command loads …
    main: ['cli/process/process-io', 'cli/program'].map(sourceOf),
    // … what `amber run` loads until it creates the session …
    start: ['cli/commands/run', 'cli/dry-run', 'engine/local/create-local-engine'].map(sourceOf),
    // … and until its first event.
    run: ['cli/run-and-send', 'run/run-session'].map(sourceOf),
  },
  // Those load a little, and at once.
  apart: [...Object.values(options.entryPoints), sourceOf('engine/local/demo/main')],
  separate: [options.entryPoints.action, options.entryPoints['action-post']],
});
// By itself: what it shares with the command line would become chunks of its own there, and each costs a start of time.
const library = await build({
  ...options,
  entryPoints: { index: 'src/index.ts' },
  outdir: join(outdir, 'library'),
  chunkNames: '[name]-[hash]',
});
for (const { path, contents } of library.outputFiles) files.set(relative(outdir, path).replaceAll('\\', '/'), contents);
for (const [name, contents] of await pageFiles()) files.set(name, contents);
// Another folder's is for running it: that takes a second less.
if (folder === undefined) for (const [name, contents] of await declarations()) files.set(name, contents);

for (const [name, contents] of files) {
  const path = join(outdir, name);
  const old = await readFile(path).catch(() => undefined);
  if (old?.equals(contents)) continue;
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, contents);
  await rename(fresh, path);
}
for (const name of await readdir(outdir, { recursive: true, withFileTypes: true })) {
  const path = join(name.parentPath, name.name);
  if (name.isFile() && !files.has(relative(outdir, path).replaceAll('\\', '/')) && !/\.\d+$/.test(name.name))
    await rm(path, { force: true });
}

function sourceOf(module: string): string {
  return `src/${module}.ts`;
}
