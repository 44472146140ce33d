import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askOnTerminal } from '../../../src/cli/terminal/ask-on-terminal.ts';
import type { QuestionItem } from '../../../src/core/result.ts';

/** A terminal whose person types `lines`, each once something was asked. */
function terminal(...lines: readonly string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  let pauses = 0;
  const left = [...lines];
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    const line = left.shift();
    if (line === 'EOF') input.end();
    else if (line !== undefined) input.write(`${line}\n`);
  });
  const pause = () => {
    pauses++;
    return () => void pauses--;
  };
  return { human: askOnTerminal({ input, output, pause }), shown: () => shown, paused: () => pauses > 0 };
}

const PERMISSION = {
  title: 'rm -rf build',
  options: [
    { id: 'yes', name: 'Allow', kind: 'allow_once' },
    { id: 'no', name: 'Reject', kind: 'reject_once' },
  ],
};
const { signal } = new AbortController();
const ask = (item: Partial<QuestionItem> = {}) => ({
  text: 'x',
  questions: [{ question: 'Which?', multiSelect: false, options: [{ label: 'red' }, { label: 'blue' }], ...item }],
});

describe('a permission request on a terminal', () => {
  test.each([
    ['a number', ['1'], 'yes'],
    ['an option’s name', ['reject'], 'no'],
    ['nonsense is asked again', ['9', 'maybe', '', '2'], 'no'],
    ['the end of input is no answer', ['EOF'], null],
    ['y allows', ['y'], 'yes'],
    ['and so does Yes', ['Yes'], 'yes'],
    ['n rejects', ['n'], 'no'],
    ['a letter for what is not offered is asked again', ['a', 'n'], 'no'],
  ])('%s', async (_name, lines, chosen) => {
    const { human, shown, paused } = terminal(...lines);
    expect(await human.permission(PERMISSION, signal)).toBe(chosen);
    expect(shown()).toContain('rm -rf build');
    expect(paused()).toBe(false);
  });

  test('what comes once a stop was asked for answers nothing: the end of the turn is waited for', async () => {
    const stop = new AbortController();
    const turn = new AbortController();
    const input = new PassThrough();
    const human = askOnTerminal({
      input,
      output: new PassThrough(),
      pause: () => () => {},
      inputEnded: () => {
        stop.abort();
        setImmediate(() => turn.abort(new Error('the turn is over')));
      },
      stopping: stop.signal,
    });
    input.end();
    await expect(human.permission(PERMISSION, turn.signal)).rejects.toThrow('the turn is over');
  });

  test('a allows always, and no letter stands for one of two', async () => {
    const always = { id: 'always', name: 'Always', kind: 'allow_always' };
    const { human, shown } = terminal('a');
    expect(await human.permission({ ...PERMISSION, options: [always, ...PERMISSION.options] }, signal)).toBe('always');
    expect(shown()).toContain('(1–3, y: allow once, n: reject, a: allow always)');
    const two = terminal('a', '2');
    const options = [always, { ...always, id: 'edits', name: 'All edits' }];
    expect(await two.human.permission({ ...PERMISSION, options }, signal)).toBe('edits');
    expect(two.shown()).not.toContain('a: ');
  });

  test('of an edit shows the diff between the title and the options', async () => {
    const { human, shown } = terminal('y');
    const edits = [{ path: 'src/a.ts', before: 'old\n', after: 'new\n' }];
    expect(await human.permission({ ...PERMISSION, edits }, signal)).toBe('yes');
    expect(shown()).toContain('rm -rf build\n  src/a.ts +1 −1\n  - old\n  + new\n  1) Allow\n');
  });

  test('shows the whole of a diff that does not fit when asked for it, then asks again', async () => {
    const edits = [{ path: 'a', after: 'line\n'.repeat(300).concat('last\n') }];
    // An agent must not give the letter a meaning of its own.
    const options = [{ id: 'trap', name: 'd', kind: 'allow_always' }, ...PERMISSION.options];
    const { human, shown, paused } = terminal('maybe', 'd', 'n');
    expect(await human.permission({ ...PERMISSION, options, edits }, signal)).toBe('no');
    expect(shown()).toContain('lines more');
    expect(shown()).toContain('1 to 3, y, n, a, d, please: ');
    expect(shown().split('+ last')).toHaveLength(2);
    expect(paused()).toBe(false);
  });

  test('ends with the signal’s reason', async () => {
    const { human, paused } = terminal();
    const controller = new AbortController();
    const asked = human.permission(PERMISSION, controller.signal);
    setImmediate(() => controller.abort(new Error('stopped')));
    await expect(asked).rejects.toThrow('stopped');
    expect(paused()).toBe(false);
  });

  test('is asked after the one before it', async () => {
    const { human, shown } = terminal('1', '2');
    const both = [human.permission(PERMISSION, signal), human.permission({ ...PERMISSION, title: 'second' }, signal)];
    expect(await Promise.all(both)).toEqual(['yes', 'no']);
    expect(shown().match(/permission:/g)).toHaveLength(2);
  });

  test('shows no control characters of the agent', async () => {
    const { human, shown } = terminal('1');
    await human.permission({ ...PERMISSION, title: 'a\u001b[2Jb\rc' }, signal);
    expect(shown()).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('the agent’s texts bring no lines of their own, and no text that reads backwards', async () => {
    const { human, shown } = terminal('1');
    const title = 'look\n  1) Reject\n  2) Allow\u202e';
    const options = [{ id: 'yes', name: 'Reject\n  2) x', kind: 'allow_once' }];
    await human.permission({ title, options }, signal);
    expect(shown()).toBe(
      '\nThe agent asks for permission: look 1) Reject 2) Allow\n  1) Reject 2) x\nYour choice (1–1, y: allow once): ',
    );
  });

  test('a title that would push the options off the screen is cut, and says so', async () => {
    const { human, shown } = terminal('1');
    await human.permission({ ...PERMISSION, title: 'x'.repeat(1_000_000) }, signal);
    expect(shown().length).toBeLessThan(3_000);
    expect(shown()).toContain('characters more)\n  1) Allow');
  });
});

describe('a question on a terminal', () => {
  test.each([
    ['a number gives its label', ['2'], ask(), ['blue']],
    ['own words are taken as they are', ['green'], ask(), ['green']],
    ['several numbers give several labels', ['1, 2'], ask({ multiSelect: true }), ['red, blue']],
    ['numbers and words mixed are own words', ['1, green'], ask({ multiSelect: true }), ['1, green']],
    ['without options any line will do', ['because'], ask({ options: [] }), ['because']],
    ['an empty line skips what may be skipped', [''], ask(), ['']],
    ['and is asked again where an answer is required', ['', 'red'], ask({ required: true }), ['red']],
    ['or takes the default', [''], ask({ required: true, default: 'blue' }), ['']],
    ['a number that is no option is own words', ['7'], ask(), ['7']],
  ])('%s', async (_name, lines, question, answers) => {
    expect(await terminal(...lines).human.question(question, signal)).toEqual(answers);
  });

  test('the message of the whole comes first, and what does not fit is asked for again', async () => {
    const { human, shown } = terminal('purple', 'blue');
    const question = { ...ask({ optionsOnly: true }), message: 'Paint the shed' };
    const problemWith = (_: number, answer: string) => (answer === 'purple' ? 'none of red, blue' : undefined);
    expect(await human.question(question, signal, problemWith)).toEqual(['blue']);
    expect(shown()).not.toContain('own words');
    expect(shown()).toMatch(/^\nPaint the shed\n\nWhich[\s\S]*Enter skips it[\s\S]*none of red, blue\nYour answer/);
  });

  test('the end of input is no answer to any of them', async () => {
    const { questions } = ask();
    const two = { text: 'x', questions: [...questions, ...questions] };
    expect(await terminal('1', 'EOF').human.question(two, signal)).toBeNull();
  });
});
