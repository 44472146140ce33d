/**
 * Packages that don't say so themselves, but of which only what is used need be bundled. `@actions/core` brings an HTTP
 * client for a function that Amber never calls, and `@actions/github` another for connections that Amber makes itself:
 * 427 kB less on the path of every comment that is answered.
 */
import type { Plugin } from 'esbuild';

const PURE = /^@actions\/(?:core|exec)$|^\.\/(?:oidc-utils|platform)\.js$/;

/**
 * What `@actions/github` makes connections with, and its `context`: that one reads the event's payload whenever it is
 * loaded, from `process.env`, and throws where it is damaged.
 */
const UNUSED = /^(?:undici|@actions\/http-client|\.\/context\.js)$/;
const NOTHING = `export const fetch = undefined;
export class HttpClient { getAgent() {} getAgentDispatcher() {} }
export class Context {}`;

/** An esbuild plugin: these modules have no side effects, and those are left out. */
export function usedParts(): Plugin {
  return {
    name: 'used-parts',
    setup(build) {
      build.onResolve({ filter: PURE }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        const isPackage = path.startsWith('@') || importer.includes('/@actions/core/');
        if (pluginData === SEEN || !isPackage) return undefined;
        return { ...(await build.resolve(path, { importer, resolveDir, kind, pluginData: SEEN })), sideEffects: false };
      });
      build.onResolve({ filter: UNUSED }, ({ importer }) =>
        importer.includes('/@actions/github/lib/') ? { path: 'nothing', namespace: 'unused' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: NOTHING }));
    },
  };
}

/** Marks what this plugin itself asks esbuild to resolve. */
const SEEN = Symbol('used-parts');
