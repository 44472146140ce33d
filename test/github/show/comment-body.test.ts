import { describe, expect, test } from 'vitest';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { runBody } from '../../../src/github/show/comment-body.ts';
import type { RunView } from '../../../src/github/show/run-view.ts';
import { expectHarmless } from '../kit/harmless.ts';
import { QUESTION, RECORD, resultOf, viewOf } from '../kit/runs.ts';

const SECRET = 'hunter2-very-secret';
const redactor = makeRedactor([SECRET]);
const bodyOf = (changes: Partial<RunView>): Promise<string> => runBody(viewOf(changes), redactor);
const tool = (label: string, toolCalls = 14) => ({
  activity: {
    phase: 'Running',
    toolCalls,
    failedCalls: 2,
    elapsedMs: 125_400,
    doing: { kind: 'tool' as const, label },
  },
});

const VIEWS: { readonly [what: string]: Partial<RunView> } = {
  'just begun': {
    activity: { phase: '', toolCalls: 0, failedCalls: 0, elapsedMs: 300 },
    record: { ...RECORD, session: null },
  },
  'at work, with a tool': tool('Bash npm test -- --run "a `b`"'),
  'at work, writing': {
    activity: { phase: 'Running', toolCalls: 1, failedCalls: 0, elapsedMs: 31_900, doing: { kind: 'text' } },
  },
  'waits for an answer': {
    activity: {
      phase: 'Running',
      toolCalls: 1,
      failedCalls: 0,
      elapsedMs: 31_900,
      question: { ...QUESTION, message: 'Before I paint it:' },
    },
  },
  queued: {
    record: { ...RECORD, state: 'queued', session: null },
    after: 'https://github.com/octo/hello/issues/12#issuecomment-1001',
  },
  finished: { result: resultOf(), pull: 34 },
  'finished with a value': { result: resultOf({ message: '{"files": 3}', structured: { files: 3 } }) },
  'finished with nothing to tell': { result: resultOf({ message: '', usage: null, durationMs: 0 }) },
  'asks, with options': {
    result: resultOf({ outcome: 'needs-input', exitCode: 5, message: 'I need to know one thing.', question: QUESTION }),
  },
  'asks, in its own words': {
    result: resultOf({
      outcome: 'needs-input',
      message: 'Shall I delete it?',
      question: {
        text: 'Shall I delete it?',
        questions: [{ question: 'Shall I delete it?', multiSelect: false, options: [] }],
      },
    }),
  },
  failed: {
    result: resultOf({
      outcome: 'failed',
      exitCode: 3,
      message: 'I could not finish.',
      error: {
        code: 'AGENT_EXITED',
        message: `the agent exited with 1: ${SECRET} <b>@octocat</b>`,
        hint: 'look at the log',
      },
    }),
    notes: ['The branch moved after this was asked: the run works on 1111111.'],
  },
  'not started': {
    record: { ...RECORD, session: null },
    result: resultOf({
      outcome: null,
      exitCode: 4,
      session: null,
      message: '',
      usage: null,
      durationMs: 0,
      error: { code: 'UNAUTHENTICATED', message: 'POST https://ambient.example.com/api: 401' },
    }),
  },
  'timed out, not stopped': {
    result: resultOf({ outcome: 'timed-out', by: 'us', stopped: false, stopReason: 'unconfirmed' }),
  },
  'stopped by someone': { result: resultOf({ outcome: 'stopped', by: 'other', message: '' }) },
  cancelled: { result: resultOf({ outcome: 'cancelled', by: 'us', message: '' }) },
  lost: {
    result: resultOf({ outcome: 'lost', message: '', error: { code: 'RUNNER_GONE', message: 'the runner is gone' } }),
  },
  detached: { result: resultOf({ outcome: 'detached', message: '', usage: null, stopReason: 'detached' }) },
  refused: { result: resultOf({ refused: 2 }) },
};

test('a run as its readers see it, from its beginning to each end', async () => {
  const shown: string[] = [];
  for (const [what, view] of Object.entries(VIEWS)) shown.push(`=== ${what}\n\n${await bodyOf(view)}\n`);
  expect(shown.join('\n')).toMatchSnapshot();
});

describe('whatever foreign text there is', () => {
  const evil = `${SECRET} @octocat #1 <!-- --> <details> ![a](https://evil.example/x) \`\`\`\n${'> '.repeat(99)}`;

  test.each([
    ['a tool', tool(evil)],
    ['a phase', { activity: { phase: evil, toolCalls: 0, failedCalls: 0, elapsedMs: 0 } }],
    [
      'names',
      {
        record: { ...RECORD, session: evil, askedBy: evil },
        phrase: evil,
        runUrl: evil,
        sessionUrl: evil,
        after: evil,
      },
    ],
    ['notes', { notes: [evil] }],
    ['a result', { result: resultOf({ message: evil, error: { code: evil, message: evil, hint: evil } }) }],
    [
      'a question',
      {
        result: resultOf({
          outcome: 'needs-input',
          question: {
            text: evil,
            questions: [
              { question: evil, header: evil, multiSelect: true, options: [{ label: evil, description: evil }] },
            ],
          },
        }),
      },
    ],
  ] satisfies [string, Partial<RunView>][])('in %s does nothing', async (_where, view) => {
    const body = await bodyOf(view);
    expect(body).not.toContain(SECRET);
    expectHarmless(body, ['sub']);
  });

  test('all of it at its longest fits into a comment beside the record', async () => {
    // Longer than a whole comment.
    const long = '_*<@ \n'.repeat(11_000);
    const questions = Array.from({ length: 99 }, () => ({
      question: long,
      multiSelect: true,
      options: Array.from({ length: 99 }, () => ({ label: long, description: long })),
    }));
    const body = await bodyOf({
      ...{ record: { ...RECORD, session: long, askedBy: long }, phrase: long, notes: Array(99).fill(long) },
      result: resultOf({
        ...{ outcome: 'needs-input', message: long, question: { text: long, questions } },
        error: { code: long, message: long, hint: long },
      }),
    });
    expect(body.length).toBeLessThan(60_000);
  });
});
