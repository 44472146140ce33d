import { describe, expect, test } from 'vitest';
import { type LogOptions, logRenderer } from '../../src/render/log-renderer.ts';
import { callsTool, runStarted, says } from '../fakes/agui.ts';
import { MemoryOut, optionsFor } from './outs.ts';
import { created, events, result, SESSION } from './updates.ts';

function logging(more: Partial<LogOptions> = {}) {
  const [out, err] = [new MemoryOut(), new MemoryOut()];
  const options = optionsFor(out, err, ['hunter2-secret']);
  return { out, err, clock: options.clock, renderer: logRenderer({ ...options, ...more }) };
}

describe('a log', () => {
  test('stdout holds the final message only; stderr has lines with their time and no control characters', async () => {
    const { out, err, clock, renderer } = logging();
    await renderer.update([created, { type: 'session.phase', phase: 'Running' }]);
    await clock.advance(2_000);
    await renderer.update(events(runStarted('r1'), ...says('r1', 'm1', 'I look ', 'around.')));
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'ls\x1b[2J' }, 'a')));
    await renderer.update(events(...says('r1', 'm2', 'All ', 'good: hunter2-secret\x1b[1m')));
    expect(out.text).toBe('');
    const done = Promise.resolve(renderer.update([result({ message: 'All good: hunter2-secret\x1b[1m' })]));
    await clock.run(done);
    await renderer.close();
    expect(out.text).toBe('All good: ***\n');
    expect(err.text).toBe(
      [
        '2026-11-22T12:00:00Z session session-1 created',
        '2026-11-22T12:00:00Z phase Running',
        '2026-11-22T12:00:02Z tool Bash ls',
        '2026-11-22T12:00:02Z says: I look around.',
        '2026-11-22T12:00:02Z ✔ finished · 4.2s · session-1',
        '',
      ].join('\n'),
    );
  });

  test('what the host tells in the stream: a push that failed, whole, and one that did not', async () => {
    const { err, renderer } = logging();
    const message = `not pushed: ${'x'.repeat(300)}; the work is in /here`;
    await renderer.update(
      events(
        { type: 'CUSTOM', name: 'amber:warning', value: { code: 'PUSH_FAILED', message } },
        { type: 'CUSTOM', name: 'amber:pushed', value: { url: 'file:///r.git', branch: 'ambient/s' } },
        { type: 'CUSTOM', name: 'amber:warning', value: null },
      ),
    );
    await renderer.close();
    expect(err.text).toBe(
      `2026-11-22T12:00:00Z warning: ${message}\n2026-11-22T12:00:00Z pushed ambient/s to file:///r.git\n`,
    );
  });

  test('the address of the session’s page, where there is one', async () => {
    const { err, renderer } = logging();
    await renderer.update([
      { type: 'session.created', session: SESSION, url: 'https://platform.example/sessions/session-1' },
    ]);
    await renderer.close();
    expect(err.text).toBe(
      '2026-11-22T12:00:00Z session session-1 created https://platform.example/sessions/session-1\n',
    );
  });

  test('a heartbeat once a minute, and only while nothing else is said', async () => {
    const { err, clock, renderer } = logging();
    await renderer.update([{ type: 'session.phase', phase: 'Running' }]);
    await clock.advance(50_000);
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'sleep 999' })));
    await clock.advance(125_000);
    await renderer.update([result()]);
    await clock.advance(300_000);
    await renderer.close();
    expect(
      err.text
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(11)),
    ).toEqual([
      '12:00:00Z phase Running',
      '12:00:50Z tool Bash sleep 999',
      '12:01:50Z still Running after 1m50s, Bash sleep 999',
      '12:02:50Z still Running after 2m50s, Bash sleep 999',
      '12:02:55Z ✔ finished · 4.2s · session-1',
    ]);
    expect(clock.sleeping).toBe(0);
  });

  test('errors and questions look as everywhere', async () => {
    const { err, renderer } = logging();
    const error = { code: 'FORBIDDEN', message: 'cannot create', hint: 'kubectl auth can-i' };
    await renderer.update([result({ outcome: null, error, question: { text: 'Which?\n  1. red', questions: [] } })]);
    await renderer.close();
    expect(err.text).toContain('\nerror: cannot create [FORBIDDEN]\n  hint: kubectl auth can-i\n');
    expect(err.text).toContain('question: Which?');
  });

  test('a long message of the agent, in the middle, is cut and indented', async () => {
    const { err, renderer } = logging();
    await renderer.update(events(...says('r1', 'm1', `one\ntwo\n${'x'.repeat(40_000)}`), ...says('r1', 'm2', 'end')));
    await renderer.close();
    expect(err.text).toMatch(/says: one\n {2}two\n {2}x+\n$/);
    expect(err.text.length).toBeLessThan(41_000);
  });

  test.each([
    ['in a log', {}, 'tool edit a.ts refused by a person\n'],
    ['in a job', { actions: { token: () => 't' } }, '::group::edit a.ts (refused by a person)\n'],
  ])('a tool call that was refused a permission has not failed (%s)', async (_, more, line) => {
    const { err, renderer } = logging(more);
    const value = { toolCallId: 't1', title: 'Edit a.ts', answer: 'refused', by: 'a person' };
    const end = { type: 'TOOL_CALL_RESULT', toolCallId: 't1', content: 'denied', metadata: { status: 'failed' } };
    const call = callsTool('r1', 't1', 'edit', { file_path: 'a.ts' });
    await renderer.update(events(...call, { type: 'CUSTOM', name: 'amber:permission', value }, end));
    await renderer.close();
    expect(err.text).toContain(line);
    expect(err.text).not.toContain('failed');
  });

  test('a tool that failed is marked, and shown once', async () => {
    const denied = { content: 'denied', metadata: { status: 'failed' } };
    const failing = [
      runStarted('r1'),
      ...callsTool('r1', 't1', 'Bash', { command: 'git push' }),
      { type: 'TOOL_CALL_RESULT', messageId: 'm1', toolCallId: 't1', ...denied },
      // The platform tells it twice: an END with the error, and a result that does not say so.
      { type: 'TOOL_CALL_START', toolCallId: 't2', toolCallName: 'Read' },
      { type: 'TOOL_CALL_END', toolCallId: 't2', error: 'gone' },
      { type: 'TOOL_CALL_RESULT', messageId: 'm2', toolCallId: 't2', content: 'gone' },
      ...callsTool('r1', 't4', 'Stay', {}),
      { type: 'TOOL_CALL_RESULT', messageId: 'm4', toolCallId: 't4', content: '', metadata: { status: 'failed' } },
      ...callsTool('r1', 't3', 'Wait', {}),
      { type: 'TOOL_CALL_RESULT', messageId: 'm3', toolCallId: 't3', content: '', metadata: { status: 'unfinished' } },
    ];
    const plain = logging();
    await plain.renderer.update(events(...failing));
    await plain.renderer.close();
    expect(plain.err.text.split('\n').map((line) => line.slice(21))).toEqual([
      'tool Bash git push',
      'tool Bash git push failed: denied',
      'tool Read failed: gone',
      'tool Stay',
      'tool Stay failed',
      'tool Wait',
      '',
    ]);
    const grouped = logging({ actions: { token: () => 'token' } });
    await grouped.renderer.update(events(...failing));
    await grouped.renderer.close();
    expect(grouped.err.text.match(/::group::.*/g)).toEqual([
      '::group::Bash git push (failed)',
      '::group::Read (failed)',
      '::group::Stay (failed)',
      '::group::Wait (not ended)',
    ]);
  });

  test('--show output: what tools said, below their lines', async () => {
    const { err, renderer } = logging({ show: ['output'] });
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'ls' }, 'a\x1b[2J\n hunter2-secret\n')));
    expect(err.text).toBe('2026-11-22T12:00:00Z tool Bash ls\n  a\n   ***\n');
    await renderer.close();
  });

  test('what the user says is not what the agent says', async () => {
    const { err, renderer } = logging();
    await renderer.update(
      events(
        { type: 'TEXT_MESSAGE_START', messageId: 'u1', role: 'user' },
        { type: 'TEXT_MESSAGE_CONTENT', messageId: 'u1', delta: 'my prompt' },
        ...says('r1', 'm1', 'one'),
        ...says('r1', 'm2', 'two'),
      ),
    );
    await renderer.close();
    expect(err.text).toBe('2026-11-22T12:00:00Z says: one\n');
  });

  test('an error that is a whole page is cut', async () => {
    const { err, renderer } = logging();
    await renderer.update([result({ outcome: 'failed', error: { code: 'X', message: 'x'.repeat(1_000_000) } })]);
    await renderer.close();
    expect(err.text.length).toBeLessThan(3_000);
  });

  test('--quiet leaves the message, warnings and errors', async () => {
    const { out, err, clock, renderer } = logging({ quiet: true });
    await renderer.update([created, ...events(...callsTool('r1', 't1', 'Bash', {}, 'a'))]);
    await clock.advance(100_000);
    await renderer.update([{ type: 'warning', code: 'w', message: 'careful' }, result({ message: 'Hi' })]);
    await renderer.close();
    expect(out.text).toBe('Hi\n');
    expect(err.text.replace(/^\S+ /, '')).toBe('warning: careful\n');
  });

  test('--show reasoning', async () => {
    const { err, renderer } = logging({ show: ['reasoning'] });
    await renderer.update(
      events(
        { type: 'REASONING_MESSAGE_CONTENT', messageId: 'x', delta: 'hm' },
        { type: 'REASONING_MESSAGE_END', messageId: 'x' },
        ...callsTool('r1', 't1', 'Bash', {}, 'a'),
      ),
    );
    await renderer.close();
    expect(err.text).toBe('2026-11-22T12:00:00Z thinks: hm\n');
  });
});

/** Which lines GitHub's runner would take for commands, after its own rules. */
function commandsIn(log: string): string[] {
  let token: string | undefined;
  const taken: string[] = [];
  for (const line of log.split('\n')) {
    const command = line.trimStart();
    if (token !== undefined) {
      if (command === `::${token}::`) token = undefined;
    } else if (/^::stop-commands::/.test(command)) token = command.slice('::stop-commands::'.length);
    else if (/^::.*::/.test(command) || line.includes('##[')) taken.push(line);
  }
  return taken;
}

describe('a log in GitHub Actions', () => {
  const actions = { token: () => 'random-token' };

  test('tool calls are groups, and what is foreign is under stop-commands', async () => {
    const { out, err, clock, renderer } = logging({ actions });
    await renderer.update([created]);
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'ls' }, 'a\n::error::no\n')));
    await clock.run(Promise.resolve(renderer.update([result({ message: 'Hi' })])));
    await renderer.close();
    expect(out.text).toBe('Hi\n');
    expect(err.text).toBe(
      [
        '::stop-commands::random-token',
        '2026-11-22T12:00:00Z session session-1 created',
        '::random-token::',
        '::group::Bash ls',
        '::stop-commands::random-token',
        'a',
        '::error::no',
        '::random-token::',
        '::endgroup::',
        '::stop-commands::random-token',
        '2026-11-22T12:00:00Z ✔ finished · 4.2s · session-1',
        '::random-token::',
        '',
      ].join('\n'),
    );
  });

  test('nothing foreign becomes a command, wherever it stands', async () => {
    const evil = 'x\n::set-env name=A::b\n##[add-path]/tmp\n ::error::e\r\n%0A::warning::w';
    const { err, clock, renderer } = logging({ actions, show: ['tools', 'reasoning', 'state'], verbose: true });
    await renderer.update([
      { type: 'session.phase', phase: 'Running', reason: evil },
      { type: 'warning', code: 'w', message: evil },
      { type: 'stream.reconnected', attempt: 1, cause: evil },
      ...events(
        ...says('r1', 'm1', evil),
        ...says('r1', 'm2', evil),
        ...callsTool('r1', 't1', evil, { command: evil }, evil),
        { type: 'REASONING_MESSAGE_CONTENT', messageId: 'x', delta: evil },
        { type: 'REASONING_MESSAGE_END', messageId: 'x' },
        { type: 'STATE_SNAPSHOT', snapshot: { evil } },
      ),
    ]);
    const question = { text: evil, questions: [] };
    const last = result({ error: { code: evil, message: evil, hint: evil }, question });
    await clock.run(Promise.resolve(renderer.update([last])));
    await renderer.close();
    const commands = commandsIn(err.text);
    expect(commands.map((line) => line.slice(0, 12))).toEqual(['::group::x :', '::endgroup::']);
    expect(commands[0]).not.toMatch(/##\[|\n/);
  });

  test('the final message is through before commands are back', async () => {
    const { out, err, clock, renderer } = logging({ actions });
    const done = Promise.resolve(renderer.update([result({ message: '::error::gotcha' })]));
    await clock.advance(100);
    expect(out.text).toBe('::error::gotcha\n');
    expect(err.text).not.toContain('::random-token::');
    await clock.run(done);
    expect(err.text).toMatch(/::random-token::\n$/);
  });
});
