import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lazyBuiltins } from '../../scripts/lazy-builtins.ts';
import { unusedModules } from '../../scripts/unused-modules.ts';

/**
 * A program of the bench, bundled as Amber is; gives its path. Stripping types, and all of undici that an import of
 * node:http loads, would count as ours.
 */
export async function bundled(workDir: string, source: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outdir: workDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    alias: { yaml: fileURLToPath(new URL('../../node_modules/yaml/browser/index.js', import.meta.url)) },
    banner: { js: 'const require=process.getBuiltinModule;' },
    plugins: [lazyBuiltins(), unusedModules()],
  });
  return join(workDir, `${source.replace(/^.*\/|\.ts$/g, '')}.mjs`);
}
