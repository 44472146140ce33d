import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PackageFolder } from '../library/package-folder.ts';

const REPOSITORY = new URL('../..', import.meta.url).pathname;
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
const run = promisify(execFile);

let folder: PackageFolder;
beforeAll(async () => {
  folder = await PackageFolder.create();
});
afterAll(() => folder[Symbol.dispose]());

/** The examples of docs/library.md, in order; `runs` is false for those that need a server. */
const examples = [
  ...readFileSync(join(REPOSITORY, 'docs/library.md'), 'utf8').matchAll(/^```ts( no-run)?\n(.*?)^```/gms),
].map(([, mark, code = '']) => ({ code, runs: mark === undefined }));

/** What each of those that run prints. */
const PRINTED = [
  /^finished true\n[\s\S]*TypeScript/,
  /^created session-\S+\ncalls \S+\n(?:calls \S+\n)*cancelled 130\n$/,
  /^finished\ntrue true\ntrue Stopped\n\{ stopped: true \}\n$/,
  /^NOT_FOUND\n$/,
];

describe('the examples of the library’s page', () => {
  test('are sound for the compiler, with nothing but Node’s types', async () => {
    expect(examples.filter(({ runs }) => runs)).toHaveLength(PRINTED.length);
    for (const [at, { code }] of examples.entries()) folder.write(`typed-${at}.ts`, code);
    const { stdout } = await run(process.execPath, [TSC, '-p', folder.path]).catch((error) => error);
    expect(stdout).toBe('');
  });

  test('do what they say', async () => {
    folder.write('main.ts', '// TODO: everything\n');
    const printed: string[] = [];
    for (const { code } of examples.filter(({ runs }) => runs)) {
      folder.write('example.ts', code);
      printed.push(await folder.run('example.ts'));
    }
    for (const [at, shape] of PRINTED.entries()) expect(printed[at]).toMatch(shape);
  });
});
