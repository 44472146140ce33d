import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from '../../scripts/release/pack.ts';
import { readPackage } from '../../scripts/release/project.ts';
import { installed } from './cache.ts';
import { Registry } from './registry.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const PATIENCE = 240_000;
/** One of each major version that the supported versions of Node bring or take. */
const NPMS = ['10.9.9', '11.21.2', '12.2.1'] as const;

const { name, version } = readPackage(ROOT);
const place = realpathSync(mkdtempSync(join(tmpdir(), 'amber-install-')));
const clone = join(place, 'clone');
let head: string;
let file: string;
let registry: Registry;

/** A program in an environment without settings of npm's, neither this machine's nor those of the npm that runs the tests. */
function run(command: string, args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: place,
    npm_config_cache: join(place, 'cache'),
    npm_config_update_notifier: 'false',
    ...more,
  };
  return promisify(execFile)(command, args, { cwd, env, timeout: PATIENCE }).then(({ stdout }) => stdout);
}

beforeAll(async () => {
  // As it is checked out, what has not been committed yet included, in a small repository of its own.
  mkdirSync(clone);
  const git = (...args: string[]): Promise<string> =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], clone);
  await run('bash', ['-c', `git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t ${clone}`], ROOT);
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-qm', 'all of it');
  head = (await git('rev-parse', 'HEAD')).trim();
  file = pack(clone, 'example/amber', join(place, 'release'));
  registry = await Registry.open();
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  rmSync(place, { recursive: true, force: true });
});

/** The folders of their programs, or why there are none. */
const folders = await Promise.all(NPMS.map((npm) => installed(`npm-${npm.split('.')[0]}`, { npm }, 100_000_000))).catch(
  (error: unknown) => String(error),
);
if (typeof folders === 'string') console.warn(`skipped: ${folders}`);

describe.skipIf(typeof folders === 'string').each(NPMS)('npm %s', (npmVersion) => {
  const [major = ''] = npmVersion.split('.');
  const here = join(place, major);
  let npm: (args: readonly string[], cwd?: string) => Promise<string>;
  let npx: typeof npm;

  beforeAll(() => {
    mkdirSync(here);
    const folder = join(folders[NPMS.indexOf(npmVersion)] ?? '', 'node_modules/npm/bin');
    const by = (script: string): typeof npm => {
      return (args, cwd = here) => run(process.execPath, [join(folder, script), ...args], cwd);
    };
    npm = by('npm-cli.js');
    npx = by('npx-cli.js');
  });

  /** Installs into an empty prefix; gives the command. */
  async function globally(kind: string, ...args: readonly string[]): Promise<string> {
    const prefix = join(here, kind);
    await npm(['install', '--global', '--prefix', prefix, ...args]);
    const command = join(prefix, 'bin/amber');
    // No link to somewhere else, and nothing but the package.
    expect(realpathSync(command)).toBe(join(prefix, 'lib/node_modules', name, 'bin/amber.js'));
    expect(existsSync(join(prefix, 'lib/node_modules', name, 'node_modules'))).toBe(false);
    return command;
  }

  async function works(command: string): Promise<void> {
    const env = { AMBER_STATE_DIR: join(here, 'state') };
    expect(await run(command, ['run', '--agent', 'demo', 'What is here?'], clone, env)).toContain('TypeScript');
  }

  test('from the package as a file: the command says its commit, and runs', async () => {
    const command = await globally('file', file);
    expect(await run(command, ['--version'], here)).toBe(`${version} (${head})\n`);
    await works(command);
    const pinned = await run(command, ['init', '--dry-run', '--engine', 'platform'], clone);
    expect(pinned).toContain(`uses: example/amber@${head} # v${version}`);
  });

  test('from git: nothing is prepared, and the command runs', async () => {
    // From version 12 on npm fetches from git only where that is allowed.
    const allowed = Number(major) < 12 ? [] : ['--allow-git=all'];
    const command = await globally('git', ...allowed, `git+file://${clone}`);
    expect(await run(command, ['--version'], here)).toBe(`${version} (commit unknown)\n`);
    await works(command);
  });

  test('published to a registry, once: from there it is installed, run by npx, and imported', async () => {
    const from = `--registry=${registry.url}`;
    const { host } = new URL(registry.url);
    writeFileSync(join(place, '.npmrc'), `//${host}/:_authToken=not-a-secret\n`);
    const publish = (): Promise<string> =>
      run(
        process.execPath,
        ['--experimental-strip-types', '--no-warnings', join(clone, 'scripts/release/publish.ts'), file, from],
        here,
      );
    // The first of these versions publishes it, the others find it.
    expect(await publish()).toContain(npmVersion === NPMS[0] ? 'published' : 'was published before');
    expect(await publish()).toBe('was published before\n');

    await works(await globally('registry', name, from));
    expect(await npx(['--yes', from, name, '--version'])).toBe(`${version} (${head})\n`);
    mkdirSync(join(here, 'program'));
    writeFileSync(join(here, 'program/package.json'), '{"type":"module"}');
    await npm(['install', from, name], join(here, 'program'));
    const code = `const { openEngine } = await import('${name}'); await (await openEngine({ engine: 'local' })).close();`;
    expect(await run(process.execPath, ['--input-type=module', '-e', code], join(here, 'program'))).toBe('');
  });
});

test('a version that was published from another commit is refused', async () => {
  writeFileSync(join(clone, 'more.txt'), 'more');
  await run('git', ['add', '-A'], clone);
  await run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'more'], clone);
  const other = pack(clone, 'example/amber', join(place, 'other'));
  const script = join(clone, 'scripts/release/publish.ts');
  const args = ['--experimental-strip-types', '--no-warnings', script, other, `--registry=${registry.url}`];
  await expect(run(process.execPath, args, place)).rejects.toThrow(`was published from ${head}`);
});

test('the package holds what the image is made of, and no sources', async () => {
  const files = (await run('tar', ['-tzf', file], place)).trimEnd().split('\n');
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
  expect(copied.length).toBeGreaterThan(2);
  for (const source of copied)
    expect(files.some((path) => path === `package/${source}` || path.startsWith(`package/${source}/`))).toBe(true);
  expect(files.filter((path) => /^package\/(?:src|test|scripts|node_modules)\//.test(path))).toEqual([]);
});
