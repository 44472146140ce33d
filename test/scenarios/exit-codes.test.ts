import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agent, agentWith, BUSY, QUESTION } from './kit/agents.ts';
import { NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { type CallOptions, Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';

const NO_LOGIN = { code: -32000, message: 'Authentication required', data: { details: 'token expired' } };
const PUSH_FAILS = {
  update: {
    sessionUpdate: 'tool_call',
    toolCallId: 't',
    title: 'git push',
    kind: 'execute',
    status: 'failed',
    content: [{ type: 'content', content: { type: 'text', text: 'remote: Permission denied' } }],
  },
};

interface Story {
  readonly code: number;
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: CallOptions['env'];
  /** Of the result, where there is one. */
  readonly outcome: string | null;
  /** What a person reads. */
  readonly said: RegExp;
}

// 8 and 9 need a second call: `status.test.ts` and `stopped-by-another.test.ts`; 130 and 143 are in `interrupts.test.ts`.
const STORIES: readonly Story[] = [
  { code: 0, name: 'finished', args: [...agent([{ text: 'done' }]), 'x'], outcome: 'finished', said: /✔ finished/ },
  {
    code: 2,
    name: 'a wrong value',
    args: ['--timeout', 'soon', 'x'],
    outcome: null,
    said: /error: --timeout: "soon".*\[USAGE\]/,
  },
  { code: 2, name: 'an unknown flag', args: ['--moddel', 'x'], outcome: null, said: /hint: did you mean --model\?/ },
  {
    code: 2,
    name: 'an unknown agent',
    args: ['--agent', 'demmo', 'x'],
    outcome: null,
    said: /hint: did you mean --agent demo\?/,
  },
  {
    code: 2,
    name: 'a wrong label',
    args: ['--agent', 'demo', '--label', 'a=b c', 'x'],
    outcome: null,
    said: /"b c".*\[INVALID\]/,
  },
  {
    code: 3,
    name: 'a refusal',
    args: [...agent([{ text: 'no' }, { stop: 'refusal' }]), 'x'],
    outcome: 'failed',
    said: /✖ failed/,
  },
  {
    code: 3,
    name: 'an agent that dies',
    args: [...agent([{ stderr: 'boom\n' }, { exit: 9 }]), 'x'],
    outcome: 'failed',
    said: /AGENT_EXITED/,
  },
  {
    code: 3,
    name: 'a turn without an answer',
    args: [...agent([PUSH_FAILS]), 'x'],
    outcome: 'failed',
    said: /✖ execute git push[\s\S]*its tool failed: execute git push \(remote: Permission denied\) \[NO_ANSWER\]/,
  },
  {
    code: 4,
    name: 'an agent that wants a login in the middle',
    args: [...agent([{ error: NO_LOGIN }]), 'x'],
    outcome: 'failed',
    said: /is not logged in: Authentication required: token expired \[AUTH_REQUIRED\]\s+hint: log in to the agent/,
  },
  {
    code: 5,
    name: 'a question',
    args: [...agent([QUESTION]), '--no-input', 'x'],
    outcome: 'needs-input',
    said: /Which colour\?[\s\S]*blue[\s\S]*this answers it: amber send session-\S+ "…"/,
  },
  {
    code: 124,
    name: 'a time limit',
    args: [...agent(BUSY), '--timeout', '1s', 'x'],
    outcome: 'timed-out',
    said: /✖ timed-out/,
  },
];

describe.skipIf(NO_LOCAL)('exit codes', () => {
  test.concurrent.each(STORIES)('$code: $name, in a pipe', async ({ code, args, outcome }) => {
    await using place = new Place();
    const done = await place.call(['run', '-o', 'json', ...args]);
    expect(done.code).toBe(code);
    expect(result(done)).toMatchObject({ outcome, exitCode: code });
    if (outcome !== null) {
      expect(result(done)).toMatchObject({ stopped: true });
      expect(stored(place, sessionIn(done.stdout)).status?.phase).toBe('Stopped');
    }
  });

  test.skipIf(NO_TERMINAL).concurrent.each(STORIES)('$code: $name, on a terminal', async ({ code, args, said }) => {
    await using place = new Place();
    const done = await place.onTerminal(['run', ...args]).done;
    // Broken at words, where the terminal is narrow.
    expect(plain(done.stdout).replaceAll(/\s+/g, ' ')).toMatch(said);
    expect(done.code).toBe(code);
  });

  test('1: a state directory that can’t be used', async () => {
    await using place = new Place();
    writeFileSync(`${place.root}/file`, '');
    const env = { AMBER_STATE_DIR: `${place.root}/file/state` };
    const done = await place.amber(['run', '--agent', 'demo', 'x'], { env }).done;
    expect([done.code, done.stdout]).toEqual([1, '']);
    expect(done.stderr).toMatch(/^error: .*file\/state.* \[STATE\]\n/m);
    expect(done.stderr).not.toContain('    at ');
  });

  test('-v shows the stack of an error that became the result, and only -v', async () => {
    await using place = new Place();
    const args = ['run', ...agent([]), '--worktree', '-o', 'json', 'x'];
    const [brief, verbose] = await Promise.all([place.call(args), place.call([...args, '-v'])]);
    expect([brief.code, verbose.code]).toEqual([2, 2]);
    expect(result(brief).error).toEqual(result(verbose).error);
    expect(brief.stderr).not.toContain('    at ');
    expect(verbose.stderr).toMatch(/\nAmberError: no worktree.*\n {4}at [\s\S]*caused by: /);
  });

  test('6: no such session, with the nearest one', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent([{ text: 'done' }]), '-o', 'name', 'x']);
    const name = made.stdout.trim().replace('session/', '');
    const wrong = `${name.slice(0, -1)}${name.endsWith('0') ? '1' : '0'}`;
    for (const args of [['status'], ['send', wrong, 'x'], ['watch'], ['logs'], ['export'], ['stop'], ['delete']]) {
      const done = await place.call(args.length === 1 ? [...args, wrong] : args);
      expect([args[0], done.code, done.stdout]).toEqual([args[0], 6, '']);
      expect(done.stderr).toContain(`no session "${wrong}"`);
      expect(done.stderr).toContain(`hint: did you mean "${name}"?`);
    }
  });

  test('7: the run finished, but its agent takes longer to stop than we wait', async () => {
    await using place = new Place();
    const args = agentWith({ prompts: [[{ text: 'done' }]], ignoreSigterm: true });
    const done = await place.call(['run', ...args, '--stop-timeout', '1s', '-o', 'json', 'x']);
    expect(done.code).toBe(7);
    expect(result(done)).toMatchObject({ outcome: 'finished', exitCode: 7, stopped: false, stopReason: 'unconfirmed' });
    expect(done.stderr).toContain(`amber stop ${sessionIn(done.stdout)}`);
  });
});
