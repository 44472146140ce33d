import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { Conversation } from '../../../src/core/transcript/conversation.ts';
import { MarkdownParts } from '../../../src/render/markdown/markdown-parts.ts';
import { TranscriptSearch } from '../../../src/serve/page/browser/session/transcript-search.ts';

function conversationOf(...events: readonly AguiEvent[]): Conversation {
  const conversation = new Conversation();
  for (const [index, event] of events.entries()) conversation.apply(index + 1, { timestamp: index * 1_000, ...event });
  return conversation;
}

const begun = { type: 'RUN_STARTED', threadId: 's', runId: 'r' };
const says = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'done' };
const called = (name = 'Bash', args = '{}'): AguiEvent[] => [
  { type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: name },
  { type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: args },
  { type: 'TOOL_CALL_END', toolCallId: 't' },
];
const answered = { type: 'TOOL_CALL_RESULT', toolCallId: 't', content: 'x' };

/** The rows that hold the words, each with how often. */
function hitsOf(conversation: Conversation, words: string): readonly string[] {
  const search = new TranscriptSearch(words);
  while (!search.look(conversation.rows, 1_000));
  expect(search.total).toBe(search.hits.reduce((sum, { count }) => sum + count, 0));
  return search.hits.map(({ count, isCut, row }) => `${row.key} ${isCut ? 'cut' : count}`);
}

const said = (delta: string): Conversation => conversationOf(begun, { ...says, delta });

describe('a search', () => {
  test('finds words in whatever case, in texts, arguments and results, and takes them for words only', () => {
    const conversation = conversationOf(begun, says, ...called('Bash', '{"command":"LS .*"}'), answered);
    expect(['DONE', 'ls .*', 'x', '.', 'nothing'].map((words) => hitsOf(conversation, words))).toEqual([
      ['message m 1'],
      ['tool t 1'],
      ['tool t 1'],
      ['tool t 1'],
      [],
    ]);
  });

  test.each([
    ['Step **123**', 'step 123', 1],
    ['Step **123**', '**123**', 0],
    ['## The `npm test` of *every* _day_', 'the npm test of every day', 1],
    ['See [the docs](https://a.example/x) of it', 'the docs of it', 1],
    ['See [the docs](https://a.example/x) of it', 'a.example', 0],
    ['AT&amp;T, 1 &lt; 2', 'at&t, 1 < 2', 1],
    ['one\ntwo\\* three', 'one two* three', 1],
    ['a **b** a *b*\n\n- a `b`', 'a b', 3],
    ['one\n\ntwo', 'one two', 0],
    ['| left | right |\n|--|--|\n| 1 | 2 |', 'right', 1],
    ['| left | right |\n|--|--|\n| 1 | 2 |', 'left right', 0],
    ['```ts\nconst a = 1; // **no**\n```', '**no**', 1],
    ['```ts\nconst a = 1;\n```', 'const a = 1', 1],
    ['<b>bold</b>', '<b>', 1],
    ['a \u001b[31mred\u001b[0m b', 'a red b', 1],
    ['->', '->', 1],
    ['Agent', 'agent', 1],
  ])('what Markdown shows is what is found: %j, %j', (source, words, count) => {
    expect(hitsOf(said(source), words)).toEqual(count === 0 ? [] : [`message m ${count}`]);
  });

  test('looks through all that a reader may open: reasoning, questions and answers, changes, ends, files', () => {
    const question = {
      question: 'Which **branch**?',
      header: 'Branch',
      options: [{ label: 'main', description: 'old' }],
    };
    const conversation = conversationOf(
      { ...begun, input: { messages: [{ id: 'u', role: 'user', content: 'Find **all** of it' }] } },
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'think', delta: 'It *probably* races' },
      ...called('AskUserQuestion', JSON.stringify({ questions: [question] })),
      { ...answered, content: 'release' },
      { type: 'TOOL_CALL_START', toolCallId: 'e', toolCallName: 'Edit' },
      {
        type: 'TOOL_CALL_ARGS',
        toolCallId: 'e',
        delta: JSON.stringify({
          file_path: 'src/a.ts',
          old_string: 'const gone = 1;',
          new_string: 'const é = 2;',
        }).replace('é', '\\u00e9'),
      },
      { type: 'TOOL_CALL_END', toolCallId: 'e', error: 'it <broke>' },
      { type: 'CUSTOM', name: 'amber:warning', value: { message: 'not pushed' } },
      { type: 'RUN_ERROR', runId: 'r', message: 'the model refused', code: 'MODEL' },
    );
    const found = (words: string): readonly string[] => hitsOf(conversation, words);
    expect(found('find all')).toEqual(['message u 1']);
    expect(found('probably races')).toEqual(['reasoning think 1']);
    expect(found('which branch?')).toEqual(['tool t 1']);
    expect([found('old'), found('release')]).toEqual([['tool t 1'], ['tool t 1']]);
    expect([found('const gone'), found('const é'), found('src/a.ts')]).toEqual([
      ['tool e 1'],
      ['tool e 1'],
      ['tool e 1'],
    ]);
    expect(found('it <broke>')).toEqual(['tool e 1']);
    expect([found('not pushed').length, found('refused').length]).toEqual([1, 1]);
  });

  test('says what is folded, and what is in a part that the page leaves out', () => {
    const content = `first ${'0123456789 '.repeat(2_000)}needle ${'0123456789 '.repeat(2_000)}last`;
    const conversation = conversationOf(begun, ...called('Bash', '{"command":"cat it"}'), { ...answered, content });
    const search = new TranscriptSearch('bash');
    search.look(conversation.rows, 1_000);
    expect(search.find(0)).toMatchObject({ nth: 0, hit: { unfolded: 1 } });
    const folded = new TranscriptSearch('cat it');
    folded.look(conversation.rows, 1_000);
    expect([folded.find(0)?.hit, folded.find(1)]).toMatchObject([{ unfolded: 0, count: 1 }, undefined]);
    expect([hitsOf(conversation, 'first'), hitsOf(conversation, 'needle')]).toEqual([['tool t 1'], ['tool t cut']]);
  });

  test('goes on where it was, also with what has grown meanwhile, and begins anew where the order has changed', () => {
    const conversation = conversationOf(begun, { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }, says);
    const search = new TranscriptSearch('more');
    const hits = (): readonly string[] => search.hits.map(({ count, row }) => `${row.key} ${count}`);
    expect([search.look(conversation.rows, 1_000), hits()]).toEqual([true, []]);
    conversation.apply(4, { ...says, delta: ' and more' });
    for (const [index, event] of called('more').entries()) conversation.apply(5 + index, event);
    search.look(conversation.rows, 1_000);
    expect(hits()).toEqual(['message m 1', 'tool t 1']);
    conversation.apply(8, { ...says, delta: ' and **more**' });
    search.look(conversation.rows, 1_000);
    expect([hits(), search.total]).toEqual([['message m 2', 'tool t 1'], 3]);
    expect([0, 1, 2, 3].map((number) => search.find(number)?.hit.row.key)).toEqual([
      'message m',
      'message m',
      'tool t',
      undefined,
    ]);
    conversation.apply(9, { type: 'MESSAGES_SNAPSHOT', messages: [{ id: 'u', role: 'user', content: 'More!' }] });
    search.look(conversation.rows, 1_000);
    expect(hits()).toEqual(['message m 2', 'tool t 1', 'message u 1']);
  });

  const log = (line: string): string => `${'0123456789\n'.repeat(300_000)}${line}`;
  const paragraphs = (count: number): string =>
    Array.from({ length: count }, (_, at) => `Paragraph ${at} of [the *needle*](https://a.example/x).\n\n`).join('');

  test.each<[string, readonly AguiEvent[], number]>([
    ['a long message, in the rows of its parts', [{ ...says, delta: paragraphs(3_000) }], 3_000],
    [
      'a long reasoning, in its parts',
      [{ type: 'REASONING_MESSAGE_CONTENT', messageId: 'm', delta: paragraphs(3_000) }],
      3_000,
    ],
    ['a long result', [...called(), { ...answered, content: log('The needle') }], 1],
    ['a long error', [...called(), { ...answered, content: log('The needle'), error: log('no') }], 1],
  ])('looks through %s, in as many looks as it takes', (_, events, count) => {
    const conversation = new Conversation(undefined, () => new MarkdownParts());
    for (const [index, event] of [begun, ...events].entries()) conversation.apply(index + 1, event);
    const search = new TranscriptSearch('the needle');
    let looks = 1;
    const totals = new Set<number>();
    // Each look has no time for more than one step.
    for (; !search.look(conversation.rows, 0.001); looks++) totals.add(search.total);
    expect(search.total).toBe(count);
    expect(looks).toBeGreaterThan(4);
    expect(search.find(count - 1)).toMatchObject({ hit: { row: { kind: 'entry' } } });
    const none = new TranscriptSearch('the needles');
    while (!none.look(conversation.rows, 1_000));
    expect(none.total).toBe(0);
    if (conversation.rows.length > 10) expect(totals.size).toBeGreaterThan(10);
  });

  test('what a long reasoning has is folded, but for its title', () => {
    const conversation = new Conversation(undefined, () => new MarkdownParts());
    const reasoning = { type: 'REASONING_MESSAGE_CONTENT', messageId: 'm', delta: `Reasoning\n\n${paragraphs(600)}` };
    for (const [index, event] of [begun, reasoning].entries()) conversation.apply(index + 1, event);
    const search = new TranscriptSearch('reasoning');
    while (!search.look(conversation.rows, 1_000));
    expect(search.hits).toMatchObject([{ count: 2, unfolded: 1 }]);
  });

  test('stops where its time is over', () => {
    const conversation = conversationOf(begun, says, ...called());
    const search = new TranscriptSearch('done');
    expect([search.look(conversation.rows, -1), search.hits.length]).toEqual([false, 0]);
    expect([search.look(conversation.rows, 1_000), search.hits.length]).toEqual([true, 1]);
  });
});

test('marked words have a contrast of 4.5 to what marks them, in light and dark', () => {
  const css = readFileSync('src/serve/page/browser/page.css', 'utf8');
  for (const name of ['match', 'shown-match']) {
    const [inks, papers] = [`--${name}-ink`, `--${name}`].map((property) =>
      [...css.matchAll(new RegExp(`${property}: #(\\w+);`, 'g'))].map(([, colour = '']) => luminance(colour)),
    );
    expect([inks?.length, papers?.length]).toEqual([2, 2]);
    for (const [at, ink = 0] of (inks ?? []).entries()) {
      const [low = 0, high = 0] = [ink, papers?.[at] ?? 0].sort((a, b) => a - b);
      expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(4.5);
    }
  }
});

/** Relative luminance (WCAG 2). */
function luminance(hex: string): number {
  const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(long.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
