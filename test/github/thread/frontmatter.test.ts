import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrontmatter, writeFrontmatter } from '../../../src/github/thread/frontmatter.ts';
import { anyText } from '../../fakes/any-text.ts';
import { growth } from '../../fakes/growth.ts';

const whole = { session: 'session-1', source: 12, lastAction: '2026-11-22T10:00:00Z', retryCount: 2 };

test('keys are read in any order, and more of them do not matter', () => {
  const body =
    'Hi\n<!-- acp:retry_count=2 last_action=2026-11-22T10:00:00Z x=y source=#12 session_id=session-1 -->\nbye';
  expect(readFrontmatter(body)).toEqual(whole);
});

test('a value that is none is left out: a name that is a path, a number that is a word', () => {
  expect(readFrontmatter('<!-- acp:session_id=../x source=#a last_action=now retry_count=-1 -->')).toEqual({});
  expect(readFrontmatter('<!-- acp: -->')).toEqual({});
  expect(readFrontmatter('no comment')).toEqual({});
});

test('what is written is read, and the rest of the body stays as it is', () => {
  fc.assert(
    fc.property(anyText(), fc.string(), (before, after) => {
      fc.pre(!`${before}${after}`.includes('acp:') && !/[`~\t>]| {4}/.test(before));
      const body = `${before}<!-- acp:session_id=old extra=1 -->${after}`;
      const written = writeFrontmatter(body, whole);
      expect(written.startsWith(before)).toBe(true);
      expect(written.endsWith(after)).toBe(true);
      expect(readFrontmatter(written)).toEqual(whole);
    }),
  );
});

test('values that are not named stay, and a body without any gets its own line', () => {
  const first = writeFrontmatter('text $& $1', { session: 'session-1', source: 12 });
  expect(first).toBe('<!-- acp:session_id=session-1 source=#12 -->\ntext $& $1');
  expect(writeFrontmatter(first, { retryCount: 3 })).toBe(
    '<!-- acp:session_id=session-1 source=#12 retry_count=3 -->\ntext $& $1',
  );
});

test('keys keep their order and what stands between them, others’ keys as well; new ones come last', () => {
  const body = '<!-- acp:owner=x source=#1  session_id=old\ny -->';
  expect(writeFrontmatter(body, { session: 'new', retryCount: 2 })).toBe(
    '<!-- acp:owner=x source=#1  session_id=new\ny retry_count=2 -->',
  );
  expect(writeFrontmatter(body, { session: 'old', source: 1 })).toBe(body);
});

test('other comments of the body do not matter', () => {
  const body = '<!-- a --><!-- acp:session_id=session-1 --> text <!-- b -->';
  expect(readFrontmatter(body)).toEqual({ session: 'session-1' });
  expect(writeFrontmatter(body, { source: 3 })).toBe(
    '<!-- a --><!-- acp:session_id=session-1 source=#3 --> text <!-- b -->',
  );
});

const OWN = '<!-- acp:session_id=session-1 -->';

test.each([
  ['a fenced block', `Write it so:\n\`\`\`md\n${OWN}\n\`\`\`\n`],
  ['a fenced block in CRLF', `~~~\r\n${OWN}\r\n~~~\r\n`],
  ['a block that has shorter fences in it', `\`\`\`\`\n\`\`\`\n${OWN}\n\`\`\`\n\`\`\`\`\n`],
  ['a block that nothing ends', `\`\`\`\ncode\n${OWN}\n`],
  ['code on a line', `Write \`${OWN}\` there.`],
  ['an indented block', `So:\n\n    ${OWN}\n`],
  ['a quote', `> ${OWN}\n`],
])('what looks like it in %s is an example: neither read nor changed', (_where, body) => {
  expect(readFrontmatter(body)).toEqual({});
  const written = writeFrontmatter(body, { retryCount: 1 });
  expect(written.replaceAll('\r', '')).toBe(`<!-- acp:retry_count=1 -->\n${body}`.replaceAll('\r', ''));
  expect(writeFrontmatter(written, { retryCount: 2 })).toBe(written.replace('=1', '=2'));
});

test.each([
  ['behind a BOM', `\uFEFF${OWN}\n`],
  ['after a block', `\`\`\`\ncode\n\`\`\`\n${OWN}\n`],
  ['in CRLF', `Hi\r\n${OWN}\r\nbye`],
  ['in a list', `- ${OWN}\n`],
])('it is read and kept %s', (_where, body) => {
  expect(readFrontmatter(body)).toEqual({ session: 'session-1' });
  expect(writeFrontmatter(body, { session: 'session-2' })).toBe(body.replace('session-1', 'session-2'));
});

test('of several the first one counts, and a body keeps its line breaks', () => {
  const twice = `${OWN}\n<!-- acp:session_id=session-9 retry_count=9 -->`;
  expect(readFrontmatter(twice)).toEqual({ session: 'session-1' });
  expect(writeFrontmatter('a\r\nb', { retryCount: 1 })).toBe('<!-- acp:retry_count=1 -->\r\na\r\nb');
});

test('a hostile body is read in time', () => {
  for (const body of ['<!-- acp:'.repeat(7_000), `<!-- acp:${' '.repeat(65_000)}`, `<!--${' '.repeat(65_000)}`])
    expect(readFrontmatter(body)).toEqual({});
  expect(growth('\r', readFrontmatter)).toBeLessThan(24);
});
