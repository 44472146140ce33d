import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../../fakes/acp-agents/scripted.ts';
import { customs, last, play, prompt, said, start, workspace } from './agent-harness.ts';

const call = (toolCallId: string, title: string, status: string): Step => ({
  update: { sessionUpdate: 'tool_call', toolCallId, title, kind: 'execute', status },
});
const ended = (toolCallId: string, status: string, output: string): Step => ({
  update: {
    sessionUpdate: 'tool_call_update',
    toolCallId,
    status,
    content: [{ type: 'content', content: { type: 'text', text: output } }],
  },
});

describe('a turn without an answer has failed', () => {
  const FAILED = [call('t', 'git push', 'in_progress'), ended('t', 'failed', 'remote: Permission denied\nfatal: 403')];

  test.each<[what: string, steps: Step[], message: RegExp]>([
    ['nothing at all', [], /^the agent ended its turn without an answer$/],
    ['blanks', [{ text: ' \n' }], /without an answer$/],
    ['what nobody sees', [{ text: '\u200b' }, { text: '\ufeff\u00a0' }], /without an answer$/],
    ['a thought', [{ thought: 'hm' }], /without an answer$/],
    ['a tool that failed', FAILED, /; its tool failed: execute git push \(remote: Permission denied\)$/],
    [
      'a failure in _meta',
      [{ stop: 'end_turn', with: { _meta: { hermes: { failed: true, error: 'HTTP 400: no api key' } } } }],
      /without an answer: HTTP 400: no api key$/,
    ],
    [
      'a result in _meta that is an error',
      [{ stop: 'end_turn', with: { _meta: { vendor: { is_error: true, result: 'Credit balance is too low' } } } }],
      /without an answer: Credit balance is too low$/,
    ],
    [
      'an error in _meta that is an object',
      [{ stop: 'end_turn', with: { _meta: { vendor: { run: { error: { message: 'quota' } } } } } }],
      /without an answer: quota$/,
    ],
  ])('%s', async (_what, steps, message) => {
    const { events, end } = await play(steps);
    expect(end).toBe('error');
    expect(last(events)).toMatchObject({ code: 'NO_ANSWER', message: expect.stringMatching(message) });
  });

  test('one whose requests were refused says how to allow them', async () => {
    const toolCall = { toolCallId: 't', title: 'git push', kind: 'execute' };
    const options = [{ kind: 'reject_once', name: 'Reject', optionId: 'reject' }];
    const agent = await start({
      prompts: [[{ permissions: [{ toolCall, options }], quietly: true }, ended('t', 'failed', 'refused')]],
    });
    expect(last((await prompt(agent)).events)).toMatchObject({
      code: 'NO_ANSWER',
      hint: '--permissions all allows everything',
    });
  });

  test('an answer that the agent itself calls a failure is one', async () => {
    const { events } = await play([{ text: 'Oops' }, { stop: 'end_turn', with: { _meta: { x: { failed: true } } } }]);
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_ERROR' });
  });

  test.each<[what: string, steps: Step[]]>([
    ['a tool that did its work', [call('t', 'git push', 'completed')]],
    ['a text beside a tool that failed', [...FAILED, { text: 'I may not push.' }]],
    [
      'what _meta says beside an answer',
      [{ text: 'ok' }, { stop: 'end_turn', with: { _meta: { x: { error: null } } } }],
    ],
  ])('%s is an answer', async (_what, steps) => {
    expect((await play(steps)).end).toBe('finished');
  });
});

describe('after the answer that ends a turn', () => {
  // The agent's exit ends the wait for it: nothing here goes by the clock.
  const PATIENT = { options: { limits: { quiet: 60_000, late: 60_000 } } };
  const EXIT = { exit: 0 };

  test('text that comes late belongs to the run', async () => {
    const late = [{ sleep: 20 }, { text: 'forty-' }, { sleep: 20 }, { text: 'two.' }, EXIT];
    const { events, end } = await play([{ text: 'The answer is: ' }, { early: 'end_turn' }, ...late], PATIENT);
    expect([end, said(events)]).toEqual(['finished', 'The answer is: forty-two.']);
    expect(customs(events, 'amber:warning')).toEqual([]);
  });

  test('a tool that ends late has ended', async () => {
    const late = [{ sleep: 20 }, ended('t', 'completed', 'ok'), EXIT];
    const { events, end } = await play([call('t', 'make', 'in_progress'), { early: 'end_turn' }, ...late], PATIENT);
    expect(end).toBe('finished');
    expect(customs(events, 'amber:warning')).toEqual([]);
  });

  test('an agent that does not come to rest is not waited for without end, and a warning says so', async () => {
    const { events, end } = await play([{ early: 'end_turn' }, { text: 'x' }, { hang: true }], {
      options: { limits: { quiet: 60_000, late: 300 } },
    });
    expect(end).toBe('finished');
    expect(customs(events, 'amber:warning')).toEqual([
      {
        code: 'TEXT_LOST',
        message: expect.stringMatching(/^text was lost: the agent still wrote 0.3 s after the end of its turn/),
      },
    ]);
  });

  test('what comes later still is lost, and the next run says so', async () => {
    const file = join(workspace(), 'go');
    const agent = await start({
      prompts: [[{ text: 'a' }, { early: 'end_turn' }, { file }, { text: 'too late' }, EXIT]],
    });
    expect(said((await prompt(agent)).events)).toBe('a');
    writeFileSync(file, '');
    await agent.exited;
    expect(customs((await prompt(agent)).events, 'amber:warning')).toEqual([
      { code: 'TEXT_LOST', message: 'text was lost: the agent wrote 8 characters after the end of its last turn' },
    ]);
  });
});

test('a title whose control sequence never ends swallows nothing of the warning that names it', async () => {
  const { events } = await play([call('t1', 'build \u001b]8;;x', 'in_progress'), { text: 'done' }]);
  expect(customs(events, 'amber:warning')).toEqual([
    {
      code: 'TOOLS_OPEN',
      message: 'the agent ended its turn while a tool was still at work (execute build): what comes of it is lost',
    },
  ]);
});

test('tools that are still at work at the end of a turn are named in a warning', async () => {
  const { events, end } = await play([
    call('t1', 'npm run e2e', 'in_progress'),
    call('t2', 'npm start', 'pending'),
    { text: 'The tests run in the background.' },
  ]);
  expect(end).toBe('finished');
  expect(customs(events, 'amber:warning')).toEqual([
    {
      code: 'TOOLS_OPEN',
      message:
        'the agent ended its turn while 2 tools were still at work (execute npm run e2e, execute npm start): what comes of it is lost',
    },
  ]);
});

test('so is the tool of a turn without an answer', async () => {
  const { events, end } = await play([call('t1', 'npm run e2e', 'in_progress')]);
  expect(end).toBe('error');
  expect(last(events)).toMatchObject({ code: 'NO_ANSWER' });
  expect(customs(events, 'amber:warning')).toMatchObject([
    { message: expect.stringContaining('(execute npm run e2e)') },
  ]);
});
