import { expect, test } from 'vitest';
import { agentHeaders, knownHeaders } from '../../../src/cli/config/agent-headers.ts';
import { resolveConfig } from '../../../src/cli/config/resolve-config.ts';
import { shownSettings } from '../../../src/cli/doctor/shown-settings.ts';
import { headerSecrets, headersFor } from '../../../src/engine/local/agui-http/server-settings.ts';

const HEADERS = {
  'https://agents.example.com': { Authorization: 'Bearer ${TOKEN}', 'X-Team': 'a' },
  'https://agents.example.com/support/': { authorization: 'Bearer of-support' },
};

const configured = (agentHeaders: unknown, project = false) =>
  resolveConfig({ flags: {}, env: {}, files: [{ path: 'f', project, values: { agentHeaders } }], registry: [] });

test.each([
  ['https://agents.example.com/x', { authorization: 'Bearer s3cret-t', 'x-team': 'a' }],
  ['https://agents.example.com/support', { authorization: 'Bearer s3cret-t', 'x-team': 'a' }],
  ['https://agents.example.com/support/eu', { authorization: 'Bearer of-support', 'x-team': 'a' }],
  ['https://agents.example.com/supporters', { authorization: 'Bearer s3cret-t', 'x-team': 'a' }],
  ['https://agents.example.com:8443/x', {}],
  ['http://agents.example.com/x', {}],
  ['https://agents.example.com.evil.example/x', {}],
])('what goes to %s', (url, expected) => {
  expect(headersFor(new URL(url), agentHeaders({ agentHeaders: HEADERS }, { TOKEN: 's3cret-t' }))).toEqual(expected);
});

test('a variable that is not set is named, by the call that needs it', () => {
  expect(() => agentHeaders({ agentHeaders: HEADERS }, {})).toThrow('TOKEN, which is not set');
  expect(() => knownHeaders({ agentHeaders: HEADERS }, {})).not.toThrow();
});

test('values are secret, with and without the word before a token', () => {
  const secrets = headerSecrets(agentHeaders({ agentHeaders: HEADERS }, { TOKEN: 's3cret-t' }));
  expect(secrets).toEqual(expect.arrayContaining(['Bearer s3cret-t', 's3cret-t', 'of-support']));
});

test('doctor shows whom they are for, and nothing of them', () => {
  const shown = shownSettings(configured(HEADERS)).find(({ name }) => name === 'agentHeaders');
  expect(shown?.value).toBe(Object.keys(HEADERS).join(', '));
});

test('a project sets none', () => {
  expect(() => configured(HEADERS, true)).toThrow('"agentHeaders" is not allowed');
});

test.each([
  ['no map', 'https://a.example'],
  ['no URL', { 'agents.example.com': { a: 'very-s3cret' } }],
  ['a query', { 'https://a.example/?k=1': { a: 'very-s3cret' } }],
  ['a user', { 'https://me:very-s3cret@a.example': { a: 'x' } }],
  ['a name that is none', { 'https://a.example': { 'a b': 'very-s3cret' } }],
  ['a value that no header can carry', { 'https://a.example': { a: 'very-s3cret 😀' } }],
  ['a length of the body', { 'https://a.example': { 'Content-Length': 'very-s3cret' } }],
  ['an encoding of the body', { 'https://a.example': { 'transfer-encoding': 'very-s3cret' } }],
  ['two lines', { 'https://a.example': { a: 'very-s3cret\r\nx: y' } }],
])('%s is refused, and nothing of it is shown', (_, value) => {
  expect(() => configured(value)).toThrow(/^(?!.*very-s3cret).*its value is not allowed/);
});
