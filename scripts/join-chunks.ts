/**
 * Joins chunks of a split bundle that are loaded together anyway. esbuild makes a chunk of each set of modules that the
 * same entries share: `amber run --dry-run` read 42 files, and each takes 0.2 ms to be found, read and linked.
 */
import { posix, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from 'esbuild';

/** Always the same name: what imports from it says which chunk it means, and is itself named by its contents. */
const JOINED = 'chunks/joined.js';

/** What `build` gives with `metafile` and without `write`. */
export interface Split {
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/** Entries, static or dynamic, by their sources. */
export interface Entries {
  /** What they import becomes one file … */
  readonly together: readonly string[];
  /** … but for what these import: they would have to load all of it. */
  readonly apart: readonly string[];
}

/** The files of a split bundle by their names in its folder, some chunks as one. @throws Error if one is left out */
export async function joinChunks(
  { outputFiles, metafile }: Split,
  options: BuildOptions & { readonly outdir: string },
  { together, apart }: Entries,
): Promise<Map<string, Uint8Array>> {
  const nameOf = (path: string): string => relative(options.outdir, resolve(path)).replaceAll('\\', '/');
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]));
  const importsOf = (name: string): readonly string[] =>
    (outputs.get(name)?.imports ?? [])
      .filter(({ kind, external }) => kind === 'import-statement' && external !== true)
      .flatMap(({ path }) => [nameOf(path), ...importsOf(nameOf(path))]);
  const importsOfAll = (sources: readonly string[]): Set<string> =>
    new Set(
      [...outputs].flatMap(([name, { entryPoint }]) => (sources.includes(entryPoint ?? '') ? importsOf(name) : [])),
    );

  const texts = new Map(outputFiles.map(({ path, text }) => [nameOf(path), text]));
  const kept = importsOfAll(apart);
  const chunks = new Map<string, string>();
  for (const name of importsOfAll(together))
    if (!kept.has(name) && outputs.get(name)?.entryPoint === undefined) chunks.set(name, texts.get(name) ?? '');
  const exported = [...chunks.keys()].map((name) => {
    const names = outputs.get(name)?.exports.map((each) => `${each} as ${aliasOf(each, name)}`) ?? [];
    return `export{${names.join()}}from"./${posix.basename(name)}";`;
  });
  const joined = await build({
    ...options,
    splitting: false,
    entryPoints: { [JOINED.replace('.js', '')]: JOINED },
    plugins: [fromTexts(new Map([...chunks, [JOINED, exported.join('\n')]]))],
  });

  const files = new Map<string, Uint8Array>(joined.outputFiles?.map(({ contents }) => [JOINED, contents]));
  for (const [name, text] of texts) if (!chunks.has(name)) files.set(name, Buffer.from(withJoined(name, text, chunks)));
  return files;
}

/** Unlike the names of other chunks' exports, and the same for as long as the chunk is. */
function aliasOf(name: string, chunk: string): string {
  return `${name}_${/-(\w+)\.js$/.exec(chunk)?.[1] ?? ''}`;
}

/** An esbuild plugin: bundles these texts, and nothing else. */
function fromTexts(texts: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'from-texts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ path, importer }) => {
        const name = importer === '' ? path : posix.join(importer, '..', path);
        return texts.has(name) ? { path: name, namespace: 'text' } : { path, external: true };
      });
      onLoad({ filter: /.*/, namespace: 'text' }, ({ path }) => ({ contents: texts.get(path) ?? '' }));
    },
  };
}

/** The text of a file that imports from the joined one what it imported from chunks, in the form that esbuild gives it. */
function withJoined(file: string, text: string, chunks: ReadonlyMap<string, string>): string {
  const joined = `./${posix.relative(posix.dirname(file), JOINED)}`;
  const rewritten = text.replaceAll(
    /\bimport(?:\{([^{}]*)\}from)?"([^"]+)"/g,
    (statement, names: string | undefined, path: string) => {
      const chunk = posix.join(file, '..', path);
      if (!chunks.has(chunk)) return statement;
      if (names === undefined) return `import"${joined}"`;
      const aliased = names.split(',').map((each) => {
        const [name = '', local = name] = each.split(' as ');
        return `${aliasOf(name, chunk)} as ${local}`;
      });
      return `import{${aliased.join()}}from"${joined}"`;
    },
  );
  for (const chunk of chunks.keys())
    if (rewritten.includes(posix.basename(chunk))) throw new Error(`${file} still imports ${chunk}`);
  return rewritten;
}
