import { describe, expect, test } from 'vitest';
import { agent, BUSY } from './kit/agents.ts';
import { eventually, lines, NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

/** What lists call a session: the beginning of the last part of its name. */
const shortId = (name: string): string => name.replace(/^.*-/, '').slice(0, 6);

describe.skipIf(NO_LOCAL)('one session, many commands', () => {
  test('@latest works wherever a session is named', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent([{ text: 'one' }]), '-o', 'name', 'x']);
    expect(made.stdout).toMatch(/^session\/session-\S+\n$/);
    const name = sessionIn(made.stdout);
    expect((await place.call(['logs', '@latest'])).stdout).toMatch(/^one\n/m);
    expect((await place.call(['status', '@latest', '-o', 'name'])).stdout).toBe(made.stdout);
    expect((await place.call(['send', '@latest', 'again'])).stdout).toBe('one\n');
    expect((await place.call(['logs', '@latest', '--raw'])).stdout).toMatch(/^\{"type":"RUN_STARTED"/m);
    expect((await place.call(['start', '@latest'])).stdout).toBe(`session/${name} running\n`);
    expect((await place.call(['stop', '@latest'])).stdout).toBe(`session/${name} stopped\n`);
    expect((await place.call(['delete', '@latest'])).stdout).toBe(`session/${name} deleted\n`);
    expect(await place.call(['status', '@latest'])).toMatchObject({ code: 6, stdout: '' });
  });

  test('@latest is the newest that still exists, made in this directory before any other', async () => {
    await using place = new Place();
    place.write('other/x', '');
    const there = { cwd: `${place.root}/other` };
    const make = async (options = {}): Promise<string> => {
      const { stdout } = await place.call(['run', ...agent([{ text: 'a' }]), '-o', 'name', 'x'], options);
      return stdout;
    };
    const latest = async (options = {}): Promise<string> =>
      (await place.call(['status', '@latest', '-o', 'name'], options)).stdout;
    const [first, second, elsewhere] = [await make(), await make(), await make(there)];
    expect([await latest(), await latest(there)]).toEqual([second, elsewhere]);
    await place.call(['delete', '@latest']);
    expect(await latest()).toBe(first);
    await place.call(['delete', sessionIn(first)]);
    expect(await latest()).toBe(elsewhere);
    expect((await place.call(['send', '@latest', 'y'])).stdout).toBe('a\n');
  });

  test('logs tells what was asked, what was said, and how each run ended, with its own time', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent([{ text: 'one' }]), '-o', 'json', 'first']);
    const sent = await place.call(['send', '@latest', '-o', 'json', 'second']);
    const { stdout } = await place.call(['logs', '@latest']);
    expect(stdout).toMatch(
      /^> first\none\n✔ finished · \S+ · session-\S+\n\n> second\nwarning: .*\none\n✔ finished · \S+ · session-\S+\n$/,
    );
    const read = result(await place.call(['logs', '@latest', '-o', 'json']));
    const events = (await place.call(['logs', '@latest', '--raw'])).stdout.trimEnd().split('\n');
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
    const made = await place.call(['run', ...agent([{ text: 'one' }]), '-o', 'name', 'x']);
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
    expect((await place.call(['list', '-o', 'name'])).stdout).toBe('');
  });

  test('of several sessions each is tried, and the exit code is that of the first that failed', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent([{ text: 'one' }]), '-o', 'name', 'x']);
    const { code, stdout, stderr } = await place.call(['delete', 'no-1', 'no-2', sessionIn(made.stdout)]);
    expect([code, stdout]).toEqual([6, `${made.stdout.trim()} deleted\n`]);
    expect(stderr.match(/no session "no-[12]"/g)).toHaveLength(2);
  });

  test('@latest before there is one is no such session', async () => {
    await using place = new Place();
    const { code, stderr } = await place.call(['status', '@latest']);
    expect(code).toBe(6);
    expect(stderr).toMatch(/no @latest session.*\[NOT_FOUND\]\n {2}hint: amber run/);
  });

  test('two messages at once to a stopped session both get their answer, and it is stopped', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent([{ text: 'one' }], [{ echo: true }]), '-o', 'name', 'x']);
    const name = sessionIn(made.stdout);
    const sent = await Promise.all(['left', 'right'].map((prompt) => place.call(['send', name, prompt, '-o', 'json'])));
    for (const one of sent) expect(result(one)).toMatchObject({ outcome: 'finished', exitCode: 0 });
    expect(stored(place, name).status?.phase).toBe('Stopped');
  });

  test('a message to a stopped session starts it, streams its run, and stops it again', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent([{ text: 'one' }], [{ echo: true }]), '-o', 'json', 'x']);
    const name = sessionIn(made.stdout);
    const sent = await place.call(['send', name, 'and now?', '-o', 'jsonl']);
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
    const made = await place.call(['run', ...agent([{ text: 'one' }], [{ text: 'two' }]), '--keep', '-o', 'json', 'x']);
    expect(result(made)).toMatchObject({ outcome: 'finished', stopped: false, stopReason: 'kept' });
    const name = sessionIn(made.stdout);
    const sent = await place.call(['send', name, 'more', '-o', 'json']);
    expect(result(sent)).toMatchObject({ outcome: 'finished', message: 'two', stopped: false });
    expect(stored(place, name).status?.phase).toBe('Running');
    expect((await place.call(['send', name, 'last', '--stop-on-run-finished', '-o', 'json'])).stdout).toContain(
      '"stopped": true',
    );
    expect(stored(place, name).status?.phase).toBe('Stopped');
  });

  test('stopped by another command: 9 for the one who waits', async () => {
    await using place = new Place();
    const run = place.amber(['run', ...agent(BUSY), '-o', 'json', 'x']);
    const name = sessionIn(await run.until('stderr', /says|Running/));
    expect((await place.call(['stop', name])).code).toBe(0);
    const done = await run.done;
    expect(done.code).toBe(9);
    expect(result(done)).toMatchObject({
      outcome: expect.stringMatching(/^(stopped|cancelled)$/),
      by: 'other',
      stopped: true,
    });
    expect((await place.call(['status', name, '--exit-code', '-q'])).code).toBe(9);
  });

  test('interrupt ends the run: 9 for the one who waits, and the session is stopped', async () => {
    await using place = new Place();
    const run = place.amber(['run', ...agent(BUSY), '-o', 'json', 'x']);
    const name = sessionIn(await run.until('stderr', /Running/));
    await run.until('stderr', /Running/);
    expect(await place.call(['interrupt', name])).toMatchObject({
      code: 0,
      stdout: `session/${name} interrupted\n`,
    });
    const done = await run.done;
    expect(done.code).toBe(9);
    expect(result(done)).toMatchObject({ outcome: 'cancelled', by: 'other', stopped: true });
  });

  test('interrupt of a session in which nothing runs says so', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent([{ text: 'a' }]), '--keep', '-o', 'name', 'x']);
    // The run's end is told before its host has written down that nothing runs.
    const name = sessionIn(made.stdout);
    await eventually(() => stored(place, name).status?.agentStatus === 'idle', 'nothing runs');
    expect(await place.call(['interrupt', '@latest'])).toMatchObject({
      code: 0,
      stdout: `${made.stdout.trim()} had no run to interrupt\n`,
    });
    expect(await place.call(['stop', '@latest'])).toMatchObject({ code: 0 });
    expect(await place.call(['interrupt', '@latest'])).toMatchObject({
      code: 0,
      stdout: `${made.stdout.trim()} had no run to interrupt\n`,
    });
  });

  test('status --exit-code is 8 while it runs, then the run’s own', async () => {
    await using place = new Place();
    const made = await place.call(['run', ...agent(BUSY), '-d', '-o', 'name', 'x']);
    const name = sessionIn(made.stdout);
    expect(await place.call(['status', name])).toMatchObject({ code: 0 });
    expect(await place.call(['status', name, '--exit-code', '-q'])).toMatchObject({ code: 8, stdout: '' });
    await place.call(['run', ...agent([{ stop: 'refusal' }]), '-q', 'x']);
    expect(await place.call(['status', '@latest', '--exit-code', '-q'])).toMatchObject({ code: 3 });
  });

  test('list is a table, newest first, filtered by label and phase', async () => {
    await using place = new Place();
    const run = (...args: string[]) => place.call(['run', ...agent([{ text: 'x' }]), '-o', 'name', ...args, 'x']);
    const one = sessionIn((await run('--label', 'team=web', '--name', 'First')).stdout);
    const two = sessionIn((await run()).stdout);
    expect((await place.call(['list', '-o', 'wide'])).stdout).toMatch(/^session-\S+ {2}✔ finished/m);
    const { stdout } = await place.call(['list']);
    const rows = stdout.trimEnd().split('\n');
    expect(rows.map((row) => row.indexOf('Stopped'))).toEqual([
      -1,
      rows[0]?.indexOf('PHASE'),
      rows[0]?.indexOf('PHASE'),
    ]);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['ID', shortId(two), shortId(one)]);
    expect((await place.call(['list', '--label', 'team=web', '-o', 'name'])).stdout).toBe(`session/${one}\n`);
    expect((await place.call(['list', '--phase', 'Running', '-o', 'name'])).stdout).toBe('');
    const { items } = JSON.parse((await place.call(['list', '-o', 'json', '--limit', '1'])).stdout);
    const picked = ['list', '--limit', '1', '--fields', 'id,project', '--jq', '.items[].project'];
    expect((await place.call(picked)).stdout).toBe('default\n');
    // The same names in each form: a field of the list stands beside the object's own.
    const template = '{{#items}}{{title}} {{outcome}} {{summary.title}};{{/items}}';
    const filled = await place.call(['list', '--limit', '1', '--fields', 'title,outcome', '--template', template]);
    expect(filled).toMatchObject({ code: 2, stderr: expect.stringContaining('no field "summary.title"') });
    const titled = (await place.call(['list', '--limit', '1', '--template', template])).stdout;
    expect(titled).toBe(`${items[0].title} ${items[0].outcome} ${items[0].title};`);
    expect(items).toMatchObject([{ metadata: { name: two, creationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/) } }]);
  });

  test('exports are one document each', async () => {
    await using place = new Place();
    await place.call(['run', ...agent([{ text: '<script>alert(1)</script> done' }]), '-q', 'x']);
    const exported = async (format: string) => (await place.call(['export', '@latest', '--format', format])).stdout;
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
    const run = () => place.call(['run', ...agent([{ text: 'x' }]), '--request-id', 'mine', '-o', 'json', 'x']);
    expect(result(await run()).session).toBe(result(await run()).session);
  });

  test('two runs at once do not meet', async () => {
    await using place = new Place();
    const run = (text: string) => place.call(['run', ...agent([{ text }, { sleep: 200 }]), 'x']);
    const [one, two] = await Promise.all([run('one'), run('two')]);
    expect([one.code, one.stdout, two.code, two.stdout]).toEqual([0, 'one\n', 0, 'two\n']);
  });
});
