import { expect, test } from 'vitest';
import { secretsOfUser } from '../../../../src/engine/kubernetes/access/kubeconfig-secrets.ts';

test('what a user is known by is secret, and what a plugin gets by variables that say so', () => {
  expect(
    secretsOfUser({
      name: 'ulla',
      username: 'ulla-the-first',
      password: 'the-password',
      token: 'the-token',
      'client-certificate-data': 'the-certificate',
      'client-key-data': 'the-client-key',
      'client-key': '/home/ulla/key.pem',
      tokenFile: '/home/ulla/token',
      'auth-provider': {
        name: 'oidc',
        config: {
          'id-token': 'the-id-token',
          'refresh-token': 'the-refresh-token',
          'client-secret': 'the-client-secret',
          'client-id': 'the-client-id',
          'idp-issuer-url': 'https://id.test',
        },
      },
      exec: {
        command: 'login-plugin',
        args: ['--cluster', 'production'],
        env: [
          { name: 'AWS_PROFILE', value: 'production' },
          { name: 'LOGIN_TOKEN', value: 'the-login-token' },
          'nothing',
        ],
      },
    }),
  ).toEqual(
    [
      'the-token',
      'the-password',
      'the-client-key',
      'the-id-token',
      'the-refresh-token',
      'the-client-secret',
      'the-login-token',
    ].filter((one) => one.length >= 8),
  );
});

test('nothing, and what is too short to be distinguished from other words', () => {
  expect(secretsOfUser({})).toEqual([]);
  expect(secretsOfUser({ token: 'x', exec: { env: 'none' }, 'auth-provider': 'none' })).toEqual([]);
});
