/**
 * Packages that don't say so themselves, but of which only what is used need be bundled. `@actions/core` brings an HTTP
 * client for a function that Amber never calls, and `@actions/github` another for connections that Amber makes itself:
 * 427 kB less on the path of every comment that is answered. Of `@kubernetes/client-node` Amber uses what finds
 * credentials, and makes the connections: without its typed APIs, its HTTP clients and its OIDC client it is 1.9 MB less.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const PURE = /^@actions\/(?:core|exec)$|^\.\/(?:oidc-utils|platform)\.js$/;

/** Modules that are replaced by nothing, where the module that asks for them is in this folder. */
interface Unused {
  readonly folder: string;
  readonly modules: RegExp;
  /** What the importing modules name, so that they can be linked; none of it is called. */
  readonly nothing: string;
}

const UNUSED: readonly Unused[] = [
  {
    // Only its grammars and its tokenizer are used: 50 kB less for each browser.
    folder: '/refractor/lib/',
    modules: /^(?:hastscript|parse-entities)$/,
    nothing: 'export const h = undefined, parseEntities = undefined;',
  },
  {
    // What it makes connections with, and its `context`: that one reads the event's payload whenever it is loaded, from
    // `process.env`, and throws where it is damaged.
    folder: '/@actions/github/lib/',
    modules: /^(?:undici|@actions\/http-client|\.\/context\.js)$/,
    nothing: `export const fetch = undefined;
export class HttpClient { getAgent() {} getAgentDispatcher() {} }
export class Context {}`,
  },
  {
    // Signs for what it would log of its commands: nobody turns that on.
    folder: '/execa/lib/verbose/',
    modules: /^figures$/,
    nothing: 'export default {};',
  },
  {
    // Events are checked where they are encoded, and here they are only decoded. With the checks all of zod came along, which
    // the client of ACP shares, but for a tenth: each start of an agent would load 300 kB more.
    folder: '/@ag-ui/proto/dist/',
    modules: /^@ag-ui\/core\/schemas$/,
    nothing: 'export const EventSchemas = undefined;',
  },
  {
    // Its configuration is handed over as JSON, which is YAML as well. An OIDC token is not renewed, since that would use
    // up kubectl's own refresh token; the providers that need JSONPath are refused before they are asked.
    folder: '/@kubernetes/client-node/dist/',
    modules:
      /^(?:undici|socks|socks-proxy-agent|hpagent|openid-client|jsonpath-plus|js-yaml|\.\/gen\/index\.js|\.\/middleware\.js)$/,
    nothing: `export const load = JSON.parse;
export class Agent {}
export { Agent as ProxyAgent, Agent as SocksClient, Agent as SocksProxyAgent, Agent as HttpProxyAgent };
export { Agent as HttpsProxyAgent, Agent as ServerConfiguration };
export const createConfiguration = undefined, setHeaderMiddleware = undefined, JSONPath = undefined;
export const discovery = undefined, refreshTokenGrant = undefined, customFetch = undefined;`,
  },
];

/** An esbuild plugin: these modules have no side effects, and those are left out. */
export function unusedModules(): Plugin {
  return {
    name: 'unused-modules',
    setup(build) {
      build.onResolve({ filter: PURE }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        const isPackage = path.startsWith('@') || importer.includes('/@actions/core/');
        if (pluginData === SEEN || !isPackage) return undefined;
        return { ...(await build.resolve(path, { importer, resolveDir, kind, pluginData: SEEN })), sideEffects: false };
      });
      for (const [at, { folder, modules, nothing }] of UNUSED.entries()) {
        const namespace = `unused-${at}`;
        build.onResolve({ filter: modules }, ({ importer }) =>
          importer.includes(folder) ? { path: 'nothing', namespace } : undefined,
        );
        build.onLoad({ filter: /.*/, namespace }, () => ({ contents: nothing }));
      }
      build.onLoad({ filter: /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/ }, ({ path }) => ({
        contents: onlyLexer(readFileSync(path, 'utf8')),
      }));
    },
  };
}

/**
 * Of marked only its lexer is used. What makes HTML of tokens hangs on an instance that the module makes for itself, at its
 * end: without that, esbuild leaves it out. 11 kB less for each browser. @throws Error if the module is another one
 */
function onlyLexer(marked: string): string {
  const end = marked.search(/var \w+=new \w+;function \w+\(\w+,\w+\)\{return \w+\.parse\(/);
  const lexer = /[{,](\w+) as Lexer[,}]/.exec(marked.slice(end))?.[1];
  if (end === -1 || lexer === undefined) throw new Error('marked has changed: see scripts/unused-modules.ts');
  return `${marked.slice(0, end)}export{${lexer} as Lexer};`;
}

/** Marks what this plugin itself asks esbuild to resolve. */
const SEEN = Symbol('unused-modules');
