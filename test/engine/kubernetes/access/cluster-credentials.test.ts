import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import {
  type AccessOverrides,
  ClusterCredentials,
} from '../../../../src/engine/kubernetes/access/cluster-credentials.ts';
import type { KubeContext } from '../../../../src/engine/kubernetes/access/kubeconfig.ts';

const dir = mkdtempSync(join(tmpdir(), 'amber-credentials-'));
afterAll(() => rmSync(dir, { recursive: true }));
// The library takes seconds to load where nothing is left out of it.
beforeAll(() => import('@kubernetes/client-node/dist/config.js'), 60_000);

const context = (user: object, cluster: object = {}): KubeContext => ({
  name: 'team',
  cluster: { name: 'c', server: 'https://one.example', ...cluster },
  user: { name: 'me', ...user },
  source: '/home/me/.kube/config',
});
const credentials = (user: object, cluster: object = {}, overrides: AccessOverrides = {}): ClusterCredentials =>
  new ClusterCredentials(async () => context(user, cluster), overrides, process.env, systemClock);

/** A credential plugin: each call counts, and prints what the script makes of the count. */
function plugin(name: string, script: string): { exec: object; calls: () => number } {
  const path = join(dir, name);
  const counted = join(dir, `${name}.calls`);
  writeFileSync(counted, '');
  writeFileSync(path, `#!/bin/sh\nprintf x >> ${counted}\nn=$(wc -c < ${counted} | tr -d ' ')\n${script}\n`);
  chmodSync(path, 0o700);
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: path };
  return { exec, calls: () => readFileSync(counted, 'utf8').length };
}
const TOKEN = `echo "{\\"kind\\": \\"ExecCredential\\", \\"status\\": {\\"token\\": \\"token-$n\\"}}"`;

describe('ways to log in', () => {
  test.each([
    ['a token', { token: 'abc' }, 'Bearer abc'],
    ['user and password', { username: 'me', password: 'secret' }, `Basic ${btoa('me:secret')}`],
    ['nothing', {}, undefined],
    [
      'an OIDC token that is still good',
      { 'auth-provider': { name: 'oidc', config: { 'id-token': jwt(4e9) } } },
      `Bearer ${jwt(4e9)}`,
    ],
  ])('%s', async (_what, user, authorization) => {
    expect((await credentials(user).get()).headers.authorization).toBe(authorization);
  });

  test('a certificate, from files or from data; whom the cluster is to be known by', async () => {
    for (const [name, text] of [
      ['me.crt', 'CERT'],
      ['me.key', 'KEY'],
      ['ca.crt', 'CA'],
    ] as const)
      writeFileSync(join(dir, name), text);
    const files = { 'client-certificate': join(dir, 'me.crt'), 'client-key': join(dir, 'me.key') };
    const cluster = { 'certificate-authority': join(dir, 'ca.crt'), 'tls-server-name': 'kube.example' };
    const trust = { ca: 'CA', cert: 'CERT', key: 'KEY', serverName: 'kube.example' };
    expect((await credentials(files, cluster).get()).trust).toEqual(trust);
    const data = { 'client-certificate-data': btoa('CERT'), 'client-key-data': btoa('KEY') };
    const inline = { 'certificate-authority-data': btoa('CA'), 'tls-server-name': 'kube.example' };
    expect((await credentials(data, inline).get()).trust).toEqual(trust);
    const open = { ...inline, 'insecure-skip-tls-verify': true };
    expect((await credentials({}, open).get()).trust).toEqual({ insecure: true, serverName: 'kube.example' });
    expect((await credentials({}, inline, { ca: 'OTHER' }).get()).trust.ca).toBe('OTHER');
  });

  test('a token file wins over a token, and is read again once its token is no longer taken', async () => {
    const tokenFile = join(dir, 'token');
    writeFileSync(tokenFile, 'old\n');
    const ours = credentials({ tokenFile, token: 'stale' });
    const first = await ours.get();
    expect(first.headers.authorization).toBe('Bearer old');
    expect(await ours.renew(first)).toBeUndefined();
    writeFileSync(tokenFile, 'new\n');
    expect((await ours.renew(first))?.headers.authorization).toBe('Bearer new');
    expect((await ours.get()).headers.authorization).toBe('Bearer new');
  });

  test('a server behind a proxy of its own', async () => {
    const { proxy } = await credentials({}, { 'proxy-url': 'http://proxy.example:3128' }).get();
    expect(proxy?.url.href).toBe('http://proxy.example:3128/');
    await expect(credentials({}, { 'proxy-url': 'ftp://p:1080' }).get()).rejects.toMatchObject({ code: 'CONFIG' });
  });
});

describe('credential plugins', () => {
  test('are asked once for requests that begin together, and again once their token is not taken', async () => {
    const { exec, calls } = plugin('login', TOKEN);
    const ours = credentials({ exec });
    const [first, second] = await Promise.all([ours.get(), ours.get()]);
    expect(first.headers.authorization).toBe('Bearer token-1');
    expect(second).toEqual(first);
    await ours.get();
    expect(calls()).toBe(1);
    const renewed = await Promise.all([ours.renew(first), ours.renew(first)]);
    expect(renewed.map((one) => one?.headers.authorization)).toEqual(['Bearer token-2', 'Bearer token-2']);
    expect(calls()).toBe(2);
  });

  test('get the cluster where they ask for it, and may give a certificate', async () => {
    const { exec } = plugin(
      'certify',
      `printf '%s' "$KUBERNETES_EXEC_INFO" > ${join(dir, 'info')}
       echo '{"status": {"clientCertificateData": "C", "clientKeyData": "K"}}'`,
    );
    const ours = credentials({ exec: { ...exec, provideClusterInfo: true } }, { 'certificate-authority-data': 'Q0E=' });
    expect((await ours.get()).trust).toMatchObject({ cert: 'C', key: 'K' });
    expect(JSON.parse(readFileSync(join(dir, 'info'), 'utf8'))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://one.example', 'certificate-authority-data': 'Q0E=' } },
    });
  });

  test.each([
    ['fails', 'echo first >&2; echo "please log in" >&2; exit 1', 'UNAUTHENTICATED', 'please log in'],
    ['prints its bare token', 'printf ghs-bare-token-', 'UNAUTHENTICATED', ': it printed something that is no JSON'],
    ['prints nothing', 'exit 0', 'UNAUTHENTICATED', 'it printed nothing'],
    ['gives null', 'echo null', 'UNAUTHENTICATED', 'it gave no token'],
    ['gives no status', 'echo "{}"', 'UNAUTHENTICATED', 'it gave no token'],
    [
      'gives a certificate alone',
      `echo '{"status": {"clientCertificateData": "C"}}'`,
      'UNAUTHENTICATED',
      'no certificate',
    ],
    ['gives an object', `echo '{"status": {"token": {"a": 1}}}'`, 'UNAUTHENTICATED', 'no text'],
    [
      'gives two lines',
      `printf %s '{"status": {"token": "abc\\r\\nImpersonate-User: root"}}'`,
      'CONFIG',
      'authorization',
    ],
    ['floods', 'yes | head -c 100000000', 'UNAUTHENTICATED', 'more than 1024 KiB'],
    ['floods its errors', 'yes | head -c 100000000 >&2; exit 1', 'UNAUTHENTICATED', 'more than 1024 KiB'],
    ['asks', 'read answer || { echo "nobody answered" >&2; exit 1; }', 'UNAUTHENTICATED', 'nobody answered'],
    ['says nothing', 'exit 3', 'UNAUTHENTICATED', 'it failed without a word'],
  ])('one that %s is an error, and is asked again for the next request', async (what, script, code, says) => {
    const { exec, calls } = plugin(`bad-${what.replaceAll(' ', '-')}`, script);
    const ours = credentials({ exec });
    const error: unknown = await ours.get().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) });
    expect(String(error)).not.toMatch(/ghs-|Impersonate-User/);
    await expect(ours.get()).rejects.toMatchObject({ code, hint: expect.any(String) });
    expect(calls()).toBe(2);
  });

  test('are not asked beside a token of the kubeconfig', async () => {
    const { exec, calls } = plugin('needless', TOKEN);
    expect((await credentials({ exec, token: 'own' }).get()).headers.authorization).toBe('Bearer own');
    expect(calls()).toBe(0);
  });

  test('are asked again once what they gave has expired', async () => {
    const { exec, calls } = plugin(
      'expires',
      `echo '{"status": {"token": "t", "expirationTimestamp": "2001-01-01T00:00:00Z"}}'`,
    );
    const ours = credentials({ exec });
    await ours.get();
    await ours.get();
    expect(calls()).toBe(2);
  });

  test('one that is not installed says how it is', async () => {
    const exec = { command: '/no/such/plugin', installHint: 'brew install it' };
    await expect(credentials({ exec }).get()).rejects.toMatchObject({ code: 'CONFIG', hint: 'brew install it' });
  });
});

describe('acting as somebody else', () => {
  const kubeconfig = { token: 't', as: 'boss', 'as-groups': ['chiefs'] };

  test('as the kubeconfig says', async () => {
    expect((await credentials(kubeconfig).get()).headers).toMatchObject({
      'impersonate-user': 'boss',
      'impersonate-group': ['chiefs'],
    });
  });

  test('flags win as a whole: the groups of one are not another’s', async () => {
    const { headers } = await credentials(kubeconfig, {}, { as: 'guest' }).get();
    expect(headers).toEqual({ authorization: 'Bearer t', 'impersonate-user': 'guest' });
    const grouped = await credentials(kubeconfig, {}, { as: 'guest', asGroups: ['a', 'b'] }).get();
    expect(grouped.headers['impersonate-group']).toEqual(['a', 'b']);
  });
});

test.each([
  ['a token of two lines', { token: 'abc\nX-Evil: 1' }],
  ['a token that is no ASCII', { token: 'abcdé漢' }],
  ['a name of two lines', { token: 'abc', as: 'x\r\nImpersonate-Group: system:masters' }],
])('%s is no credential: it is refused before anything is sent, and never shown', async (_what, user) => {
  const error: unknown = await credentials(user)
    .get()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CONFIG' });
  expect(String(error)).not.toMatch(/abc|masters/);
});

describe('what Kubernetes has given up', () => {
  test.each(['gcp', 'azure'])('auth-provider %s is refused with what takes its place', async (name) => {
    await expect(credentials({ 'auth-provider': { name, config: {} } }).get()).rejects.toMatchObject({
      code: 'CONFIG',
      hint: expect.stringContaining('credential plugin'),
    });
  });

  test('an OIDC token that has expired is not renewed: that would use up kubectl’s refresh token', async () => {
    const config = {
      'id-token': jwt(1),
      'refresh-token': 'r',
      'client-id': 'c',
      'idp-issuer-url': 'http://127.0.0.1:1',
    };
    await expect(credentials({ 'auth-provider': { name: 'oidc', config } }).get()).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      hint: 'kubectl get namespaces --context team renews it',
    });
  });
});

/** A token that expires at a time in seconds, unsigned. */
function jwt(exp: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp })}.x`;
}
