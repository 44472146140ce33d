import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url).pathname;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: 'static' | 'type' | 'lazy';
}

/** A folder that holds more files side by side has to be read as a list, as that of the commands, one file each, is. */
const MAX_FILES = 15;
const LISTS: ReadonlySet<string> = new Set(['cli/commands']);
/** A file of so few lines is a piece of another one. */
const FEW_LINES = 20;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const resolve = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? relative(SRC, join(SRC, dirname(from), specifier)) : specifier;

const sourceOf = (file: string): string => readFileSync(join(SRC, file), 'utf8');
const imports = files.flatMap((from) => importsOf(from, sourceOf(from)));

function importsOf(from: string, source: string): Import[] {
  const found: Import[] = [];
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  for (const [, type, specifier = ''] of code.matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?'([^']+)'/gm,
  ))
    found.push({ from, to: resolve(from, specifier), kind: type === undefined ? 'static' : 'type' });
  for (const [, specifier = ''] of code.matchAll(/\bimport\('([^']+)'\)/g))
    found.push({ from, to: resolve(from, specifier), kind: 'lazy' });
  return found;
}

/** The room of a file or a package: the first folder, `entry` for files beside the rooms. */
const roomOf = (path: string): string =>
  path.includes('/') && files.includes(path) ? (path.split('/')[0] ?? '') : files.includes(path) ? 'entry' : 'package';

/** Entries within a room: programs of their own. */
const PROGRAMS: ReadonlySet<string> = new Set(['engine/local/demo/main.ts', 'engine/local/sandbox/launch.ts']);
/** Lends GitHub's toolkit an environment: that looks at the process's own and nowhere else. */
const LENDER = 'github/event/toolkit-context.ts';

/** What each room may import, beside itself and packages. */
const ORDER = ['core', 'async', 'http', 'sse', 'tail', 'engine', 'run', 'github', 'cli', 'entry'];
/** Rooms beside the order, and who may import them. */
const BESIDE: { readonly [room: string]: readonly string[] } = {
  github: ['render'],
  cli: ['render', 'serve'],
  entry: ['render', 'library'],
};
const MAY: { readonly [room: string]: readonly string[] } = {
  ...Object.fromEntries(ORDER.map((room, at) => [room, [...ORDER.slice(0, at), ...(BESIDE[room] ?? [])]])),
  render: ['core'],
  // Its pages show what exports show.
  serve: [...ORDER.slice(0, ORDER.indexOf('run')), 'render'],
  library: [...ORDER.slice(0, ORDER.indexOf('github')), 'render'],
};

/** They bring Markdown, diffs and colours. */
const COMPONENTS = 'render/html/';

const show = ({ from, to }: Import): string => `${from} → ${to}`;

describe('imports point one way', () => {
  test('the walk sees the project', () => {
    expect(imports.map(show)).toContain('engine/engine.ts → core/session/session.ts');
  });

  test('no room imports a room above it', () => {
    const breaches = imports.filter(({ from, to }) => {
      const [room, target] = [roomOf(from), roomOf(to)];
      return target !== 'package' && target !== room && !MAY[room]?.includes(target);
    });
    expect(breaches.map(show)).toEqual([]);
  });

  test('there is no cycle, types and lazy imports counted', () => {
    const graph = new Map(files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      else if (!done.has(file)) for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('core does no I/O: it imports nothing at run time but itself, and packages that do none', () => {
    const pure = ['fastest-levenshtein'];
    const breaches = imports.filter(
      (i) => roomOf(i.from) === 'core' && i.kind !== 'type' && roomOf(i.to) !== 'core' && !pure.includes(i.to),
    );
    expect(breaches.map(show)).toEqual([]);
  });

  test('only entries, cli and library touch process', () => {
    const touching = files.filter(
      (file) =>
        !['cli', 'entry', 'library'].includes(roomOf(file)) &&
        !PROGRAMS.has(file) &&
        file !== LENDER &&
        /\bprocess\.(env|argv|stdin|stdout|stderr|exit|on|once|cwd|exitCode)\b/.test(
          sourceOf(file)
            .replace(/\/\*[\s\S]*?\*\//g, '')
            .replace(/\/\/.*$/gm, ''),
        ),
    );
    expect(touching).toEqual([]);
  });

  test('heavy packages are loaded only on the path that needs them', () => {
    const heavy =
      /^(@kubernetes\/|@agentclientprotocol\/|@actions\/|@octokit\/|@ag-ui\/|ora$|execa$|yaml$|diff$|ws$|https?-proxy-agent$)/;
    const breaches = imports.filter(
      (i) =>
        heavy.test(i.to) &&
        i.kind === 'static' &&
        !i.from.startsWith('engine/local/demo/') &&
        !i.from.startsWith(COMPONENTS) &&
        !DOORS.has(i.from),
    );
    expect(breaches.map(show)).toEqual([]);
  });

  test('what shows a transcript as HTML is loaded only by what shows one', () => {
    const light = ['element.ts', 'style.ts'].map((name) => COMPONENTS + name);
    const showing = [COMPONENTS, 'serve/page/browser/', 'render/export/'];
    const breaches = imports.filter(
      ({ from, to, kind }) =>
        kind === 'static' &&
        to.startsWith(COMPONENTS) &&
        !light.includes(to) &&
        !showing.some((folder) => from.startsWith(folder)),
    );
    expect(breaches.map(show)).toEqual([]);
  });

  test('the doors to them are themselves loaded only then', () => {
    const behind = new Set(DOORS);
    for (const file of behind)
      for (const { from } of imports.filter((i) => i.to === file && i.kind === 'static')) behind.add(from);
    expect([...behind].sort()).toEqual([
      'engine/kubernetes/events/open-port-forward.ts',
      'github/api/github-client.ts',
      'github/api/octokit-api.ts',
      'github/api/repository-api.ts',
      'github/runner-reports.ts',
    ]);
  });
});

describe('a folder is read at a glance', () => {
  test(`none holds more than ${MAX_FILES} files side by side`, () => {
    const counts = Map.groupBy(files, dirname);
    const crowded = [...counts].filter(([folder, inside]) => inside.length > MAX_FILES && !LISTS.has(folder));
    expect(crowded.map(([folder, inside]) => `${folder}: ${inside.length}`)).toEqual([]);
  });

  test(`files of ${FEW_LINES} lines or fewer are entries, or hold a type that several need`, () => {
    const scattered = files.filter(
      (file) =>
        sourceOf(file).trimEnd().split('\n').length <= FEW_LINES &&
        roomOf(file) !== 'entry' &&
        !ENTRIES.has(file) &&
        !isSharedType(file),
    );
    expect(scattered).toEqual([]);
  });
});

/** Where other programs and threads begin, and what is loaded by itself (`amber --version` loads nothing else). */
const ENTRIES: ReadonlySet<string> = new Set([
  'cli/output/jq-worker.ts',
  'run/structured-output/schema-worker.ts',
  'cli/version.ts',
  'github/markdown/markdown-worker.ts',
  'github/runner-reports.ts',
  'serve/page/browser/page.tsx',
]);

function isSharedType(file: string): boolean {
  const users = new Set(imports.filter(({ to }) => to === file).map(({ from }) => from));
  return users.size > 1 && /^export (?:interface|type|class) \w/m.test(sourceOf(file));
}

/** They import GitHub's toolkit, or the one for WebSockets, at once, so that a bundle holds no more of it than they use. */
const DOORS: ReadonlySet<string> = new Set([
  'engine/kubernetes/events/open-port-forward.ts',
  'github/api/github-client.ts',
  'github/runner-reports.ts',
]);
