import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agentWith } from './kit/agents.ts';
import { eventually, isAlive, lines, NO_LOCAL, phaseOf, result, sessionIn } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';
import type { Run } from './kit/run.ts';

/** A session whose first run waits for file `go` in its place; the runs after it say what they were told. */
async function busySession(place: Place): Promise<{ name: string; run: Run; pid: () => number }> {
  const pidFile = `${place.root}/pid`;
  const prompts = [[{ text: 'at work\n' }, { file: `${place.root}/go` }], [{ echo: true }]];
  const run = place.amber(['run', ...agentWith({ prompts, pidFile }), '-o', 'jsonl', 'first']);
  const name = sessionIn(await run.until('stdout', /at work/));
  return { name, run, pid: () => Number(readFileSync(pidFile, 'utf8')) };
}

const go = (place: Place): string => place.write('go', '');

/** What was asked in the session, in order. */
async function asked(place: Place, name: string): Promise<readonly string[]> {
  const { stdout } = await place.call(['logs', name]);
  return [...stdout.matchAll(/^> (.*)$/gm)].map(([, text = '']) => text);
}

describe.skipIf(NO_LOCAL)('messages behind a run', () => {
  test('each says where it waits, again when that changes, and when its own run begins; order is kept', async () => {
    await using place = new Place();
    const { name, run } = await busySession(place);
    const second = place.amber(['send', name, 'second']);
    await second.until('stderr', /the message waits behind 1 other message$/m);
    const third = place.amber(['send', name, 'third', '-o', 'jsonl']);
    await third.until('stdout', /"before":2/);
    go(place);
    const [one, two, three] = await Promise.all([run.done, second.done, third.done]);
    expect([one.code, two.code, three.code]).toEqual([0, 0, 0]);
    expect(two.stdout).toBe('second\n');
    expect(two.stderr).toMatch(/waits behind 1 other message\n[\s\S]*the message’s run begins\n/);
    const queued = lines(three.stdout).filter(({ type }) => type === 'run.queued');
    expect(queued.map(({ before }) => before)).toEqual([2, 1, 0]);
    expect(await asked(place, name)).toEqual(['first', 'second', 'third']);
    await eventually(() => phaseOf(place, name) === 'Stopped', 'the session stops by itself');
  });

  test('--no-wait leaves at once, with session, run and place; the session stops by itself after it', async () => {
    await using place = new Place();
    const { name, run } = await busySession(place);
    const sent = await place.call(['send', name, '--no-wait', 'second', '-o', 'json']);
    expect([sent.code, result(sent)]).toEqual([
      0,
      expect.objectContaining({
        outcome: 'detached',
        session: name,
        runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        runsBefore: 1,
        stopped: false,
      }),
    ]);
    const again = await place.call(['continue', '--no-wait', 'third']);
    expect([again.code, again.stdout]).toEqual([0, '']);
    expect(again.stderr).toMatch(/→ detached · .* · behind 2 other messages\n.*this attaches: amber watch session-/);
    expect((await place.call(['status', name])).stdout).toMatch(/^waiting +2 messages$/m);
    go(place);
    expect((await run.done).code).toBe(0);
    await eventually(() => phaseOf(place, name) === 'Stopped', 'the session stops by itself');
    expect(await asked(place, name)).toEqual(['first', 'second', 'third']);
    // It starts a session that has stopped, in a process of its own, and that one stops again, too.
    const started = await place.call(['send', name, '--no-wait', 'fourth', '-o', 'json']);
    expect(result(started)).toMatchObject({ outcome: 'detached', runsBefore: 0 });
    await eventually(async () => (await asked(place, name)).length === 4, 'the message is carried out');
    await eventually(() => phaseOf(place, name) === 'Stopped', 'the session stops by itself again');
  });

  test('--no-wait: kill -9 of the host loses no message that has not begun', async () => {
    await using place = new Place();
    const { name, run, pid } = await busySession(place);
    await place.call(['send', name, '--no-wait', 'second']);
    await place.call(['send', name, '--no-wait', 'third']);
    const waiting = place.amber(['send', name, 'fourth', '-o', 'json']);
    await waiting.until('stderr', /waits behind 3 other messages/);
    const agent = pid();
    run.child.kill('SIGKILL');
    await run.done;
    // Somebody waits for this one, and learns at once that it is lost.
    const lost = await waiting.done;
    expect([lost.code, result(lost)]).toEqual([expect.any(Number), expect.objectContaining({ session: name })]);
    expect(result(lost)).toMatchObject({ outcome: 'lost', error: { code: 'RUN_NEVER_STARTED' } });
    expect(lost.stderr).toMatch(/never begun, and is lost: [\s\S]*amber send session-/);
    expect(lost.stderr).not.toContain('run begins');
    await eventually(() => !isAlive(agent), 'the agent is gone');
    expect((await place.call(['status', name])).stdout).toMatch(
      /^waiting +2 messages, for the next start: amber start/m,
    );
    go(place);
    const last = await place.call(['send', name, 'fifth', '-o', 'json']);
    expect(result(last)).toMatchObject({ outcome: 'finished', message: expect.stringContaining('fifth') });
    expect((await asked(place, name)).filter((text) => text !== 'fourth')).toEqual([
      'first',
      'second',
      'third',
      'fifth',
    ]);
    await eventually(() => phaseOf(place, name) === 'Stopped', 'the session stops by itself');
  });

  test('--no-wait: kill -9 of the agent leaves the message for the next start, which carries it out', async () => {
    await using place = new Place();
    const { name, run, pid } = await busySession(place);
    await place.call(['send', name, '--no-wait', 'second']);
    process.kill(pid(), 'SIGKILL');
    const done = await run.done;
    expect([done.code, lines(done.stdout).at(-1)]).toEqual([3, expect.objectContaining({ stopReason: 'run-error' })]);
    expect((await place.call(['status', name])).stdout).toMatch(/^waiting +1 message, for the next start/m);
    go(place);
    expect((await place.call(['start', name])).code).toBe(0);
    await eventually(async () => (await asked(place, name)).length === 2, 'the message is carried out');
    await eventually(() => phaseOf(place, name) === 'Stopped', 'the session stops by itself');
  });

  test('Ctrl-C of the first run says how many messages it drops, and the sender of one that it is lost', async () => {
    await using place = new Place();
    const { name, run } = await busySession(place);
    await place.call(['send', name, '--no-wait', 'second']);
    const waiting = place.amber(['send', name, 'third', '-o', 'json']);
    await waiting.until('stderr', /waits behind 2 other messages/);
    run.child.kill('SIGINT');
    const done = await run.done;
    expect([done.code, done.stderr]).toEqual([130, expect.stringContaining('2 messages that waited were dropped')]);
    const lost = await waiting.done;
    expect(result(lost)).toMatchObject({ outcome: 'lost', error: { code: 'RUN_NEVER_STARTED' } });
    expect(lost.stderr).not.toContain('run begins');
    expect((await place.call(['status', name])).stdout).toMatch(/^dropped +2 messages that waited were dropped/m);
    expect(await asked(place, name)).toEqual(['first', 'second', 'third']);
  });

  test.each([
    ['Ctrl-C', [], 'SIGINT', 130, 'cancelled'],
    ['its start limit', ['--start-timeout', '2s'], undefined, 124, 'timed-out'],
  ] as const)(
    '%s of one that waits takes it back, and the run before it goes on',
    async (_, flags, signal, code, outcome) => {
      await using place = new Place();
      const { name, run } = await busySession(place);
      const waiting = place.amber(['send', name, ...flags, 'second', '-o', 'json']);
      await waiting.until('stderr', /the message waits behind 1 other message/);
      if (signal !== undefined) waiting.child.kill(signal);
      const sent = await waiting.done;
      expect([sent.code, result(sent)]).toEqual([
        code,
        expect.objectContaining({ outcome, stopped: false, stopReason: 'in-use' }),
      ]);
      expect(sent.stderr).toContain('the message was taken back; the session goes on with the runs before it');
      go(place);
      expect((await run.done).code).toBe(0);
      expect(await asked(place, name)).toEqual(['first']);
    },
  );

  test.skipIf(NO_TERMINAL)('Ctrl-C of one that waits says on a terminal what becomes of it', async () => {
    await using place = new Place();
    const { name, run } = await busySession(place);
    const waiting = place.onTerminal(['send', name, 'second']);
    await waiting.until('stdout', /the message waits behind 1 other message/);
    waiting.type('\u0003');
    const { code, stdout } = await waiting.done;
    expect([code, plain(stdout)]).toEqual([
      130,
      // The terminal’s own ^C stands before it where nothing was repainted yet.
      expect.stringMatching(/^(?:\^C)?taking the message back; Ctrl-C again leaves at once$/m),
    ]);
    expect(plain(stdout)).not.toContain('stopping the session');
    go(place);
    expect((await run.done).code).toBe(0);
  });

  test('what takes somebody who waits is refused with --no-wait', async () => {
    await using place = new Place();
    const limit = await place.call(['send', '@latest', '--no-wait', '--max-turns', '3', 'x']);
    expect([limit.code, limit.stderr]).toEqual([
      2,
      expect.stringContaining('--max-turns and --no-wait exclude each other'),
    ]);
  });
});
