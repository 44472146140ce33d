import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { cpuTime } from '../../fakes/cpu-time.ts';

const { exact, all } = makeRedactor(['hunter2hunter2', 'p"a\\s<s&w\nord', 'short']);

describe('known secrets', () => {
  test('are masked as they are, and nothing else is', () => {
    expect(exact('pass hunter2hunter2, hunter2')).toBe('pass ***, hunter2');
    expect(exact('nothing here')).toBe('nothing here');
  });

  test('are masked inside of JSON, Go’s too, in URLs, and line by line', () => {
    const secret = 'p"a\\s<s&w\nord';
    expect(exact(JSON.stringify({ secret }))).toBe('{"secret":"***"}');
    expect(exact(JSON.stringify({ secret }).replace('<', '\\u003c').replace('&', '\\u0026'))).toBe('{"secret":"***"}');
    expect(exact(JSON.stringify(JSON.stringify({ secret })))).toBe('"{\\"secret\\":\\"***\\"}"');
    expect(makeRedactor(['pässwörd']).exact('{"a":"p\\u00e4ssw\\u00f6rd"}')).toBe('{"a":"***"}');
    expect(exact(`https://h/?q=${encodeURIComponent(secret)}`)).toBe('https://h/?q=***');
    expect(exact('p"a\\s<s&w')).toBe('***');
  });

  test('are masked in base64, wherever they stand in what was encoded', () => {
    for (const before of ['', 'x', 'user:', 'Aladdin:open', 'ab']) {
      for (const behind of ['', '!', '\n more']) {
        for (const encoding of ['base64', 'base64url'] as const) {
          const encoded = Buffer.from(`${before}hunter2hunter2${behind}`).toString(encoding);
          expect(exact(encoded)).toContain('***');
          expect(exact(encoded)).not.toContain(Buffer.from('unter2hunter').toString('base64').slice(4, 12));
        }
      }
    }
  });

  test('are masked in hexadecimal digits and percent escapes of either case, as entities, and wrapped', () => {
    const secret = 'p/w ünd <more> 2';
    const { exact: masked } = makeRedactor([secret]);
    const hex = Buffer.from(secret).toString('hex');
    const percent = hex.replace(/../g, '%$&');
    for (const form of [hex, hex.toUpperCase(), percent, percent.toUpperCase(), encodeURIComponent(secret)])
      expect(masked(`a ${form} b`)).toBe('a *** b');
    expect(masked(encodeURIComponent(secret).toLowerCase())).toBe('***');
    expect(masked(new URLSearchParams({ secret }).toString())).toBe('secret=***');
    expect(masked('p/w &#252;nd &lt;more&#x3E; 2')).toBe('***');
    const long = 'one-very-long-secret-of-a-service-that-is-wrapped-by-every-encoder-1234567890';
    const wrapped = Buffer.from(long).toString('base64').replace(/.{76}/g, '$&\n');
    expect(makeRedactor([long]).exact(wrapped)).toMatch(/^\*\*\*\n\*\*\*.{0,2}=*$/);
  });

  test.each(['\u200b', '\u00ad', '\u2060', '\ufeff', '\u{e0041}', '\u202e', '\u001b[0m', '\\u200b', '&#8203;'])(
    'are masked where %j splits them, as it is and in JSON',
    (between) => {
      const split = [...'hunter2hunter2'].join(between);
      expect(exact(`pass ${split}!`)).toBe('pass ***!');
      expect(exact(JSON.stringify({ a: split }))).toBe('{"a":"***"}');
      const ascii = JSON.stringify({ a: split }).replace(
        /[^ -~]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      expect(exact(ascii)).toBe('{"a":"***"}');
    },
  );

  test('that are learnt later count from then on, also in a stream that has begun', () => {
    const redactor = makeRedactor(['hunter2hunter2']);
    const stream = redactor.stream('exact');
    expect(stream.push('learnt-later ')).toBe('learnt-later ');
    redactor.learn(['learnt-later']);
    expect(stream.push('learnt-') + stream.push('later hunter2hunter2') + stream.end()).toBe('*** ***');
    expect(redactor.all('learnt-later hunter2hunter2')).toBe('*** ***');
  });

  test('shorter than 6 characters are left alone; without secrets a text comes back as it is', () => {
    expect(exact('a short text')).toBe('a short text');
    const text = 'hunter2hunter2';
    expect(makeRedactor([]).exact(text)).toBe(text);
    expect(makeRedactor(['']).exact(text)).toBe(text);
  });

  test('that overlap or lie in one another leave nothing of either', () => {
    const { exact: masked } = makeRedactor(['abcdefgh', 'efghijkl', 'cdefgh']);
    expect(masked('-abcdefghijkl-')).toBe('-***-');
    expect(masked('-cdefgh-')).toBe('-***-');
  });

  test('are text, not patterns', () => {
    expect(makeRedactor(['a.c$^(x|y)']).exact('abc$^(x|y) a.c$^(x|y)')).toBe('abc$^(x|y) ***');
  });

  test('are found exactly where they are, however much alike they and the text look', () => {
    const alike = (minLength: number, maxLength: number) =>
      fc.array(fc.constantFrom('a', 'b'), { minLength, maxLength }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(alike(6, 12), { minLength: 1, maxLength: 4 }), alike(0, 60), (secrets, text) => {
        const covered = [...text].map((_, at) =>
          secrets.some((secret) => {
            const near = text.slice(Math.max(0, at - secret.length + 1), at + secret.length);
            return near.includes(secret);
          }),
        );
        const masked = makeRedactor(secrets).exact(text);
        const kept = [...text].filter((_, at) => !covered[at]).join('');
        expect(masked.replaceAll('***', '')).toBe(kept);
      }),
      { numRuns: 2_000 },
    );
  });

  test('are never there afterwards, whatever they and the text are', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, behind) => {
        fc.pre(!'***'.includes(secret) && !secret.includes('*'));
        const redactor = makeRedactor([secret]);
        for (const text of [before + secret + behind, JSON.stringify([before, secret, behind])]) {
          expect(redactor.exact(text)).not.toContain(secret);
          expect(redactor.all(text)).not.toContain(secret);
        }
      }),
    );
  });
});

describe('what looks like a secret', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH';
  const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${letters}`;

  test.each([
    `ghp_${letters.slice(0, 36)}`,
    `gho_${letters.slice(0, 36)}`,
    `ghs_${letters.slice(0, 36)}`,
    `github_pat_11ABCDEFG0_${letters}`,
    `sk-ant-api03-${letters}-${letters}`,
    `sk-proj-${letters}`,
    `sk-${letters}`,
    'AKIAIOSFODNN7EXAMPLE',
    'xoxb-123456789012-abcdefghij',
    `glpat-${letters.slice(0, 20)}`,
    `npm_${letters.slice(0, 36)}`,
    `AIza${letters.slice(0, 35)}`,
    jwt,
  ])('%s', (secret) => {
    expect(all(secret)).toBe('***');
    expect(all(`before ${secret} behind`)).toBe('before *** behind');
    expect(all(JSON.stringify({ text: `\n${secret}\n` }))).toBe('{"text":"\\n***\\n"}');
    expect(exact(secret)).toBe(secret);
  });

  test.each([
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer ***'],
    ['authorization: Basic dXNlcjpwYXNzd29yZA==', 'authorization: Basic ***'],
    ['curl -H "Authorization: token 0123456789abcdef0123"', 'curl -H "Authorization: token ***"'],
    ['{"Authorization":"Bearer abcdefghijklmnop"}', '{"Authorization":"Bearer ***"}'],
    ['https://user:pass@host/path', 'https://***@host/path'],
    ['git clone https://x-access-token:abc@github.com/o/r', 'git clone https://***@github.com/o/r'],
    ['redis://:pass@host', 'redis://***@host'],
  ])('%s', (text, redacted) => {
    expect(all(text)).toBe(redacted);
  });

  test('private keys go whole, also cut off ones', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAAAA\n-----END RSA PRIVATE KEY-----';
    expect(all(`a\n${key}\nb\n${key}`)).toBe('a\n***\nb\n***');
    expect(all(`a ${JSON.stringify(key)} b`)).toBe('a "***" b');
    expect(all('a\n-----BEGIN PRIVATE KEY-----\nMIIEow')).toBe('a\n***');
    expect(all('-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----')).toContain('MIIEow');
  });

  test.each([
    'a task-management-system-for-all and a risk-mitigation-strategy-2',
    'sk-fading-circle-container',
    'basic understanding of authorization in general terms',
    'the bearer of this letter',
    'https://host:8080/a@b',
    'www.example-domain.company-name',
    'session-5bceb543-6620-4888-96c4-60799d82e2b9',
    'd2a8877f2c1e0b3a4d5e6f708192a3b4c5d6e7f8',
  ])('is not: %s', (text) => {
    expect(all(text)).toBe(text);
  });

  test.each([
    'eyJ',
    'sk-',
    'ghp_',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    'Bearer ',
    'authorization: ',
    '://a:',
    '://',
    'a.',
    'a-',
    'x',
    '- ',
  ])('takes linear time for %j over and over', (part) => {
    const timeOf = (length: number): number => {
      const text = part.repeat(length / part.length);
      const start = cpuTime();
      all(text);
      return cpuTime() - start;
    };
    timeOf(100_000);
    // A quadratic pattern takes minutes for this.
    expect(timeOf(2_000_000)).toBeLessThan(5_000);
  });
});

describe('a text in pieces', () => {
  const SECRETS = ['hunter2hunter2', 'hunter2hunter3-and-more'];

  function inPieces(kind: 'exact' | 'all', text: string, cuts: readonly number[]): string {
    const stream = makeRedactor(SECRETS).stream(kind);
    const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
    const out = places.slice(1).map((to, index) => stream.push(text.slice(places[index], to)));
    return out.join('') + stream.end();
  }

  test('gives what the whole text gives, wherever it is cut', () => {
    const words = fc.constantFrom(
      'hunter2hunter2',
      'hunter2hunter3-and-more',
      'hunter2',
      'hunter2hunter2hunter3-and-more',
      `ghp_${'a1'.repeat(18)}`,
      'Bearer abcdefghijklmnop1',
      'https://user:pass@host/x',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijkl',
      '-----BEGIN PRIVATE KEY-----\nMIIEow\n-----END PRIVATE KEY-----\n',
      'a task-list-with-20-characters-1',
      'hunt\u200ber2%68unter2',
      '%68%75%6E%74er2hunter2',
      '\\u0068unter2hunt&#101;r2',
      Buffer.from('hunter2hunter2').toString('hex'),
      'no % and & nor \\ of it',
      ' ',
      '\n',
      'word',
    );
    const text = fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, fc.array(fc.nat()), fc.constantFrom('exact' as const, 'all' as const), (whole, cuts, kind) => {
        expect(inPieces(kind, whole, cuts)).toBe(makeRedactor(SECRETS)[kind](whole));
      }),
      { numRuns: 1_000 },
    );
  });

  test('keeps nothing back that can’t be the beginning of a secret', () => {
    const stream = makeRedactor(SECRETS).stream('exact');
    expect(stream.push('hello hunt')).toBe('hello ');
    expect(stream.push('ing')).toBe('hunting');
    expect(stream.end()).toBe('');
  });

  test('keeps back the last word at most, where shapes are looked for', () => {
    const stream = makeRedactor([]).stream('all');
    expect(stream.push('two words')).toBe('two ');
    expect(stream.push(' ')).toBe('words ');
    expect(stream.push('x'.repeat(1_000_000)).length).toBeGreaterThan(999_000);
  });
});
