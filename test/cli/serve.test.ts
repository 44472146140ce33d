import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { main } from '../../src/cli/program.ts';
import { eventually } from '../serve/harness.ts';
import { fakeIo } from './fake-io.ts';

const IMAGE = ['--image', 'registry.example/amber:1'];

async function call(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo({ argv: ['serve', ...argv] });
  const code = await main(io);
  return { code, out: io.out(), err: io.err() };
}

test.each<[string, readonly string[], RegExp]>([
  ['flags of a cluster over local', ['--for', 'team-a'], /--for has no meaning here: it is for engine kubernetes/],
  ['a runner’s address over local', ['--runner-url', 'http://x'], /--runner-url has no meaning here/],
  ['flags of local over a cluster', ['-e', 'kubernetes', '--allow-host', 'x'], /--allow-host .* for engine local/],
  ['permissions over a cluster', ['-e', 'kubernetes', '--permissions', 'read'], /--permissions .* for engine local/],
  ['a name that is no namespace', ['-e', 'kubernetes', '--for', 'A_B'], /--for: "A_B" is no namespace/],
  ['an address that is none', ['-e', 'kubernetes', '--runner-url', 'runner:8001'], /--runner-url must be an http/],
  [
    'an address with another name',
    ['-e', 'kubernetes', '--runner-url', 'http://{host}'],
    /--runner-url must be an http/,
  ],
  ['manifests without an image', ['--manifests', '--for', 'team-a'], /--manifests needs --image/],
  ['manifests for nobody', ['--manifests', ...IMAGE], /--manifests needs --for/],
  ['an image for nothing', IMAGE, /are for --manifests/],
  [
    'the place of the platform’s backend',
    ['--manifests', ...IMAGE, '--for', 'a', '--as-backend'],
    /platform’s own backend/,
  ],
])('%s: a mistake, said with what to type', async (_, argv, words) => {
  const { code, out, err } = await call(...argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(words);
  expect(err).toContain('hint: ');
});

test('prints manifests for the projects that are named, each object once, with serve’s own flags', async () => {
  const { code, out } = await call(
    '--manifests',
    ...IMAGE,
    ...['--for', 'team-a', '--for', 'team-b', '--for', 'team-a', '-n', 'agents', '--as-backend'],
    ...['--question-grace', '10m', '--allow-env', 'NODE_OPTIONS', '--runner-url', 'http://gate/{namespace}/{session}'],
  );
  expect(code).toBe(0);
  const objects = parseAllDocuments(out).map(
    (one) => one.toJS() as { kind: string; metadata: { name: string; namespace?: string } },
  );
  expect(
    objects.map(({ kind, metadata }) => [metadata.namespace, kind, metadata.name].filter(Boolean).join('/')),
  ).toEqual([
    'agents/ServiceAccount/amber-serve',
    'ClusterRole/amber-serve',
    'team-a/RoleBinding/amber-serve',
    'team-b/RoleBinding/amber-serve',
    'team-a/NetworkPolicy/amber-serve-to-runners',
    'team-b/NetworkPolicy/amber-serve-to-runners',
    'agents/NetworkPolicy/amber-serve',
    'agents/Service/amber-serve',
    'agents/Service/backend-service',
    'agents/PersistentVolumeClaim/amber-serve',
    'agents/Deployment/amber-serve',
    'agents/PodDisruptionBudget/amber-serve',
  ]);
  const args = /args: \[(.*)\]/.exec(out)?.[1] ?? '';
  expect(args).toContain('--for, team-a, --for, team-b');
  expect(args).toContain('--question-grace, 10m, --allow-env, NODE_OPTIONS');
  expect(out).toContain('http://gate/{namespace}/{session}');
  const list = JSON.parse((await call('--manifests', ...IMAGE, '--for', 'team-a', '-o', 'json')).out);
  expect(list).toMatchObject({ apiVersion: 'v1', kind: 'List' });
});

test.each<[string, readonly string[], { readonly [name: string]: string }, isTty: boolean, opened: number]>([
  ['a terminal with a screen', [], { DISPLAY: ':0' }, true, 1],
  ['--no-open', ['--no-open'], { DISPLAY: ':0' }, true, 0],
  ['a pipe', [], { DISPLAY: ':0' }, false, 0],
  ['a terminal that came by ssh', [], { DISPLAY: ':0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, true, 0],
  ['JSON for a program', ['-o', 'json'], { DISPLAY: ':0' }, true, 0],
])(
  'the browser is opened on the link that signs it in, where there is one: %s',
  async (_, argv, env, isTty, opened) => {
    const stateDir = mkdtempSync(join(tmpdir(), 'amber-open-'));
    const io = fakeIo({
      argv: ['serve', '--port', '0', ...argv],
      env: { ...env, AMBER_STATE_DIR: stateDir },
      tty: { stdout: isTty },
    });
    try {
      const code = main(io);
      await eventually(() => io.out().includes('/login?code='), 'the link');
      await eventually(() => io.end('SIGTERM'), 'a way to end it');
      expect(await code).toBe(0);
      expect(io.openedUrls().length).toBe(opened);
      for (const url of io.openedUrls()) {
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?code=/);
        // The link that is printed stays good.
        expect(io.out()).not.toContain(url);
      }
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  },
);
