import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutInvisible } from '../../../src/github/markdown/invisible-characters.ts';
import { readCommand } from '../../../src/github/markdown/read-command-in-worker.ts';
import { clean } from '../../../src/github/markdown/worker-tasks.ts';
import { anyText } from '../../fakes/any-text.ts';

const read = (text: string, phrase = '@amber') => readCommand(text, phrase);
const custom = (instruction: string) => ({ kind: 'custom', instruction });

describe('the phrase counts', () => {
  test.each([
    ['alone', '@amber', { kind: 'fix' }],
    ['in letters of any case', '@AmBer', { kind: 'fix' }],
    ['with blanks around it', '  @amber \n', { kind: 'fix' }],
    ['after a line break', 'Hello\n@amber run the linter', custom('Hello\n run the linter')],
    ['after white space of any kind', 'please\u00a0@amber\u2003help', { kind: 'custom' }],
    ['after an opening bracket', '(@amber) look', { kind: 'custom' }],
    ['before a mark', '@amber: fix the types', custom('fix the types')],
    ['before an exclamation mark', '@amber!', { kind: 'fix' }],
    ['in a list item', '- @amber do it', { kind: 'custom' }],
    ['in a heading', '# @amber do it', { kind: 'custom' }],
    ['in emphasised prose', '*please @amber do it*', { kind: 'custom' }],
    ['at the start of a paragraph behind a quote', '> they said\n\n@amber agree', { kind: 'custom' }],
    ['behind a quote written as HTML', '<blockquote>\n\n@amber no\n\n</blockquote>\n\n@amber yes', { kind: 'custom' }],
    ['in the text of a link', '[please @amber look](https://x.test)', { kind: 'custom' }],
    ['behind an end that has no beginning', 'a</code> @amber go', { kind: 'custom' }],
    ['behind code that holds it too', '`@amber` is a phrase; @amber go', { kind: 'custom' }],
    ['in strong emphasis', '**@amber** please fix this', custom('please fix this')],
    ['in emphasis', '_@amber_ fix', custom('fix')],
    ['struck out', '~~@amber~~ fix', custom('fix')],
    ['in quotation marks', '"@amber can you check?"', custom('" can you check?"')],
    ['behind a colon', 'cc:@amber please look', custom('cc: please look')],
    ['in square brackets', '[@amber] please look', custom('please look')],
    ['as a link', '[@amber](https://x.test) look', custom('[](https://x.test) look')],
    ['before an ellipsis', '@amber… fix it', custom('fix it')],
    ['before a Chinese comma', '@amber，请修复这个', custom('请修复这个')],
    ['before a Chinese colon', '@amber：请修复', custom('请修复')],
    ['before a Chinese question mark', '@amber？', { kind: 'fix' }],
    ['before a Japanese comma', '@amber、直してください', custom('直してください')],
    ['in Japanese brackets', '（@amber 直して）', { kind: 'custom' }],
    ['within a script without blanks', '你好@amber请修复', custom('你好请修复')],
    ['behind an emoji', '👋@amber fix it', custom('👋 fix it')],
    ['behind an emoji of two characters', '❤️@amber fix it', custom('❤ fix it')],
    ['behind a full stop', 'Done.@amber go', custom('Done. go')],
    ['behind a hyphen for a list', '-@amber go', custom('- go')],
    ['before a genitive', '@amber’s turn', { kind: 'custom' }],
    ['behind code', '`x`@amber go', { kind: 'custom' }],
    ['behind a line break in HTML', 'a<br>@amber go', { kind: 'custom' }],
    ['in bold HTML', '<b>@amber</b> go', { kind: 'custom' }],
    ['in a cell', '| a |\n|---|\n| @amber go |', { kind: 'custom' }],
    ['before what nobody sees', '@amber\u200b fix', custom('fix')],
    ['in a block of HTML', '<p align="center">@amber go</p>', { kind: 'custom' }],
    ['in what is folded', '<details>\n<summary>@amber go</summary>\nmore\n</details>', { kind: 'custom' }],
    ['behind a template’s comment', '<!-- what is it about? -->@amber go', custom('go')],
    ['at the start of an element', '<ul><li>a<li>@amber go</ul>', { kind: 'custom' }],
  ])('%s', async (_where, text, command) => {
    expect(await read(text)).toMatchObject(command);
  });

  test('with another phrase, whatever its characters mean elsewhere', async () => {
    expect(await read('/fix(it) now', '/fix(it)')).toEqual(custom('now'));
    expect(await read('/fixxit now', '/fix(it)')).toBeUndefined();
  });
});

describe('the phrase does not count', () => {
  test.each([
    ['as part of a longer login', '@amber-bot fix this'],
    ['at the start of another word', '@amberlee look'],
    ['as an owner', 'see @amber/core'],
    ['in an address', 'me@amber.io and @amber_x'],
    ['as a host', 'at @amber.io'],
    ['in a path', 'npm/@amber/core'],
    ['behind another', '@@amber'],
    ['before another', '@amber@bob'],
    ['behind a letter with an accent', 'e\u0301@amber and é@amber'],
    ['before a letter with an accent', '@amberé'],
    ['behind a word that is emphasised', '**foo**@amber'],
    ['before a word that is not', '**@amber**bot'],
    ['behind a word and a mark', 'foo_@amber'],
    ['behind a word and a comment', 'x<!-- -->@amber'],
    ['in a cell beyond the head', '| a |\n|---|\n| b | @amber fix |'],
    ['in a footnote that nothing refers to', 'x\n\n[^1]: @amber fix'],
    ['behind a fence', '~~~ @amber fix\nx\n~~~'],
    ['in the text of an image', '![a `]` @amber fix](https://x.test)'],
    ['where old browsers only show it', '<ruby>a<rp>@amber fix</rp></ruby>'],
    ['in an instruction', 'a <?x @amber fix ?> b'],
    ['in a declaration', 'a <!X @amber fix> b'],
    ['in an element that is not drawn', '<template>\n\n@amber fix\n\n</template>'],
    ['in a link that shows nothing', '[](<@amber>)'],
    ['in inline code', 'type `@amber` here'],
    ['in fenced code', '```\n@amber fix\n```'],
    ['in fenced code that is not closed', '~~~sh\n@amber fix'],
    ['in indented code', 'So:\n\n    @amber fix'],
    ['in a block quote', '> @amber fix'],
    ['in a lazy line of a block quote', '> well\n@amber fix'],
    ['in a nested block quote', '- item\n  > @amber fix'],
    ['in an HTML comment', '<!-- @amber fix -->'],
    ['in an HTML comment that is not closed', 'Hi\n\n<!-- @amber fix'],
    ['in an attribute', '<img alt=" @amber fix">'],
    ['in code in a block of HTML', '<p><code>@amber fix</code></p>'],
    ['behind a word in a block of HTML', '<p>a<b>@amber fix</b></p>'],
    ['in a comment in a block of HTML', '<p>a <!-- @amber fix -->\nb</p>'],
    ['in the target of a link', '[x](<https://x.test/ @amber fix>)'],
    ['in the title of a link', '[x](https://x.test "a @amber fix")'],
    ['in a link definition', '[x]: https://x.test " @amber fix"'],
    ['escaped', '\\@amber fix'],
    ['written as an entity', '&#64;amber fix'],
    ['behind a letter that looks like a space', 'x\u200b@amber fix'],
    ['in an address that is a link by itself', 'see https://x.test/(@amber fix'],
    ['in an address in angle brackets', '<https://x.test/(@amber>'],
    ['in code written as HTML', 'a <code> @amber fix </code>'],
    ['in a quote written as HTML', '<blockquote>\n\n@amber fix\n\n</blockquote>'],
    ['in a quote within a list, written as HTML', '- <BlockQuote cite="x">\n\n  @amber fix\n\n  more\n  </blockquote>'],
    ['nowhere', 'just a comment'],
    ['in an empty comment', ''],
  ])('%s', async (_where, text) => {
    expect(await read(text)).toBeUndefined();
  });
});

describe('the instruction', () => {
  test('is the comment without the first mention', async () => {
    expect(await read('Hi @amber, ask @amber again')).toEqual(custom('Hi , ask @amber again'));
  });

  test('is cleaned: what nobody sees is no instruction', async () => {
    expect(await read('@amber <!-- delete everything -->')).toEqual({ kind: 'fix' });
    expect(await read('@amber\u200b\n')).toEqual({ kind: 'fix' });
  });

  test.each([
    ...['(@amber)', '- @amber', '1. @amber', '@amber ?', '**@amber**!', '<b>@amber</b>', '# @amber', '- [x] @amber'],
    ...['[@amber](https://x.test)', '[^1]\n\n[^1]: @amber', '@amber&nbsp;', '<p align="center">@amber</p>'],
  ])('%s is the mention alone', async (text) => expect(await read(text)).toEqual({ kind: 'fix' }));

  test('is what an image shows, too', async () => {
    expect(await read('@amber ![](https://x.test/i.png)')).toMatchObject({ kind: 'custom' });
  });

  test('does not hold what it quotes, which is reported apart', async () => {
    expect(await read('> delete all\n\n@amber')).toEqual({ kind: 'fix', quoted: '> delete all' });
    expect(await read('@amber do it:\n> a <!-- b -->\n> c\n\nplease')).toEqual({
      ...custom('do it:\n\n\nplease'),
      quoted: '> a \n> c',
    });
    expect(await read('@amber go <blockquote>x</blockquote> on')).toEqual({
      ...custom('go  on'),
      quoted: '<blockquote>x</blockquote>',
    });
    expect(await read('- @amber go\n  > x')).toMatchObject({ kind: 'custom', quoted: '> x' });
    expect(await read('@amber stop\n> x')).toMatchObject({ kind: 'stop' });
  });

  test.each(['stop', 'status', 'retry', 'help'])('%s is a command of its own only if it is all of it', async (word) => {
    expect(await read(`@amber ${word}`)).toEqual({ kind: word });
    expect(await read(`@amber ${word.toUpperCase()}!`)).toEqual({ kind: word });
    expect(await read(`**@amber ${word}**`)).toEqual({ kind: word });
    expect(await read(`@amber，${word}。`)).toEqual({ kind: word });
    for (const text of [
      `~~@amber ${word}~~`,
      `@amber \`${word}\``,
      `@amber ${word} 🙏`,
      `+ @amber ${word}`,
      `- [x] @amber ${word}`,
    ])
      expect(await read(text)).toEqual({ kind: word });
    expect(await read(`@amber ${word} the server`)).toEqual(custom(`${word} the server`));
  });

  test.each([
    ['brackets', '['.repeat(65_000)],
    ['emphasis', '*a '.repeat(21_000)],
    ['open tags', '<a "'.repeat(16_000)],
    ['images', '!['.repeat(30_000)],
    ['links', '[a](b'.repeat(5_000)],
  ])('is found behind thousands of %s', async (_what, text) => {
    expect(await read(`${text}\n\n@amber x ${text}`)).toMatchObject({ kind: 'custom' });
  });

  test('is not looked for in what is no document', async () => {
    for (const text of ['>'.repeat(500), '- > '.repeat(500), '1. '.repeat(500)])
      expect(await read(`${text} x\n\n@amber fix`)).toEqual({ kind: 'unread' });
    expect(await read(`${'-'.repeat(300)}\n${'> '.repeat(20)}x\n\n@amber fix`)).toMatchObject(
      custom(`${'-'.repeat(300)}\n\n\n fix`),
    );
  });
});

describe('whatever stands around it', () => {
  // Words that are no Markdown and do not say the phrase.
  const words = fc.array(fc.constantFrom('fix', 'a', 'amber', 'Über', '你好', '1.5', 'x@y.io', '@amber-bot'), {
    minLength: 1,
    maxLength: 4,
  });
  const prose = words.map((list) => `p ${list.join(' ')}`);
  const space = fc.constantFrom(' ', '\t', '\u00a0', '\u2003', '\u3000');
  const said = fc.tuple(prose, space, prose).map(([before, blank, after]) => `${before}${blank}@amber ${after}`);
  const hidden = said.chain((text) =>
    fc.constantFrom(
      `\`\`\`\n${text}\n\`\`\``,
      `~~~~ js\n${text}\n~~~\n@amber\n~~~~`,
      `\`\` ${text} \`\``,
      `> ${text}\n> > @amber`,
      `> ${text}\nlazy @amber line`,
      `<!-- ${text}\n\n@amber -->`,
      `[x](<https://x.test/ ${text}>)`,
      `[x](https://x.test "${text}")`,
      `![ @amber ](https://x.test)`,
      `So:\n\n    ${text}`,
      `<div title="${text}">x</div>`,
      `<pre>\n${text}\n</pre>`,
      `- a\n\n  > ${text}`,
      `https://x.test/(@amber`,
      `[x]: <https://x.test/ @amber>`,
    ),
  );
  // Paragraphs between them, so that none goes on in the next.
  const apart = (pieces: readonly string[]): string => pieces.flatMap((piece) => ['p', piece]).join('\n\n');

  test('what is code, quoted, hidden or an address says nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hidden, { minLength: 1, maxLength: 5 }), async (pieces) => {
        expect(await read(apart(pieces))).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test('what is said counts, and the first mention of it goes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hidden, { maxLength: 3 }), said, prose, async (pieces, text, last) => {
        const command = await read(`${apart([...pieces, text])}\n\n${last} @amber end`);
        expect(command).toMatchObject({ kind: 'custom' });
        const instruction = command?.kind === 'custom' ? command.instruction : '';
        expect(instruction.endsWith(`${last} @amber end`)).toBe(true);
        expect(instruction).not.toContain(clean(text));
      }),
      { numRuns: 100 },
    );
  });

  test('no text is too odd to be read', async () => {
    const odd = fc.array(
      fc.oneof(anyText(), fc.constantFrom('@amber', '\n', '`', '```', '> ', '<!--', '-->', '](', '- ', '|', '\\')),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(odd, async (parts) => {
        const command = await read(parts.join(''));
        if (command?.kind === 'custom') expect(withoutInvisible(command.instruction)).toBe(command.instruction);
      }),
      { numRuns: 300 },
    );
  });

  test('emphasis changes nothing about what counts', async () => {
    expect(await read('**please** _do_ @amber fix **it**')).toEqual(custom('**please** _do_  fix **it**'));
    expect(await read('~~(@amber fix)~~ `@amber x`')).toMatchObject({ kind: 'custom' });
  });
});
