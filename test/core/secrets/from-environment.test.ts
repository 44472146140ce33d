import { describe, expect, test } from 'vitest';
import { givenSecrets, secretsIn, secretsInAddresses, secretsOf } from '../../../src/core/secrets/from-environment.ts';

describe('which variables hold secrets', () => {
  test.each([
    'API_KEY',
    'ANTHROPIC_API_KEY',
    'AMBER_TOKEN',
    'DB_PASSWORD',
    'CLIENT_SECRET',
    'npm_config_token',
    'SECRET_ID_KEY',
    'GH_PAT',
    'AWS_SECRET_ACCESS_KEY',
    'TOKEN_2',
  ])('%s does', (name) => {
    expect(secretsOf({ [name]: 'geheimnis' })).toEqual(['geheimnis']);
  });

  test.each(['PATH', 'HOME', 'KEYBOARD', 'API_KEY_FILE', 'TOKEN_URL', 'PATTERN'])('%s does not', (name) => {
    expect(secretsOf({ [name]: 'something' })).toEqual([]);
  });

  test('what is shorter than 8 characters also occurs by chance', () => {
    expect(secretsOf({ API_KEY: '1234567' })).toEqual([]);
  });

  test('a path of credentials is none', () => {
    expect(secretsOf({ GOOGLE_APPLICATION_CREDENTIALS: '/etc/key.json' })).toEqual([]);
  });

  test('several environments count, each value once', () => {
    expect(secretsOf({ A_KEY: 'abcdefgh' }, { B_KEY: 'abcdefgh', C_KEY: 'ijklmnop' })).toEqual([
      'abcdefgh',
      'ijklmnop',
    ]);
  });
});

test('what is given to a session is secret by any name, unless it is so short that it also occurs by chance', () => {
  expect(givenSecrets({ PLAIN: 'a-value-of-mine', OTHER: 'more-of-it', FLAG: 'true', UNSET: undefined })).toEqual([
    'a-value-of-mine',
    'more-of-it',
  ]);
});

test('what the platform adds by itself is none: an agent and a session are shown by their names', () => {
  const environmentVariables = { RUNNER_TYPE: 'claude-agent-sdk', PARENT_SESSION_ID: 'session-before-this' };
  expect(secretsIn({ environmentVariables })).toEqual([]);
});

test('of an MCP server, its address and its arguments may hold a secret; the name of a variable is none', () => {
  const custom = {
    a: { url: 'https://a.example/mcp?api_key=key-in-an-address&limit=100000000' },
    b: { command: 'b', args: ['--token', 'token-behind-it', '--api-key=key-in-one-word', '--verbose', 'not-a-secret'] },
    c: { command: 'c', env: { ONE: '${ONE_TOKEN}', TWO: '${TWO:-the-default-of-two}' } },
    d: { url: 'https://d.example', headers: { Authorization: 'Bearer ${D_TOKEN}', 'X-Api-Key': 'key-of-d-itself' } },
  };
  expect(secretsIn({ mcpServers: { custom } }).toSorted()).toEqual([
    'key-in-an-address',
    'key-in-one-word',
    'key-of-d-itself',
    'key-of-d-itself',
    'the-default-of-two',
    'token-behind-it',
  ]);
});

test('a session carries secrets in its variables, and in the variables and headers of its MCP servers', () => {
  const docs = { command: 'docs', env: { API_KEY: 'key-of-the-docs', REGION: 'by-any-name', PORT: 8080 } };
  const search = { url: 'https://s.example', headers: { Authorization: 'Basic dXNlcg==', Accept: 'not-secret' } };
  const spec = {
    environmentVariables: { MY_TOKEN: 'token-of-mine', NAME: 'by-any-name-too' },
    mcpServers: { custom: { docs, search, odd: { env: 'none', headers: null } }, disabled: ['x'] },
  };
  expect(secretsIn(spec)).toEqual([
    'token-of-mine',
    'by-any-name-too',
    'key-of-the-docs',
    'by-any-name',
    'Basic dXNlcg==',
    'dXNlcg==',
  ]);
  expect(secretsIn({})).toEqual([]);
});

describe('secrets in the queries of addresses', () => {
  test.each([
    ['private_token', 'http://h/r.git?private_token=s3cret'],
    ['key', 'http://h/ag?key=s3cret'],
    ['sig', '--repo=https://h/r?a=b&sig=s3cret#main'],
    ['X-Amz-Signature', '{"agent":"http://h/?X-Amz-Signature=s3cret"}'],
    ['auth', 'http://me:pw@h/r?auth=s3cret&x=1'],
    ['a name in percent signs', 'http://h/r?acc%65ss_t%6fken=s3cret'],
  ])('%s', (_name, text) => {
    expect(secretsInAddresses(text)).toEqual(['s3cret']);
  });

  test('are known as they stand there and as they are meant', () => {
    expect(secretsInAddresses('http://h/r?token=ab%2Fcd%2Fef')).toEqual(['ab%2Fcd%2Fef', 'ab/cd/ef']);
  });

  test.each([
    'http://h/r?ref=branch-1',
    'http://h/r?author=somebody',
    'http://h/r?token=short',
    'token=s3cret',
    'http://h/r',
  ])('none: %s', (text) => {
    expect(secretsInAddresses(text)).toEqual([]);
  });

  test('a session’s are those of its repositories, its workflow and its agent', () => {
    const spec = {
      repos: [{ url: 'http://h/r.git?private_token=of-the-repo' }],
      activeWorkflow: { gitUrl: 'http://h/w.git?token=of-the-workflow' },
      runnerType: 'http://h/ag?key=of-the-agent',
    };
    expect([...secretsIn(spec)].sort()).toEqual(['of-the-agent', 'of-the-repo', 'of-the-workflow']);
  });
});
