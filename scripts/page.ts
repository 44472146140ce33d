/** Bundles the script and the style of serve's pages, which browsers run: one file each. */
import { basename } from 'node:path';
import { build } from 'esbuild';
import { usedParts } from './used-parts.ts';

/** By their names in the bundle's folder: `page.js` and `page.css`. */
export async function pageFiles(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: ['src/serve/page/browser/page.ts', 'src/serve/page/browser/page.css'],
    outdir: 'dist',
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    plugins: [usedParts()],
    write: false,
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
