import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { listContexts, readContext } from '../../../../src/engine/kubernetes/access/kubeconfig.ts';

const dir = mkdtempSync(join(tmpdir(), 'amber-kubeconfig-'));
afterAll(() => rmSync(dir, { recursive: true }));

const file = (name: string, content: string): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};

const FIRST = file(
  'first.yaml',
  `
clusters:
- {name: one, cluster: {server: "https://one.example", certificate-authority: pki/ca.crt}}
contexts:
- {name: a, context: {cluster: one, user: both, namespace: team-a}}
- {name: b, context: {cluster: two, user: both}}
- {name: broken, context: {cluster: nowhere, user: both}}
- {name: anonymous, context: {cluster: one}}
users:
- {name: both, user: {token: first}}
`,
);
const SECOND = file(
  'second.yaml',
  `
current-context: b
clusters: [{name: two, cluster: {server: "https://two.example"}}, {name: one, cluster: {server: "https://not.this"}}]
users:
- {name: both, user: {token: second}}
- name: plugin
  user: {client-certificate: me.crt, client-key: /abs/me.key, exec: {command: ./bin/login, args: [x]}}
- {name: path, user: {exec: {command: login}, tokenFile: tokens/mine}}
contexts: [{name: p, context: {cluster: one, user: plugin}}, {name: q, context: {cluster: two, user: path}}]
`,
);
const BOTH = [FIRST, join(dir, 'absent.yaml'), SECOND].join(delimiter);

describe('a kubeconfig is read as kubectl reads it', () => {
  test('KUBECONFIG lists files: the first that says something wins, one that is not there says nothing', async () => {
    const current = await readContext({ env: { KUBECONFIG: BOTH } });
    expect(current).toMatchObject({
      name: 'b',
      cluster: { server: 'https://two.example' },
      user: { token: 'first' },
    });
    expect(current.namespace).toBeUndefined();
    const named = await readContext({ env: { KUBECONFIG: BOTH }, context: 'a' });
    expect(named).toMatchObject({ namespace: 'team-a', cluster: { server: 'https://one.example' } });
  });

  test('the file that is named comes before KUBECONFIG, and that before the one of the home', async () => {
    mkdirSync(join(dir, 'home', '.kube'), { recursive: true });
    file(
      'home/.kube/config',
      `current-context: h\ncontexts: [{name: h, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "https://home"}}]`,
    );
    const env = { HOME: join(dir, 'home') };
    expect((await readContext({ env })).name).toBe('h');
    expect((await readContext({ env: { ...env, KUBECONFIG: SECOND }, context: 'q' })).name).toBe('q');
    expect((await readContext({ env: { ...env, KUBECONFIG: SECOND }, kubeconfig: FIRST, context: 'a' })).name).toBe(
      'a',
    );
  });

  test('paths are meant from the folder of their file; a command without a slash is looked up on PATH', async () => {
    expect((await readContext({ env: {}, kubeconfig: BOTH, context: 'p' })).user).toMatchObject({
      'client-certificate': join(dir, 'me.crt'),
      'client-key': '/abs/me.key',
      exec: { command: join(dir, 'bin/login'), args: ['x'] },
    });
    const q = await readContext({ env: {}, kubeconfig: BOTH, context: 'q' });
    expect(q.user).toMatchObject({ tokenFile: join(dir, 'tokens/mine'), exec: { command: 'login' } });
    const a = await readContext({ env: {}, kubeconfig: BOTH, context: 'a' });
    expect(a.cluster).toMatchObject({ 'certificate-authority': join(dir, 'pki/ca.crt') });
  });

  test('a context without a user is nobody', async () => {
    expect((await readContext({ env: {}, kubeconfig: FIRST, context: 'anonymous' })).user).toEqual({ name: 'nobody' });
  });

  test('all contexts are listed, of broken files none', async () => {
    const names = await listContexts({ env: {}, kubeconfig: BOTH });
    expect(names.map(({ name }) => name)).toEqual(['a', 'b', 'broken', 'anonymous', 'p', 'q']);
    expect(names[0]).toEqual({ name: 'a', namespace: 'team-a' });
    expect(await listContexts({ env: {}, kubeconfig: file('bad0.yaml', 'a: [') })).toEqual([]);
  });
});

describe('what is wrong with it is said, with what to do', () => {
  test.each([
    ['an unknown context', { context: 'aa' }, 'there is no context "aa"', 'did you mean'],
    [
      'no current context',
      { kubeconfig: FIRST, context: undefined },
      'has no current context',
      '--context NAME: a, b, broken',
    ],
    ['a cluster that is not there', { context: 'broken' }, 'names no cluster that has a server', 'kubectl config view'],
    [
      'a file that was named and is not there',
      { kubeconfig: '/no/such' },
      'there is no kubeconfig /no/such',
      '--kubeconfig FILE',
    ],
  ])('%s', async (_what, choice, message, hint) => {
    const error = await readContext({ env: {}, kubeconfig: BOTH, ...choice }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  test('no kubeconfig at all', async () => {
    await expect(readContext({ env: { HOME: dir } })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('~/.kube/config does not exist'),
    });
  });

  test('what is no YAML is named by its place, never by its text', async () => {
    const path = file('bad.yaml', 'users:\n- token: geheim\n  : [');
    const error: unknown = await readContext({ env: {}, kubeconfig: path }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(/is no YAML at line \d/) });
    expect(String((error as Error).message)).not.toContain('geheim');
    await expect(readContext({ env: {}, kubeconfig: file('list.yaml', '- a') })).rejects.toThrow('list.yaml is none');
  });
});

describe('in a pod', () => {
  const accountDir = join(dir, 'account');
  mkdirSync(accountDir);
  for (const [name, content] of [
    ['token', 't'],
    ['namespace', 'team-p\n'],
    ['ca.crt', 'ca'],
  ] as const)
    file(`account/${name}`, content);
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };

  test('its own account is what there is without a kubeconfig; the token stays a file', async () => {
    expect(await readContext({ env, accountDir })).toMatchObject({
      namespace: 'team-p',
      cluster: { server: 'https://[fd00::1]:6443', 'certificate-authority': join(accountDir, 'ca.crt') },
      user: { tokenFile: join(accountDir, 'token') },
    });
  });

  test('a kubeconfig wins over it', async () => {
    const choice = { env: { ...env, KUBECONFIG: SECOND }, accountDir, context: 'q' };
    expect((await readContext(choice)).name).toBe('q');
  });
});

test('a command beside a kubeconfig that is named by a relative path is that one, and not one of PATH', async () => {
  const { user } = await readContext({ env: {}, kubeconfig: relative(process.cwd(), SECOND), context: 'p' });
  expect(user.exec).toMatchObject({ command: join(dir, 'bin', 'login') });
});

test('a value that holds itself, and a text without measure, are no kubeconfig', async () => {
  const cyclic = file('cyclic.yaml', `${CURRENT}\nusers: [{name: u, user: &u {token: abcdefgh, self: *u}}]`);
  await expect(readContext({ env: {}, kubeconfig: cyclic })).rejects.toMatchObject({ code: 'CONFIG' });
  const long = file('long.yaml', `${CURRENT}\n# ${'x'.repeat(5_000_000)}`);
  await expect(readContext({ env: {}, kubeconfig: long })).rejects.toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining('more than 4 Mi'),
  });
});

const CURRENT = `
current-context: c
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: "https://one.example"}}]`;
