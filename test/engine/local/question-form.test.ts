import { describe, expect, test } from 'vitest';
import { isRefusal, readForm } from '../../../src/engine/local/acp/question.ts';

const form = (message: string, properties: object) => ({
  mode: 'form',
  message,
  requestedSchema: { type: 'object', properties },
});

/** As claude-agent-acp renders one question of AskUserQuestion. */
const CLAUDE = form('Which branch?', {
  question_0: {
    type: 'string',
    title: 'Branch',
    oneOf: [
      {
        const: 'main',
        title: 'main — the default',
        _meta: { '_claude/askUserQuestionOption': { description: 'the default' } },
      },
      { const: 'next', title: 'next' },
    ],
  },
  question_0_custom: { type: 'string', title: 'Other', description: 'Type your own answer …' },
});

describe('a form as a question', () => {
  test('of claude-agent-acp: options with their descriptions, the box for other answers is no question', () => {
    expect(readForm(CLAUDE)?.question).toEqual({
      text: 'Which branch?\n- main: the default\n- next',
      questions: [
        {
          question: 'Which branch?',
          header: 'Branch',
          multiSelect: false,
          options: [{ label: 'main', description: 'the default' }, { label: 'next' }],
        },
      ],
    });
  });

  test('an option goes back as its value, an answer in own words in its own box', () => {
    expect(readForm(CLAUDE)?.content(['next'])).toEqual({ question_0: 'next' });
    expect(readForm(CLAUDE)?.content(['release-1'])).toEqual({ question_0_custom: 'release-1' });
    expect(readForm(CLAUDE)?.content([''])).toEqual({});
    expect(readForm(CLAUDE)?.content([])).toEqual({});
  });

  test('of several questions keeps their order and their own words', () => {
    const read = readForm(
      form('Please answer.', {
        q1: { type: 'string', description: 'Name?' },
        q2: {
          type: 'array',
          title: 'Targets',
          items: {
            anyOf: [
              { const: 'l', title: 'Linux' },
              { const: 'm', title: 'macOS' },
            ],
          },
        },
        q3: { type: 'boolean', description: 'Sure?' },
        q4: { type: 'integer', description: 'How many?' },
        q5: { type: 'string', enum: ['red', 'green'] },
      }),
    );
    expect(
      read?.question.questions.map(({ question, multiSelect, options }) => [
        question,
        multiSelect,
        options.map((o) => o.label),
      ]),
    ).toEqual([
      ['Name?', false, []],
      ['Targets', true, ['Linux', 'macOS']],
      ['Sure?', false, ['Yes', 'No']],
      ['How many?', false, []],
      ['q5', false, ['red', 'green']],
    ]);
    expect(read?.question.text).toBe(
      'Please answer.\n\nName?\n\nTargets\n- Linux\n- macOS\n\nSure?\n- Yes\n- No\n\nHow many?\n\nq5\n- red\n- green',
    );
    expect(read?.content(['Ada', 'Linux, macOS', 'Yes', '3', 'green'])).toEqual({
      q1: 'Ada',
      q2: ['l', 'm'],
      q3: true,
      q4: 3,
      q5: 'green',
    });
    expect(read?.content(['', 'Plan 9', 'no', 'many', ''])).toEqual({ q2: ['Plan 9'], q3: false });
  });

  test('takes several labels apart, also those with commas in them', () => {
    const titles = ['Linux', 'macOS, Apple silicon', 'Apple silicon'];
    const items = { anyOf: titles.map((title, i) => ({ const: `v${i}`, title })) };
    const read = readForm(form('On?', { on: { type: 'array', items }, on_other: { type: 'string' } }));
    expect(read?.content(['macOS, Apple silicon, Linux'])).toEqual({ on: ['v1', 'v0'] });
    expect(read?.content(['Linux, Apple silicon'])).toEqual({ on: ['v0', 'v2'] });
    expect(read?.content(['Linux, BeOS'])).toEqual({ on_other: 'Linux, BeOS' });
  });

  test('without fields asks for a yes', () => {
    const read = readForm(form('Go on?', {}));
    expect(read?.question.questions).toEqual([
      { question: 'Go on?', multiSelect: false, options: [{ label: 'Yes' }, { label: 'No' }] },
    ]);
    if (read === undefined) throw new Error('no form');
    expect([isRefusal(read, ['Yes']), isRefusal(read, ['No']), isRefusal(read, [''])]).toEqual([false, true, true]);
    const boolean = readForm(form('Sure?', { sure: { type: 'boolean' } }));
    if (boolean === undefined) throw new Error('no form');
    expect(isRefusal(boolean, ['No'])).toBe(false);
  });

  test.each([[{ mode: 'url', url: 'https://example.org', message: 'Log in' }], [{ mode: 'form', message: 'x' }], [{}]])(
    '%j is no form',
    (request) => {
      expect(readForm(request)).toBeUndefined();
    },
  );
});
