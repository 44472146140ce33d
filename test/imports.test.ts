import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url).pathname;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: 'static' | 'type' | 'lazy';
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const resolve = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? relative(SRC, join(SRC, dirname(from), specifier)) : specifier;

const imports = files.flatMap((from) => importsOf(from, readFileSync(join(SRC, from), 'utf8')));

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

/** What each room may import, beside itself and packages. */
const ORDER = ['core', 'async', 'http', 'sse', 'tail', 'engine', 'run', 'github', 'cli', 'entry'];
/** Rooms beside the order, and who may import them. */
const BESIDE: { readonly [room: string]: readonly string[] } = {
  github: ['render'],
  cli: ['render', 'serve'],
  entry: ['render'],
};
const MAY: { readonly [room: string]: readonly string[] } = {
  ...Object.fromEntries(ORDER.map((room, at) => [room, [...ORDER.slice(0, at), ...(BESIDE[room] ?? [])]])),
  render: ['core'],
  serve: ORDER.slice(0, ORDER.indexOf('run')),
};

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

  test('there is no cycle', () => {
    const graph = new Map(
      files.map((file) => [file, imports.filter((i) => i.from === file && i.kind !== 'type').map((i) => i.to)]),
    );
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
    const breaches = imports.filter(
      (i) =>
        roomOf(i.from) === 'core' && i.kind !== 'type' && roomOf(i.to) !== 'core' && i.to !== 'fastest-levenshtein',
    );
    expect(breaches.map(show)).toEqual([]);
  });

  test('only entries and cli touch process', () => {
    const touching = files.filter(
      (file) =>
        !['cli', 'entry'].includes(roomOf(file)) &&
        file !== 'engine/local/demo/main.ts' &&
        /\bprocess\.(env|argv|stdin|stdout|stderr|exit|on|once|cwd|exitCode)\b/.test(
          readFileSync(join(SRC, file), 'utf8')
            .replace(/\/\*[\s\S]*?\*\//g, '')
            .replace(/\/\/.*$/gm, ''),
        ),
    );
    expect(touching).toEqual([]);
  });

  test('heavy packages are loaded only on the path that needs them', () => {
    const heavy =
      /^(@kubernetes\/|@agentclientprotocol\/|@actions\/|@octokit\/|@ag-ui\/|ora$|execa$|yaml$|https?-proxy-agent$)/;
    const breaches = imports.filter(
      (i) => heavy.test(i.to) && i.kind === 'static' && !i.from.startsWith('engine/local/demo/') && !DOORS.has(i.from),
    );
    expect(breaches.map(show)).toEqual([]);
  });

  test('the doors to GitHub’s toolkit are themselves loaded only then', () => {
    const behind = new Set(DOORS);
    for (const file of behind)
      for (const { from } of imports.filter((i) => i.to === file && i.kind === 'static')) behind.add(from);
    expect([...behind].sort()).toEqual([
      'github/api/client.ts',
      'github/api/octokit-api.ts',
      'github/runner-reports.ts',
    ]);
  });
});

/** They import GitHub's toolkit at once, so that a bundle holds no more of it than they use. */
const DOORS: ReadonlySet<string> = new Set(['github/api/client.ts', 'github/runner-reports.ts']);
