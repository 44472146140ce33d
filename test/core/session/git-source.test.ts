import { describe, expect, test } from 'vitest';
import { parseRepo, parseWorkflow } from '../../../src/core/session/git-source.ts';

const refused = (field: string) =>
  expect.objectContaining({ code: 'INVALID', message: expect.stringContaining(field) });

describe('parseRepo', () => {
  test.each([
    'https://github.com/o/r',
    'http://git.local:8080/o/r.git',
    'ssh://git@github.com:22/o/r',
    'git://host/r',
    'git@github.com:o/r.git',
    'host:r',
    'file:///srv/git/r',
    '/srv/git/r',
    'C:\\git\\r',
  ])('%s', (url) => {
    expect(parseRepo(url)).toEqual({ url });
    expect(parseRepo(`${url}#feature/x-1.2`)).toEqual({ url, branch: 'feature/x-1.2' });
  });

  test.each([
    '',
    'r',
    './r',
    '../r',
    '-oProxyCommand=x',
    '--upload-pack=touch /tmp/x',
    'ext::sh -c touch% /tmp/x',
    'fd::17/foo',
    'ssh://-oProxyCommand=x/r',
    'ssh://u@-oProxyCommand=x/r',
    '-u@host:r',
    'host:-r',
    'https://',
    'https:///r',
    'javascript:alert(1)//x y',
    'https://host/a b',
    'https://host/a\nb',
    `https://host/${'x'.repeat(3_000)}`,
  ])('refuses %j', (url) => {
    expect(() => parseRepo(url)).toThrow(refused('repo'));
  });

  test('refuses a password or a token in the address, and does not repeat it', () => {
    for (const url of [
      'https://u:hunter2@host/r',
      'https://ghp_0123456789abcdefghij@host/r',
      'ssh://u:hunter2@host/r',
      'https://u:pa@hunter2@host/r',
      'https://x@ghp_0123456789abcdefghij@host/r',
    ]) {
      expect(() => parseRepo(url)).toThrow(refused('credential helper'));
      expect(() => parseRepo(url)).not.toThrow(
        expect.objectContaining({ message: expect.stringMatching(/hunter2|ghp_/) }),
      );
    }
    expect(parseRepo('https://alice@host/r').url).toBe('https://alice@host/r');
  });

  test.each([
    '',
    '-x',
    '/x',
    'x/',
    'x..y',
    'x y',
    'x~1',
    'x^',
    'x:y',
    'x?',
    'x*',
    '[x',
    'x\\y',
    '@',
    'x@{1}',
    'x.lock',
    '.x',
    'a/.b',
    'a//b',
    'x.',
  ])('refuses the branch %j, as git does', (branch) => {
    expect(() => parseRepo(`https://host/r#${branch}`)).toThrow(refused('branch of repo'));
  });
});

describe('parseWorkflow', () => {
  test('takes an address, a branch and a path', () => {
    const gitUrl = 'https://host/w';
    expect(parseWorkflow(gitUrl)).toEqual({ gitUrl });
    expect(parseWorkflow(`${gitUrl}#main`)).toEqual({ gitUrl, branch: 'main' });
    expect(parseWorkflow(`${gitUrl}#main:a/b`)).toEqual({ gitUrl, branch: 'main', path: 'a/b' });
    expect(parseWorkflow(`${gitUrl}#:a/b`)).toEqual({ gitUrl, path: 'a/b' });
  });

  test.each(['#', '#main:', '#main:/etc', '#main:../x', '#main:a/../../x', '#-x:a'])('refuses %s', (rest) => {
    expect(() => parseWorkflow(`https://host/w${rest}`)).toThrow(refused('workflow'));
  });
});
