/**
 * Packages that don't say so themselves, but of which only what is used need be bundled. `@actions/core` brings an HTTP
 * client for a function that Amber never calls: 427 kB less on the path of every comment.
 */
import type { Plugin } from 'esbuild';

const PURE = /^@actions\/(?:core|exec)$|^\.\/(?:oidc-utils|platform)\.js$/;

/** An esbuild plugin: these modules have no side effects. */
export function usedParts(): Plugin {
  return {
    name: 'used-parts',
    setup(build) {
      build.onResolve({ filter: PURE }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        const isPackage = path.startsWith('@') || importer.includes('/@actions/core/');
        if (pluginData === SEEN || !isPackage) return undefined;
        return { ...(await build.resolve(path, { importer, resolveDir, kind, pluginData: SEEN })), sideEffects: false };
      });
    },
  };
}

/** Marks what this plugin itself asks esbuild to resolve. */
const SEEN = Symbol('used-parts');
