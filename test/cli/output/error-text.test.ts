import { describe, expect, test } from 'vitest';
import { report, resultOfError, withHint } from '../../../src/cli/output/error-text.ts';
import { AmberError, type ErrorCode } from '../../../src/core/errors.ts';

describe('an error on the terminal', () => {
  test('is one line and a hint', () => {
    const error = new AmberError('FORBIDDEN', 'cannot create a session in "team-a": 403 forbidden', {
      hint: 'kubectl auth can-i',
    });
    expect(report(error, false)).toEqual({
      text: 'error: cannot create a session in "team-a": 403 forbidden [FORBIDDEN]\n  hint: kubectl auth can-i\n',
      exitCode: 4,
    });
  });

  test.each<[ErrorCode, number]>([
    ['USAGE', 2],
    ['CONFIG', 2],
    ['INVALID', 2],
    ['AGENT', 2],
    ['UNSUPPORTED', 2],
    ['UNAUTHENTICATED', 4],
    ['NOT_FOUND', 6],
    ['STATE', 1],
    ['INTERNAL', 1],
  ])('%s is exit code %i', (code, exitCode) => {
    expect(report(new AmberError(code, 'x'), false).exitCode).toBe(exitCode);
  });

  test('of a wrong call names the help, unless it says something better', () => {
    const hint = (error: AmberError): string | undefined =>
      /hint: (.*)/.exec(report(error, false, 'amber run --help').text)?.[1];
    expect(hint(new AmberError('INVALID', 'x'))).toBe('amber run --help');
    expect(hint(new AmberError('USAGE', 'x', { hint: 'better' }))).toBe('better');
    expect(hint(new AmberError('STATE', 'x'))).toBeUndefined();
  });

  test('shows stacks only with -v, those of the causes too', () => {
    const error = new AmberError('STATE', 'outer', { cause: new TypeError('inner') });
    expect(report(error, false).text).not.toContain('    at ');
    expect(report(error, true).text).toMatch(/AmberError: outer\n {4}at [\s\S]*caused by: TypeError: inner\n {4}at /);
  });

  test('of another kind is a defect', () => {
    expect(report(new TypeError('x is not a function'), false)).toMatchObject({
      text: expect.stringMatching(/^error: x is not a function \[INTERNAL\]\n {2}hint: .*-v/),
      exitCode: 1,
    });
  });

  test('brings no control character of others to the terminal', () => {
    expect(report(new AmberError('BAD_RESPONSE', 'a\u001b[2Jb\u0007'), false).text).toBe(
      'error: a�[2Jb� [BAD_RESPONSE]\n',
    );
  });
});

test('the result of a run that was never reached has no outcome', () => {
  expect(resultOfError(new AmberError('AGENT', 'no agent', { hint: 'amber agents' }))).toEqual({
    outcome: null,
    exitCode: 2,
    session: null,
    runId: null,
    message: '',
    usage: null,
    stopped: false,
    stopReason: null,
    durationMs: 0,
    error: { code: 'AGENT', message: 'no agent', hint: 'amber agents' },
  });
});

const LIMITS = { timeout: 1_800_000, startTimeout: 600_000 };

test('a result whose error is a defect says how to see where', () => {
  const { error, ...rest } = resultOfError(new TypeError('x is not a function'));
  const bare = { ...rest, error: { code: 'INTERNAL', message: 'x is not a function' } };
  expect(withHint(bare, LIMITS).error).toEqual(error);
  expect(error?.hint).toContain('-v');
  const other = { ...rest, error: { code: 'AGENT_EXITED', message: 'gone' } };
  expect(withHint(other, LIMITS)).toBe(other);
});

test.each([
  ['TIMEOUT', 's', '--timeout is the limit, here 30m'],
  ['RUN_NEVER_STARTED', 's', '--start-timeout is the limit, here 10m'],
  ['TIMEOUT', null, '--start-timeout is the limit, here 10m'],
])('%s of a run in session %s names the limit that passed', (code, session, hint) => {
  const { error: _, ...rest } = resultOfError(new Error('x'));
  const late = { ...rest, outcome: 'timed-out', by: 'us', session, error: { code, message: 'late' } } as const;
  expect(withHint(late, LIMITS).error).toEqual({ code, message: 'late', hint });
  const theirs = { ...late, by: 'other' } as const;
  expect(withHint(theirs, LIMITS)).toBe(theirs);
});

test('a budget that passed names the command that goes on', () => {
  const { error: _, ...rest } = resultOfError(new Error('x'));
  const error = { code: 'OVER_BUDGET', message: 'too much' };
  const over = {
    ...rest,
    outcome: 'over-budget',
    session: 's',
    limit: { kind: 'turns', value: 2, limit: 1 },
    error,
  } as const;
  expect(withHint(over, LIMITS).error?.hint).toBe('this goes on in the same session: amber send s --max-turns N "…"');
});

test('a limit that passed because the end could not be seen says how it can be', () => {
  const { error: _, ...rest } = resultOfError(new Error('x'));
  const error = { code: 'TIMEOUT', message: 'late', hint: '--api-url URL' };
  const late = { ...rest, outcome: 'timed-out', by: 'us', session: 's', error } as const;
  expect(withHint(late, LIMITS).error?.hint).toBe('--timeout is the limit, here 30m; --api-url URL');
});
