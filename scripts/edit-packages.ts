/**
 * Packages that are edited on their way into the bundle: of what generators have written, Amber calls a small part, and
 * bundlers leave out no members of objects. Each edit throws where it finds nothing to do: then the package has changed.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

interface Edit {
  readonly file: RegExp;
  readonly edit: (text: string, path: string) => string | Promise<string>;
}

interface Endpoints {
  readonly [scope: string]: { readonly [method: string]: unknown };
}

const GITHUB = fileURLToPath(new URL('../src/github/', import.meta.url));

const EDITS: readonly Edit[] = [
  {
    // GitHub has a thousand endpoints, in a table of 80 kB. Kept is each whose method's name is a word of our sources.
    file: /\/@octokit\/plugin-rest-endpoint-methods\/dist-src\/generated\/endpoints\.js$/,
    edit: async (_, path) => {
      const { default: scopes }: { default: Endpoints } = await import(path);
      const words = await wordsIn(GITHUB);
      const kept = Object.entries(scopes).map(([scope, endpoints]) => [
        scope,
        Object.fromEntries(Object.entries(endpoints).filter(([method]) => words.has(method))),
      ]);
      return `export default ${JSON.stringify(Object.fromEntries(kept))};`;
    },
  },
  {
    // Events are only decoded: without what encodes them it is 50 kB less.
    file: /\/@ag-ui\/proto\/dist\/index\.mjs$/,
    edit: (text) => replaceEach(text, /^\t(?:encode|create|fromPartial)\(\w[^\n]*\{\n[\s\S]*?^\t\},?\n/gm, () => ''),
  },
  {
    // A session needs a tenth of ACP's schemas. Each is made when it is first asked for: each agent starts 20 ms earlier.
    file: /\/@agentclientprotocol\/sdk\/dist\/v1\/schema\/zod\.gen\.js$/,
    edit: (text) =>
      replaceEach(
        text,
        /^export const (z\w+) = ([\s\S]*?);\n(?=\/\*\*|export const|\/\/#)/gm,
        (_, name, schema) => `export const ${name} = /* @__PURE__ */ z.lazy(() => ${schema});\n`,
      ),
  },
  {
    // Nobody asks a schema for its JSON Schema.
    file: /\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/,
    edit: (text) => {
      const names = [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
      if (names.length === 0) throw new Error('nothing is exported');
      return names.map((name) => `export const ${name} = () => undefined;`).join('\n');
    },
  },
];

function replaceEach(text: string, pattern: RegExp, replace: (whole: string, ...groups: string[]) => string): string {
  const edited = text.replaceAll(pattern, replace);
  if (edited === text) throw new Error('there is nothing to edit');
  return edited;
}

/** All words of the sources in a folder. */
async function wordsIn(folder: string): Promise<ReadonlySet<string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
}

/** An esbuild plugin: the edits above. */
export function editPackages(): Plugin {
  return {
    name: 'edit-packages',
    setup(build) {
      for (const { file, edit } of EDITS)
        build.onLoad({ filter: file }, async ({ path }) => ({
          contents: await edit(await readFile(path, 'utf8'), path),
        }));
    },
  };
}
