/**
 * Node's own modules, loaded only once something of them is called. Measured: it takes `amber run --dry-run` from 40 ms
 * above bare node to 30, and `amber --help` from 21 to 14, because an ES import of fs, process or util evaluates every
 * getter that they have (fs.promises, streams, worker_threads …), and crypto and child_process are big. http's loads all
 * of undici: without it `amber list` over HTTP takes 20 ms less, and any process that reads a stream 12 MB. Bundled
 * libraries import them too, so it can't be done in the sources.
 */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** Chunks are named by what is in them: the place of the checkout must not be. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const LAZY =
  /^(?:node:)?(?:child_process|crypto|fs|fs\/promises|https?|net|readline|timers\/promises|tls|tty|util|v8|vm|zlib)$/;

/** An esbuild plugin: functions become calls that load their module first; anything else is loaded at once, if it is used. */
export function lazyBuiltins(): Plugin {
  return {
    name: 'lazy-builtins',
    setup(build) {
      build.onResolve({ filter: LAZY }, ({ path, importer }) => ({
        // Each importer has its own: what one uses at once must not be loaded for another.
        path: `${path.replace(/^node:/, '')}#${relative(ROOT, importer)}`,
        namespace: 'lazy-builtin',
        sideEffects: false,
      }));
      build.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({
        contents: shim(`node:${path.split('#')[0]}`),
      }));
      build.onResolve({ filter: /^(?:node:)?process$/ }, ({ importer }) => ({
        path: `process#${relative(ROOT, importer)}`,
        namespace: 'global',
        sideEffects: false,
      }));
      build.onLoad({ filter: /.*/, namespace: 'global' }, () => ({ contents: globalProcess() }));
    },
  };
}

/** The module is there already, as a global. */
function globalProcess(): string {
  const names = Object.keys(process).filter((name) => /^[a-z]\w*$/i.test(name));
  return `export default process;
${names.map((name) => `export const ${name} = /* @__PURE__ */ (() => process.${name})();`).join('\n')}`;
}

function shim(module: string): string {
  const builtin: unknown = process.getBuiltinModule(module);
  const names = Object.entries(builtin ?? {}).filter(([name]) => name !== 'default');
  const lines = names.map(([name, value]) =>
    isFunction(name, value)
      ? `export const ${name} = (...args) => load().${name}(...args);`
      : `export const ${name} = /* @__PURE__ */ (() => load().${name})();`,
  );
  return `const load = () => process.getBuiltinModule('${module}');
${lines.join('\n')}
export default /* @__PURE__ */ new Proxy({}, { get: (_, name) => load()[name] });`;
}

/** True for what is called and carries nothing of its own: no class, and nothing that \`promisify\` treats in its own way. */
function isFunction(name: string, value: unknown): boolean {
  if (typeof value !== 'function' || /^[A-Z]/.test(name)) return false;
  return !Object.getOwnPropertySymbols(value).includes(Symbol.for('nodejs.util.promisify.custom'));
}
