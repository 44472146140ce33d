import { describe, expect, test } from 'vitest';
import { agent, BUSY } from './kit/agents.ts';
import { lines, NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

describe.skipIf(NO_LOCAL)('one session, many commands', () => {
  test('@latest works wherever a session is named', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent([{ text: 'one' }]), '-o', 'name', 'x']).done;
    expect(made.stdout).toMatch(/^session\/session-\S+\n$/);
    const name = sessionIn(made.stdout);
    expect((await place.amber(['logs', '@latest']).done).stdout).toMatch(/^one\n/m);
    expect((await place.amber(['status', '@latest', '-o', 'name']).done).stdout).toBe(made.stdout);
    expect((await place.amber(['send', '@latest', 'again']).done).stdout).toBe('one\n');
    expect((await place.amber(['logs', '@latest', '--raw']).done).stdout).toMatch(/^\{"type":"RUN_STARTED"/m);
    expect((await place.amber(['start', '@latest']).done).stdout).toBe(`session/${name} running\n`);
    expect((await place.amber(['stop', '@latest']).done).stdout).toBe(`session/${name} stopped\n`);
    expect((await place.amber(['delete', '@latest']).done).stdout).toBe(`session/${name} deleted\n`);
    expect(await place.amber(['status', '@latest']).done).toMatchObject({ code: 6, stdout: '' });
  });

  test('@latest is the newest that still exists, made in this directory before any other', async () => {
    await using place = new Place();
    place.write('other/x', '');
    const there = { cwd: `${place.root}/other` };
    const make = async (options = {}): Promise<string> => {
      const { stdout } = await place.amber(['run', ...agent([{ text: 'a' }]), '-o', 'name', 'x'], options).done;
      return stdout;
    };
    const latest = async (options = {}): Promise<string> =>
      (await place.amber(['status', '@latest', '-o', 'name'], options).done).stdout;
    const [first, second, elsewhere] = [await make(), await make(), await make(there)];
    expect([await latest(), await latest(there)]).toEqual([second, elsewhere]);
    await place.amber(['delete', '@latest']).done;
    expect(await latest()).toBe(first);
    await place.amber(['delete', sessionIn(first)]).done;
    expect(await latest()).toBe(elsewhere);
    expect((await place.amber(['send', '@latest', 'y']).done).stdout).toBe('a\n');
  });

  test('logs tells what was asked, what was said, and how each run ended, with its own time', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent([{ text: 'one' }]), '-o', 'json', 'first']).done;
    const sent = await place.amber(['send', '@latest', '-o', 'json', 'second']).done;
    const { stdout } = await place.amber(['logs', '@latest']).done;
    expect(stdout).toMatch(
      /^> first\none\n✔ finished · \S+ · session-\S+\n\n> second\nwarning: .*\none\n✔ finished · \S+ · session-\S+\n$/,
    );
    const read = result(await place.amber(['logs', '@latest', '-o', 'json']).done);
    const events = (await place.amber(['logs', '@latest', '--raw']).done).stdout.trimEnd().split('\n');
    const times = events.map((line) => JSON.parse(line)).filter(({ runId }) => runId === read.runId);
    expect(read).toMatchObject({
      runId: result(sent).runId,
      durationMs: times.at(-1).timestamp - times[0].timestamp,
    });
    expect(read.runId).not.toBe(result(made).runId);
  });

  test('delete works where nothing can be written any more: it is what makes room', async () => {
    await using place = new Place();
    // One has ended; the other's host was killed, and its end can't be written.
    const made = await place.amber(['run', ...agent([{ text: 'one' }]), '-o', 'name', 'x']).done;
    const run = place.amber(['run', ...agent(BUSY), '-o', 'jsonl', 'x']);
    await run.until('stdout', /working hard/);
    run.child.kill('SIGKILL');
    const lost = `session/${sessionIn((await run.done).stdout)}`;
    const full = 'ulimit -f 0;';
    expect((await place.shell(`${full} amber start @latest`).done).stderr).toMatch(/too large|no space/);
    for (const name of [made.stdout.trim(), lost]) {
      const { stdout, stderr } = await place.shell(`${full} amber delete ${name.replace('session/', '')}`).done;
      expect([stdout, stderr]).toEqual([`${name} deleted\n`, '']);
    }
    expect((await place.amber(['list', '-o', 'name']).done).stdout).toBe('');
  });

  test('of several sessions each is tried, and the exit code is that of the first that failed', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent([{ text: 'one' }]), '-o', 'name', 'x']).done;
    const { code, stdout, stderr } = await place.amber(['delete', 'no-1', 'no-2', sessionIn(made.stdout)]).done;
    expect([code, stdout]).toEqual([6, `${made.stdout.trim()} deleted\n`]);
    expect(stderr.match(/no session "no-[12]"/g)).toHaveLength(2);
  });

  test('@latest before there is one is no such session', async () => {
    await using place = new Place();
    const { code, stderr } = await place.amber(['status', '@latest']).done;
    expect(code).toBe(6);
    expect(stderr).toMatch(/no @latest session.*\[NOT_FOUND\]\n {2}hint: amber run/);
  });

  test('two messages at once to a stopped session both get their answer, and it is stopped', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent([{ text: 'one' }], [{ echo: true }]), '-o', 'name', 'x']).done;
    const name = sessionIn(made.stdout);
    const sent = await Promise.all(
      ['left', 'right'].map((prompt) => place.amber(['send', name, prompt, '-o', 'json']).done),
    );
    for (const one of sent) expect(result(one)).toMatchObject({ outcome: 'finished', exitCode: 0 });
    expect(stored(place, name).status?.phase).toBe('Stopped');
  });

  test('a message to a stopped session starts it, streams its run, and stops it again', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent([{ text: 'one' }], [{ echo: true }]), '-o', 'json', 'x']).done;
    const name = sessionIn(made.stdout);
    const sent = await place.amber(['send', name, 'and now?', '-o', 'jsonl']).done;
    expect(sent.code).toBe(0);
    expect(lines(sent.stdout).at(-1)).toMatchObject({
      type: 'result',
      session: name,
      outcome: 'finished',
      stopped: true,
    });
    expect(stored(place, name).status?.phase).toBe('Stopped');
  });

  test('--keep leaves it running; a message uses it and leaves it so', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent([{ text: 'one' }], [{ text: 'two' }]), '--keep', '-o', 'json', 'x'])
      .done;
    expect(result(made)).toMatchObject({ outcome: 'finished', stopped: false, stopReason: 'kept' });
    const name = sessionIn(made.stdout);
    const sent = await place.amber(['send', name, 'more', '-o', 'json']).done;
    expect(result(sent)).toMatchObject({ outcome: 'finished', message: 'two', stopped: false });
    expect(stored(place, name).status?.phase).toBe('Running');
    expect((await place.amber(['send', name, 'last', '--stop-on-run-finished', '-o', 'json']).done).stdout).toContain(
      '"stopped": true',
    );
    expect(stored(place, name).status?.phase).toBe('Stopped');
  });

  test('stopped by another command: 9 for the one who waits', async () => {
    await using place = new Place();
    const run = place.amber(['run', ...agent(BUSY), '-o', 'json', 'x']);
    const name = sessionIn(await run.until('stderr', /says|Running/));
    expect((await place.amber(['stop', name]).done).code).toBe(0);
    const done = await run.done;
    expect(done.code).toBe(9);
    expect(result(done)).toMatchObject({
      outcome: expect.stringMatching(/^(stopped|cancelled)$/),
      by: 'other',
      stopped: true,
    });
    expect((await place.amber(['status', name, '--exit-code', '-q']).done).code).toBe(9);
  });

  test('interrupt ends the run: 9 for the one who waits, and the session is stopped', async () => {
    await using place = new Place();
    const run = place.amber(['run', ...agent(BUSY), '-o', 'json', 'x']);
    const name = sessionIn(await run.until('stderr', /Running/));
    await run.until('stderr', /Running/);
    expect(await place.amber(['interrupt', name]).done).toMatchObject({
      code: 0,
      stdout: `session/${name} interrupted\n`,
    });
    const done = await run.done;
    expect(done.code).toBe(9);
    expect(result(done)).toMatchObject({ outcome: 'cancelled', by: 'other', stopped: true });
  });

  test('interrupt of a session in which nothing runs says so', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent([{ text: 'a' }]), '--keep', '-o', 'name', 'x']).done;
    expect(await place.amber(['interrupt', '@latest']).done).toMatchObject({
      code: 0,
      stdout: `${made.stdout.trim()} had no run to interrupt\n`,
    });
    expect(await place.amber(['stop', '@latest']).done).toMatchObject({ code: 0 });
    expect(await place.amber(['interrupt', '@latest']).done).toMatchObject({
      code: 0,
      stdout: `${made.stdout.trim()} had no run to interrupt\n`,
    });
  });

  test('status --exit-code is 8 while it runs, then the run’s own', async () => {
    await using place = new Place();
    const made = await place.amber(['run', ...agent(BUSY), '-d', '-o', 'name', 'x']).done;
    const name = sessionIn(made.stdout);
    expect(await place.amber(['status', name]).done).toMatchObject({ code: 0 });
    expect(await place.amber(['status', name, '--exit-code', '-q']).done).toMatchObject({ code: 8, stdout: '' });
    await place.amber(['run', ...agent([{ stop: 'refusal' }]), '-q', 'x']).done;
    expect(await place.amber(['status', '@latest', '--exit-code', '-q']).done).toMatchObject({ code: 3 });
  });

  test('list is a table, newest first, filtered by label and phase', async () => {
    await using place = new Place();
    const run = (...args: string[]) => place.amber(['run', ...agent([{ text: 'x' }]), '-o', 'name', ...args, 'x']).done;
    const one = sessionIn((await run('--label', 'team=web', '--name', 'First')).stdout);
    const two = sessionIn((await run()).stdout);
    const { stdout } = await place.amber(['list']).done;
    const rows = stdout.trimEnd().split('\n');
    expect(rows.map((row) => row.indexOf('Stopped'))).toEqual([
      -1,
      rows[0]?.indexOf('PHASE'),
      rows[0]?.indexOf('PHASE'),
    ]);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['NAME', two, one]);
    expect((await place.amber(['list', '--label', 'team=web', '-o', 'name']).done).stdout).toBe(`session/${one}\n`);
    expect((await place.amber(['list', '--phase', 'Running', '-o', 'name']).done).stdout).toBe('');
    const { items } = JSON.parse((await place.amber(['list', '-o', 'json', '--limit', '1']).done).stdout);
    expect(items).toMatchObject([{ metadata: { name: two, creationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/) } }]);
  });

  test('exports are one document each', async () => {
    await using place = new Place();
    await place.amber(['run', ...agent([{ text: '<script>alert(1)</script> done' }]), '-q', 'x']).done;
    const exported = async (format: string) =>
      (await place.amber(['export', '@latest', '--format', format]).done).stdout;
    expect(await exported('md')).toContain('done');
    const html = await exported('html');
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toMatch(/(?:src|href)="?https?:/);
    expect(JSON.parse(await exported('json'))).toMatchObject({
      session: { kind: 'AgenticSession' },
      runs: [{ outcome: 'finished' }],
    });
  });

  test('a repeated --request-id is the same session', async () => {
    await using place = new Place();
    const run = () => place.amber(['run', ...agent([{ text: 'x' }]), '--request-id', 'mine', '-o', 'json', 'x']).done;
    expect(result(await run()).session).toBe(result(await run()).session);
  });

  test('two runs at once do not meet', async () => {
    await using place = new Place();
    const run = (text: string) => place.amber(['run', ...agent([{ text }, { sleep: 200 }]), 'x']).done;
    const [one, two] = await Promise.all([run('one'), run('two')]);
    expect([one.code, one.stdout, two.code, two.stdout]).toEqual([0, 'one\n', 0, 'two\n']);
  });
});
