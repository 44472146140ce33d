import { describe, expect, test } from 'vitest';
import { baseUrlsOf, isExposed, pageOf } from '../../../src/engine/platform/base-url.ts';

describe('the address of the API', () => {
  test.each([
    ['https://ambient.example.com', 'https://ambient.example.com/api'],
    ['https://ambient.example.com/', 'https://ambient.example.com/api'],
    ['https://ambient.example.com/api', 'https://ambient.example.com/api'],
    ['https://ambient.example.com/api//', 'https://ambient.example.com/api'],
    [' https://ambient.example.com/ui/x/?y=1#z ', 'https://ambient.example.com/ui/x/api'],
    ['http://127.0.0.1:8080/prefix/api', 'http://127.0.0.1:8080/prefix/api'],
  ])('%s → %s', (given, base) => {
    expect(baseUrlsOf(given)[0]).toBe(base);
  });

  test('without /api the path itself is the second guess: some proxies map one onto the API', () => {
    expect(baseUrlsOf('https://x.example.com/ambient')).toEqual([
      'https://x.example.com/ambient/api',
      'https://x.example.com/ambient',
    ]);
    expect(baseUrlsOf('https://x.example.com/api')).toHaveLength(1);
  });

  test.each(['ambient.example.com', 'ftp://x', '', 'file:///etc/passwd'])('%j is refused, with an example', (given) => {
    expect(() => baseUrlsOf(given)).toThrow(
      expect.objectContaining({ code: 'CONFIG', hint: expect.stringContaining('--api-url https://') }),
    );
  });

  test('a password in the address is refused, and not repeated', () => {
    expect(() => baseUrlsOf('https://alice:hunter2@x.example.com')).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.not.stringContaining('hunter2') }),
    );
  });

  test.each([
    ['http://x.example.com/api', true],
    ['http://10.0.0.1/api', true],
    ['https://x.example.com/api', false],
    ['http://127.0.0.1:1/api', false],
    ['http://localhost/api', false],
    ['http://[::1]:1/api', false],
    ['http://127.0.0.1.example.com/api', true],
  ])('a token to %s is exposed: %s', (base, exposed) => {
    expect(isExposed(base)).toBe(exposed);
  });

  test('the page of a session lies beside the API', () => {
    expect(pageOf('https://x.example.com/p/api', { project: 'team-a', name: 'session-1' })).toBe(
      'https://x.example.com/p/projects/team-a/sessions/session-1',
    );
  });
});
