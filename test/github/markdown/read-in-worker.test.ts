import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { MarkdownReader, type ReadingLimits } from '../../../src/github/markdown/read-in-worker.ts';

let reader: MarkdownReader | undefined;

afterEach(async () => {
  await reader?.[Symbol.asyncDispose]();
});

function open(limits: Partial<ReadingLimits> = {}): MarkdownReader {
  reader = new MarkdownReader({ each: 300, all: 60_000, ...limits });
  return reader;
}

const clean = (text: string) => ({ kind: 'clean', text, limit: 100_000 }) as const;
/** Minutes, for every parser of Markdown at hand. */
const ENDLESS = ']'.repeat(100_000);

/** How often this thread comes to its other work until the promise is settled. */
async function turnsUntil(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await work;
  clearInterval(timer);
  return turns;
}

describe('foreign Markdown', () => {
  test('is read, text after text', async () => {
    const it = open();
    const texts = ['a <!-- b -->', '# c', '| d |'];
    expect(await Promise.all(texts.map((text) => it.do(clean(text))))).toEqual(['a', '# c', '| d |']);
  });

  test('that takes too long is not read, nothing waits for it but its reader, and the next one is', async () => {
    const it = open();
    const endless = it.do(clean(ENDLESS));
    const next = it.do(clean('b'));
    expect(await turnsUntil(endless)).toBeGreaterThan(20);
    expect(await endless).toBeUndefined();
    expect(await next).toBe('b');
  });

  test('takes no more of a processor than all of it may, however many texts there are', async () => {
    const it = open({ all: 700 });
    for (let n = 0; n < 3; n += 1) expect(await it.do(clean(`${n}${ENDLESS}`))).toBeUndefined();
    expect(await it.do(clean('b'))).toBeUndefined();
  });

  test('that is nested too deeply is no document', async () => {
    const it = open({ each: 5_000 });
    expect(await it.do(clean('> '.repeat(300)))).toBeUndefined();
    expect(await it.do(clean('b'))).toBe('b');
  });

  test('of any kind leaves this thread to its work', async () => {
    const marks = fc.constantFrom(
      ...[
        ']',
        '[',
        '![',
        '](',
        '[a](',
        '[^',
        '&a;',
        'a&',
        '*',
        '_a',
        '**a*',
        '~',
        '`',
        '``',
        '<',
        '<a "',
        '<!--',
        '</',
      ],
      ...[
        '> ',
        '- ',
        '1. ',
        '|',
        '\n|-|\n',
        '\n',
        '\n\n',
        '    ',
        '\t',
        '\\',
        '#',
        '@',
        'http://',
        'www.',
        'a@b.',
        ':',
        '"',
      ],
      ...['$', '+', '=\n', '---\n', '[ ] ', '{', '(', ')', "'", '<?', '<![CDATA[', ']]>', '-->', 'x ', '\u200b'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(marks, { minLength: 1, maxLength: 4 }), async (pieces) => {
        const it = open({ each: 100 });
        const text = pieces.join('').repeat(65_536).slice(0, 65_536);
        const read = it.do(clean(text));
        // It comes to an end, and whatever it took was not taken from here.
        expect(await turnsUntil(read)).toBeGreaterThan(0);
        await it[Symbol.asyncDispose]();
      }),
      { numRuns: 6 },
    );
  });
});
