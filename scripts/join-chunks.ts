/**
 * Joins chunks of a split bundle that are loaded together anyway. esbuild makes a chunk of each set of modules that the
 * same entries share: `amber run` read 80 files, and each takes 0.2 ms to be found, read and linked.
 */
import { posix, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from 'esbuild';

/** What `build` gives with `metafile` and without `write`. */
export interface Split {
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/** Entries, static or dynamic, by their sources. */
export interface Entries {
  /** What those of a stage import becomes one file, or two, less what the stages before it have. */
  readonly stages: { readonly [name: string]: readonly string[] };
  /** Not joined is what these import: they would have to load all of it. */
  readonly apart: readonly string[];
  /** What these can ever load is joined by itself: they must not carry what is of no use to them. */
  readonly separate: readonly string[];
}

type Outputs = ReadonlyMap<string, Metafile['outputs'][string]>;

/** The files of a split bundle by their names in its folder, some chunks as one. @throws Error if one is left out */
export async function joinChunks(
  { outputFiles, metafile }: Split,
  options: BuildOptions & { readonly outdir: string },
  entries: Entries,
): Promise<Map<string, Uint8Array>> {
  const nameOf = (path: string): string => relative(options.outdir, resolve(path)).replaceAll('\\', '/');
  const outputs: Outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]));
  const texts = new Map(outputFiles.map(({ path, text }) => [nameOf(path), text]));
  const joinedBy = planJoined(outputs, nameOf, entries);

  const files = new Map<string, Uint8Array>();
  for (const joined of new Set(joinedBy.values())) {
    const chunks = [...joinedBy].flatMap(([chunk, by]) => (by === joined ? [chunk] : []));
    const exported = chunks.map((chunk) => {
      const names = outputs.get(chunk)?.exports.map((each) => `${each} as ${aliasOf(each, chunk)}`) ?? [];
      return `export{${names.join()}}from"./${posix.basename(chunk)}";`;
    });
    const parts = new Map([
      ...chunks.map((chunk) => [chunk, texts.get(chunk) ?? ''] as const),
      [joined, exported.join('\n')],
    ]);
    const { outputFiles: made = [] } = await build({
      ...options,
      splitting: false,
      entryPoints: { [joined.replace('.js', '')]: joined },
      plugins: [fromTexts(parts)],
    });
    for (const { text } of made) texts.set(joined, text);
  }
  for (const [name, text] of texts)
    if (!joinedBy.has(name)) files.set(name, Buffer.from(withJoined(name, text, joinedBy)));
  return files;
}

/** The joined file of each chunk that is in one. Its name is always the same: what imports from it says which chunk it means. */
function planJoined(
  outputs: Outputs,
  nameOf: (path: string) => string,
  { stages, apart, separate }: Entries,
): ReadonlyMap<string, string> {
  const loads = (names: Iterable<string>, later: boolean, found = new Set<string>()): Set<string> => {
    for (const name of names)
      for (const { kind, external, path } of outputs.get(name)?.imports ?? []) {
        const isLoaded = kind === 'import-statement' || (later && kind === 'dynamic-import');
        if (!isLoaded || external === true || found.has(nameOf(path))) continue;
        found.add(nameOf(path));
        loads([nameOf(path)], later, found);
      }
    return found;
  };
  const madeOf = (sources: readonly string[]): readonly string[] =>
    [...outputs].flatMap(([name, { entryPoint }]) => (sources.includes(entryPoint ?? '') ? [name] : []));
  const kept = loads(madeOf(apart), false);
  const apartFrom = loads(madeOf(separate), true);
  const joinedBy = new Map<string, string>();
  for (const [stage, sources] of Object.entries(stages))
    for (const name of loads(madeOf(sources), false))
      if (!joinedBy.has(name) && !kept.has(name) && outputs.get(name)?.entryPoint === undefined)
        joinedBy.set(name, `chunks/${stage}${apartFrom.has(name) ? '-shared' : ''}.js`);
  return joinedBy;
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

/** The text of a file that imports from joined ones what it imported from chunks, in the form that esbuild gives it. */
function withJoined(file: string, text: string, joinedBy: ReadonlyMap<string, string>): string {
  const rewritten = text.replaceAll(
    /\bimport(?:\{([^{}]*)\}from)?"([^"]+)"/g,
    (statement, names: string | undefined, path: string) => {
      const chunk = posix.join(file, '..', path);
      const by = joinedBy.get(chunk);
      if (by === undefined) return statement;
      const joined = `./${posix.relative(posix.dirname(file), by)}`;
      if (names === undefined) return `import"${joined}"`;
      const aliased = names.split(',').map((each) => {
        const [name = '', local = name] = each.split(' as ');
        return `${aliasOf(name, chunk)} as ${local}`;
      });
      return `import{${aliased.join()}}from"${joined}"`;
    },
  );
  for (const chunk of joinedBy.keys())
    if (rewritten.includes(posix.basename(chunk))) throw new Error(`${file} still imports ${chunk}`);
  return rewritten;
}
