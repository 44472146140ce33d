import { describe, expect, test } from 'vitest';
import type { KeptKey } from '../../../../src/engine/local/key-proxy/plan-keys.ts';
import { endToEndHeaders, swapKey } from '../../../../src/engine/local/key-proxy/swap-key.ts';

const key: KeptKey = { variable: 'K', value: 'real', placeholder: 'stand-in', header: 'x-api-key' };
const bearer: KeptKey = { variable: 'T', value: 'token', placeholder: 'other-in', header: 'authorization' };

function ask(asked: Partial<Parameters<typeof swapKey>[0]> = {}, upstream = 'https://api.example.com/v1/') {
  const request = { method: 'POST', target: '/messages?beta=1', headers: { 'x-api-key': 'stand-in' }, ...asked };
  const judged = swapKey(request, { upstream: new URL(upstream), keys: [key, bearer] });
  return 'status' in judged ? judged.status : { url: judged.url.href, headers: judged.headers };
}

describe('a request to the key proxy', () => {
  test('goes below the API’s own path, with the key where the placeholder stood', () => {
    expect(ask()).toEqual({
      url: 'https://api.example.com/v1/messages?beta=1',
      headers: { 'x-api-key': 'real' },
    });
    expect(ask({ headers: { authorization: 'Bearer other-in', 'x-api-key': 'mine' } })).toMatchObject({
      headers: { authorization: 'Bearer token', 'x-api-key': 'mine' },
    });
    expect(ask({}, 'https://api.example.com')).toMatchObject({ url: 'https://api.example.com/messages?beta=1' });
  });

  test('keeps the placeholder in any other header: the API could send it back', () => {
    expect(ask({ headers: { 'x-api-key': 'stand-in', 'x-version': 'stand-in' } })).toMatchObject({
      headers: { 'x-version': 'stand-in' },
    });
  });

  test('leaves the headers of its connection behind', () => {
    const headers = {
      'x-api-key': 'stand-in',
      host: '127.0.0.1:1',
      connection: 'keep-alive, X-Hop',
      'x-hop': '1',
      'transfer-encoding': 'chunked',
      'proxy-authorization': 'Basic x',
      upgrade: 'websocket',
      accept: '*/*',
    };
    expect(ask({ headers })).toMatchObject({ headers: { 'x-api-key': 'real', accept: '*/*' } });
  });

  test.each([
    ['without a placeholder', { headers: {} }],
    ['with another session’s', { headers: { 'x-api-key': 'stand-out' } }],
    ['with a part of it', { headers: { 'x-api-key': 'stand-i' } }],
    ['with it in the wrong header', { headers: { authorization: 'Bearer stand-in' } }],
    ['with the key itself', { headers: { 'x-api-key': 'real' } }],
  ])('%s is refused with 401', (_what, asked) => {
    expect(ask(asked)).toBe(401);
  });

  test.each(['TRACE', 'TRACK', 'CONNECT', 'PRI'])('%s is refused with 405', (method) => {
    expect(ask({ method })).toBe(405);
  });

  test.each([
    'https://evil.example/v1/messages',
    'http://169.254.169.254/',
    '@evil.example/',
    '*',
    '',
    '/../admin',
    '/%2e%2e/admin',
    '/..%2fadmin',
    '/x%2f..%5C%2E.%2fadmin',
    '/..\\..\\admin',
    '/a/../../v2/',
  ])('for %s is refused with 403', (target) => {
    expect(ask({ target })).toBe(403);
  });

  test('for a path that looks like a host stays at the API', () => {
    expect(ask({ target: '//evil.example/x' })).toMatchObject({ url: 'https://api.example.com/v1//evil.example/x' });
    expect(ask({ target: '/messages@evil.example' })).toMatchObject({
      url: 'https://api.example.com/v1/messages@evil.example',
    });
  });

  test('the answer’s headers go on as they were written, but for those of its connection', () => {
    expect(endToEndHeaders(['Content-Type', 'a', 'Connection', 'close', 'X-Two', '1', 'X-Two', '2'])).toEqual([
      ...['Content-Type', 'a', 'X-Two', '1', 'X-Two', '2'],
    ]);
  });
});
