import { describe, expect, test } from 'vitest';
import { fillForm, fillFormWithText, problemWith } from '../../../../../src/engine/local/acp/form/form-answer.ts';
import { type FormQuestion, readForm } from '../../../../../src/engine/local/acp/form/read-form.ts';

const form = (message: string, properties: object, required?: readonly string[]) => ({
  mode: 'form',
  message,
  requestedSchema: { type: 'object', properties, ...(required === undefined ? {} : { required }) },
});

function read(request: ReturnType<typeof form>): FormQuestion {
  const found = readForm(request);
  if (found === undefined) throw new Error('no form');
  return found;
}

const accept = (content: object) => ({ action: 'accept', content });

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
      text: 'Which branch?\n  1. main – the default\n  2. next',
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
    const claude = read(CLAUDE);
    expect(fillForm(claude, ['next'])).toEqual(accept({ question_0: 'next' }));
    expect(fillForm(claude, ['release-1'])).toEqual(accept({ question_0_custom: 'release-1' }));
    expect(fillForm(claude, [''])).toEqual(accept({}));
    expect(fillForm(claude, [])).toEqual(accept({}));
  });

  test('own words fit where there is a box for them, or nothing to choose from', () => {
    const isClosed = (request: typeof CLAUDE): boolean | undefined => read(request).question.questions[0]?.optionsOnly;
    expect(isClosed(CLAUDE)).toBeUndefined();
    expect(isClosed(form('Which?', { it: { type: 'string' } }))).toBeUndefined();
    expect(isClosed(form('Which?', { it: { type: 'string', enum: ['red', 'blue'] } }))).toBe(true);
    expect(isClosed(form('Sure?', { it: { type: 'boolean' } }))).toBe(true);
    expect(isClosed(form('Go on?', {}))).toBe(true);
  });

  test('of several questions keeps their order and their own words', () => {
    const several = read(
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
      several.question.questions.map(({ question, multiSelect, options }) => [
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
    expect(several.question).toMatchObject({
      text: 'Please answer.\n\nName?\n\nTargets\n  1. Linux\n  2. macOS\n\nSure?\n  1. Yes\n  2. No\n\nHow many?\n\nq5\n  1. red\n  2. green',
      message: 'Please answer.',
    });
    const all = accept({ q1: 'Ada', q2: ['l', 'm'], q3: true, q4: 3, q5: 'green' });
    expect(fillForm(several, ['Ada', 'Linux, macOS', 'Yes', '3', 'green'])).toEqual(all);
    expect(fillForm(several, ['Ada', '1,2', 'y', '3', '2'])).toEqual(all);
    expect(fillForm(several, ['', '', 'no', '', ''])).toEqual(accept({ q3: false }));
  });

  test('takes several labels apart, also those with commas in them', () => {
    const titles = ['Linux', 'macOS, Apple silicon', 'Apple silicon'];
    const items = { anyOf: titles.map((title, i) => ({ const: `v${i}`, title })) };
    const which = read(form('On?', { on: { type: 'array', items }, on_other: { type: 'string' } }));
    expect(fillForm(which, ['macOS, Apple silicon, Linux'])).toEqual(accept({ on: ['v1', 'v0'] }));
    expect(fillForm(which, ['Linux, Apple silicon'])).toEqual(accept({ on: ['v0', 'v2'] }));
    expect(fillForm(which, ['Linux, BeOS'])).toEqual(accept({ on_other: 'Linux, BeOS' }));
  });

  test('the message of a form stands before its only question, where that has words of its own', () => {
    const deploy = read(form('Deploy to production?', { go: { type: 'boolean', title: 'Go', description: 'Sure?' } }));
    expect(deploy.question).toMatchObject({ message: 'Deploy to production?', questions: [{ question: 'Sure?' }] });
    expect(deploy.question.text).toMatch(/^Deploy to production\?\n\nSure\?/);
  });

  test('what is not required can be skipped, what has a default has it', () => {
    const properties = {
      name: { type: 'string', title: 'Name' },
      count: { type: 'integer', title: 'Count', default: 3 },
      colour: {
        type: 'string',
        title: 'Colour',
        oneOf: [
          { const: 'r', title: 'red' },
          { const: 'b', title: 'blue' },
        ],
        default: 'b',
      },
      note: { type: 'string', title: 'Note' },
    };
    const order = read(form('Order?', properties, ['name', 'count']));
    expect(order.question.questions).toMatchObject([
      { question: 'Name', required: true },
      { question: 'Count', required: true, default: '3' },
      { question: 'Colour', default: 'blue' },
      { question: 'Note' },
    ]);
    expect(order.question.text).toContain('Count (default: 3)');
    expect(order.question.text).toContain('Note (optional)');
    expect(fillForm(order, ['Ada'])).toEqual(accept({ name: 'Ada', count: 3, colour: 'b' }));
    expect(fillForm(order, [])).toEqual({ problem: 'Name: needs an answer' });
    // One text, of a person who does not see a form.
    expect(fillFormWithText(order, 'Ada')).toEqual(accept({ name: 'Ada', count: 3, colour: 'b' }));
    expect(fillFormWithText(order, 'Ada\n5\nred\nsoon')).toEqual(
      accept({ name: 'Ada', count: 5, colour: 'r', note: 'soon' }),
    );
    expect(fillFormWithText(order, '- Colour: 1\nname: Ada')).toEqual(accept({ name: 'Ada', count: 3, colour: 'r' }));
    expect(fillFormWithText(order, '{"name": "Ada", "count": 7}')).toEqual(
      accept({ name: 'Ada', count: 7, colour: 'b' }),
    );
    for (const text of ['Name: Ada\nplease', 'a\nb\nc\nd\ne', '{"nane": "Ada"}', ''])
      expect(fillFormWithText(order, text), text).toHaveProperty('problem');
  });

  test.each([
    ['an unknown option', { type: 'string', enum: ['red', 'blue'] }, 'purple', '"purple" is none of red, blue'],
    ['one of several', { type: 'array', items: { enum: ['a', 'b'] } }, 'a, c', '"a, c" is none of a, b'],
    ['too few', { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2 }, 'a', 'at least 2 have to be chosen'],
    ['a word as a number', { type: 'number' }, 'many', '"many" is no number'],
    ['a fraction', { type: 'integer' }, '1.5', '1.5 is no whole number'],
    ['too much', { type: 'integer', maximum: 5 }, '6', '6 is more than 5'],
    ['neither yes nor no', { type: 'boolean' }, 'perhaps', '"perhaps" is neither yes nor no'],
    ['too short', { type: 'string', minLength: 3 }, 'ab', 'is shorter than 3 characters'],
    ['no address', { type: 'string', format: 'email' }, 'bob', '"bob" is no mail address'],
    ['another shape', { type: 'string', pattern: '^v\\d+$' }, '7', '"7" does not match ^v\\d+$'],
  ])('%s does not fit', (_, property, answer, problem) => {
    const one = read(form('What?', { it: property }));
    expect(fillFormWithText(one, answer)).toEqual({ problem });
    expect(problemWith(one, 0, answer)).toBe(problem);
  });

  test('a pattern that never ends does not hold us up', () => {
    const one = read(form('What?', { it: { type: 'string', pattern: '^(a+)+$' } }));
    expect(fillFormWithText(one, `${'a'.repeat(60)}!`)).toHaveProperty('action', 'accept');
  });

  test('without fields asks for a yes', () => {
    const go = read(form('Go on?', {}));
    expect(go.question.questions).toEqual([
      { question: 'Go on?', multiSelect: false, options: [{ label: 'Yes' }, { label: 'No' }], optionsOnly: true },
    ]);
    expect(fillFormWithText(go, 'yes')).toEqual(accept({}));
    expect(fillFormWithText(go, '2')).toEqual({ action: 'decline' });
    expect(fillFormWithText(go, 'later')).toHaveProperty('problem');
    const boolean = read(form('Sure?', { sure: { type: 'boolean' } }));
    expect(fillFormWithText(boolean, 'No')).toEqual(accept({ sure: false }));
  });

  test.each([[{ mode: 'url', url: 'https://example.org', message: 'Log in' }], [{ mode: 'form', message: 'x' }], [{}]])(
    '%j is no form',
    (request) => {
      expect(readForm(request)).toBeUndefined();
    },
  );
});
