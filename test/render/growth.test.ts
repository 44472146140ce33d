import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeRedactor } from '../../src/core/secrets/redact.ts';
import { resultText } from '../../src/engine/local/acp/tools/tool-result-text.ts';
import { htmlParts } from '../../src/github/markdown/html-parts.ts';
import { withoutInvisible } from '../../src/github/markdown/invisible-characters.ts';
import { mayMention } from '../../src/github/markdown/mention.ts';
import { fill } from '../../src/github/plan/prompts/fill-prompt.ts';
import { readFrontmatter, writeFrontmatter } from '../../src/github/thread/frontmatter.ts';
import { readRecord } from '../../src/github/thread/thread-record.ts';
import { type SanitizeOptions, sanitizeText } from '../../src/render/markdown/sanitize.ts';
import { beginning, visible } from '../../src/render/markdown/visible-text.ts';
import { oneLine, plain, toolLabel } from '../../src/render/plain-text.ts';
import { cutTo, widthOf } from '../../src/render/text-width.ts';
import { growth } from '../fakes/growth.ts';

const redactor = makeRedactor(['hunter2-very-secret']);
// Longer than some of it becomes, in proportion: what is cut takes some passes more, the same ones at either length.
const published = (as: SanitizeOptions['as']) => (text: string) =>
  sanitizeText(text, redactor, { as, limit: 2 * text.length });

/** All that is done in the process's own thread with text that anybody wrote. */
const WORK: { readonly [name: string]: (text: string) => unknown } = {
  plain,
  oneLine,
  widthOf,
  cutTo: (text) => cutTo(text, 80),
  toolLabel: (text) => toolLabel({ name: 'tool', args: text }),
  resultText: (text) => resultText([{ type: 'content', content: { type: 'text', text } }], '', undefined),
  redact: redactor.all,
  visible,
  beginning: (text) => beginning(text, text.length - 1),
  withoutInvisible,
  mayMention: (text) => mayMention(`${text} @amber`, '@amber'),
  htmlParts: (text) => [...htmlParts(text)].length,
  line: published('line'),
  code: published('code'),
  html: published('html'),
  block: published('block'),
  readRecord: (text) => readRecord(`<!-- amber:record {${text}`),
  readFrontmatter,
  writeFrontmatter: (text) => writeFrontmatter(text, { session: 'a' }),
  fill: (text) => fill(text, { instruction: 'x' }),
};

const mark = fc.constantFrom(
  ...[
    ']',
    '[',
    '!',
    '(',
    ')',
    '&a;',
    '*',
    '_',
    '~',
    '`',
    '<',
    '>',
    '"',
    "'",
    '/',
    '|',
    '\n',
    ' ',
    '\t',
    '\\',
    '#',
    '@',
  ],
  ...[
    '<!--',
    '-->',
    '--',
    '<!-- acp:',
    '<!-- amber:record {',
    '} -->',
    '{{',
    '}}',
    '{{ a',
    '</',
    '<a ',
    '<?',
    '```',
    ':',
  ],
  ...[
    '@amber',
    '`@amber`',
    '-',
    '.',
    '$',
    '=',
    ':"',
    '\u001b[',
    '\u001b]',
    '\u200b',
    '\u0301',
    '\u{1f468}\u200d',
    'é',
    'x',
  ],
  ...[
    'http://',
    'a@b',
    'ghp_',
    'sk-',
    'eyJ',
    '-----BEGIN ',
    'PRIVATE KEY-----',
    'Bearer ',
    'password=',
    '\r',
    '\u2028',
  ],
);
/** What stands once before the marks that are repeated. */
const before = fc.constantFrom(
  '',
  '```\n',
  '<!-- ',
  '<a "',
  '{{',
  ':"',
  '`'.repeat(4_000),
  '\u001b]',
  '-----BEGIN RSA PRIVATE KEY-----',
);

test.each(Object.entries(WORK))('%s takes no more than a text’s length makes it take', (_name, work) => {
  fc.assert(
    fc.property(before, fc.array(mark, { minLength: 1, maxLength: 3 }), (start, pieces) => {
      // 8 for its length, 64 for its square.
      expect(growth(pieces.join(''), (text) => work(start + text))).toBeLessThan(40);
    }),
    { numRuns: 12 },
  );
});

test('a comment of HTML is read to its own end, not to the end of the text for each', () => {
  expect(growth('<!-- a -->', (text) => [...htmlParts(text)].length)).toBeLessThan(40);
});
