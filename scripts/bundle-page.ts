/** Bundles the script and the style of serve's pages, which browsers run: one file each. */
import { basename } from 'node:path';
import { build, transform } from 'esbuild';
import { TRANSCRIPT_STYLE } from '../src/render/html/style.ts';
import { unusedModules } from './unused-modules.ts';

/** By their names in the bundle's folder: `page.js` and `page.css`. */
export async function pageFiles(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: ['src/serve/page/browser/page.tsx', 'src/serve/page/browser/page.css'],
    outdir: 'dist',
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    // Elements are made by Preact's own function: those for the JSX of compilers are left out.
    jsx: 'transform',
    jsxFactory: 'createElement',
    jsxFragment: 'Fragment',
    inject: ['preact'],
    tsconfigRaw: {},
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    plugins: [unusedModules()],
    write: false,
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  // What a transcript looks like is the same in pages and in exports.
  const { code } = await transform(TRANSCRIPT_STYLE, { loader: 'css', minify: true });
  files.set('page.css', Buffer.concat([Buffer.from(code), files.get('page.css') ?? Buffer.alloc(0)]));
  return files;
}
