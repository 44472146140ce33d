import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = new URL('../..', import.meta.url).pathname;
const COMMIT = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';

interface Step {
  readonly run?: string;
  readonly uses?: string;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions: { readonly [scope: string]: string };
  readonly steps: readonly Step[];
}

const text = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
const jobs: { readonly [name: string]: Job } = parse(text).jobs;

let place: string;
beforeEach(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'amber-release-workflow-')));
  mkdirSync(join(place, 'bin'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** Puts a command first on PATH: it writes down how it was called, and then does what the script says. */
function command(name: string, script = ''): void {
  const text = `#!/usr/bin/env bash\necho "${name} $*" >>"$CALLS"\n${script}\n`;
  writeFileSync(join(place, 'bin', name), text, { mode: 0o755 });
}

/** Runs the last script of a job as a runner does. Returns the calls of commands, one a line. */
function runLast(job: string, env: NodeJS.ProcessEnv): readonly string[] {
  const script = jobs[job]?.steps.findLast(({ run }) => run !== undefined)?.run ?? '';
  const calls = join(place, 'calls');
  execFileSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd: place,
    env: {
      PATH: `${join(place, 'bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
      CALLS: calls,
      GITHUB_OUTPUT: join(place, 'output'),
      GITHUB_REPOSITORY: 'Example/Amber',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_ACTOR: 'somebody',
      GH_TOKEN: 'token-of-the-job',
      ...env,
    },
  });
  return existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [];
}

describe('the workflow of a release', () => {
  test('tags the commit, leaves a tag of it that is there, and takes none of another commit', () => {
    command('gh', '[[ "$*" == *git/refs* ]]');
    const env = { TAG: 'v2.0.0', COMMIT };
    const asks = 'gh api repos/Example/Amber/commits/tags/v2.0.0 --jq .sha';
    expect(runLast('tag', env)).toEqual([
      asks,
      `gh api repos/Example/Amber/git/refs -f ref=refs/tags/v2.0.0 -f sha=${COMMIT} --silent`,
    ]);
    rmSync(join(place, 'calls'));
    command('gh', `echo ${COMMIT}`);
    expect(runLast('tag', env)).toEqual([asks]);
    command('gh', `echo ${'1'.repeat(40)}`);
    expect(() => runLast('tag', env)).toThrow();
    expect(readFileSync(join(place, 'calls'), 'utf8')).not.toContain('git/refs');
  });

  test('makes the image of the package, which knows its commit, and tells its digest', () => {
    const tree = dirname(dirname(inject('amber')));
    const manifest = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
    const folder = join(place, 'package');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    execFileSync('cp', ['-r', join(tree, 'dist'), folder]);
    copyFileSync(join(tree, 'bin/amber.js'), join(folder, 'bin/amber.js'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, gitHead: COMMIT }));
    mkdirSync(join(place, 'release'));
    execFileSync('tar', ['-czf', 'release/amber.tgz', 'package'], { cwd: place });
    rmSync(folder, { recursive: true });
    command(
      'docker',
      `case $1 in
  run) node package/bin/amber.js --version ;;
  login) cat >>"$CALLS" ;;
  inspect) echo "ghcr.io/example/amber@sha256:abc" ;;
esac`,
    );
    const calls = runLast('image', { VERSION: manifest.version, COMMIT });
    // The token comes by stdin.
    expect(calls.map((call) => call.split(' ', 2).join(' '))).toEqual(
      ['build', 'run', 'login', '', 'push', 'push', 'inspect'].map((verb) =>
        verb ? `docker ${verb}` : 'token-of-the-job',
      ),
    );
    expect(calls[0]).toContain(`-t ghcr.io/example/amber:${manifest.version} -t ghcr.io/example/amber:latest`);
    expect(calls[0]).toMatch(/ package$/);
    expect(readFileSync(join(place, 'output'), 'utf8')).toBe('name=ghcr.io/example/amber\ndigest=sha256:abc\n');
    // Another commit's package is not published as this one's.
    expect(() => runLast('image', { VERSION: manifest.version, COMMIT: 'f'.repeat(40) })).toThrow();
  });

  test('announces it with its notes, once', () => {
    mkdirSync(join(place, 'release'));
    for (const name of ['amber-2.0.0.tgz', 'notes.md']) writeFileSync(join(place, 'release', name), '');
    command('gh', '[[ $2 == create ]]');
    const create =
      'gh release create v2.0.0 release/amber-2.0.0.tgz --verify-tag --title v2.0.0 --notes-file release/notes.md';
    expect(runLast('announce', { TAG: 'v2.0.0' })).toEqual(['gh release view v2.0.0', create]);
    rmSync(join(place, 'calls'));
    command('gh');
    expect(runLast('announce', { TAG: 'v2.0.0' })).toEqual(['gh release view v2.0.0']);
  });

  test('calls scripts that are there, and builds and tests before anything is published', () => {
    const scripts = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run = '' }) => [...run.matchAll(/node (scripts\/[\w/.-]+)/g)].map(([, path = '']) => path)),
    );
    expect(scripts).toEqual(['check', 'pack', 'publish'].map((name) => `scripts/release/${name}.ts`));
    for (const script of scripts) expect(existsSync(join(ROOT, script))).toBe(true);
    const { build, ...others } = jobs;
    expect(build?.permissions).toEqual({ contents: 'read' });
    expect(build?.steps.map(({ run }) => run)).toContain('npm run check');
    for (const { needs, steps } of Object.values(others)) {
      expect([needs].flat()).toContain('build');
      // Nothing that packages bring runs beside a right to publish.
      for (const { run = '' } of steps) expect(run).not.toMatch(/npm (?:ci|install|run)/);
    }
  });
});
