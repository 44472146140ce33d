import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agent, BUSY } from './kit/agents.ts';
import { eventually, lines, NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { hasAnsi, isColoured, NO_TERMINAL, plain } from './kit/pty.ts';

/** Where every write fails with ENOSPC. */
const NO_FULL_DISK = existsSync('/dev/full') ? undefined : 'needs /dev/full';

const TALK = agent([{ thought: 'hm' }, { text: 'Hello, ' }, { text: 'world' }]);

describe.skipIf(NO_LOCAL)('output', () => {
  test('jsonl: every line is an object with its place in the stream; the last one is the result', async () => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.call(['run', ...TALK, '-o', 'jsonl', 'x']);
    expect([code, stderr]).toEqual([0, '']);
    const all = lines(stdout);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => at + 1));
    expect(new Set(all.map(({ v }) => v))).toEqual(new Set([1]));
    expect(all.every(({ ts }) => typeof ts === 'string' && !Number.isNaN(Date.parse(ts)))).toBe(true);
    expect(all[0]).toMatchObject({ type: 'session.created', session: sessionIn(stdout) });
    expect(all.filter(({ type }) => type === 'result')).toHaveLength(1);
    expect(all.at(-1)).toMatchObject({
      type: 'result',
      outcome: 'finished',
      exitCode: 0,
      message: 'Hello, world',
      stopReason: 'run-finished',
    });
  });

  test.each([['jsonl'], ['json']])('%s has a result for errors too, beside the error on stderr', async (format) => {
    await using place = new Place();
    for (const args of [['--agent', 'nobody-knows', 'x'], ['--timeout', 'soon', 'x'], ['--nonsense'], []]) {
      const { code, stdout, stderr } = await place.call(['run', '-o', format, ...args]);
      const last = format === 'json' ? JSON.parse(stdout) : lines(stdout).at(-1);
      expect(last).toMatchObject({ outcome: null, exitCode: 2, session: null, error: { code: expect.any(String) } });
      expect([code, stderr.split('\n').filter((line) => line.includes('error: '))]).toMatchObject([
        2,
        [expect.any(String)],
      ]);
    }
  });

  test('a closed stdout stops the session, without a word about pipes', async () => {
    await using place = new Place();
    const run = place.shell(`amber run -o jsonl ${quoted(agent(BUSY))} x | head -1`);
    const { stdout, stderr } = await run.done;
    expect(lines(stdout)).toMatchObject([{ type: 'session.created' }]);
    expect(stderr).not.toMatch(/EPIPE| {4}at /);
    const name = sessionIn(stdout);
    await eventually(() => stored(place, name).status?.phase === 'Stopped', 'the session is stopped');
  });

  test('lists and replays end quietly when their reader has seen enough', async () => {
    await using place = new Place();
    const { session } = result(await place.call(['run', ...TALK, '-o', 'json', 'x']));
    const path = `state/projects/default/${session}/events.jsonl`;
    const past = { type: 'CUSTOM', name: 'amber:warning', value: { code: 'PAST', message: 'x'.repeat(150) } };
    place.write(path, `${JSON.stringify(past)}\n`.repeat(5_000) + place.read(path));
    for (const flags of ['', '--raw', '-f', '-o jsonl']) {
      const { stdout, stderr } = await place.shell(`amber logs @latest ${flags} | head -1`).done;
      expect([flags, stdout.trim().split('\n').length, stderr]).toEqual([flags, 1, '']);
    }
    const { stderr } = await place.shell('amber help config | head -1; amber completion bash | true').done;
    expect(stderr).toBe('');
  });

  test.skipIf(NO_FULL_DISK)('a full disk behind stdout is an error, not a success', async () => {
    await using place = new Place();
    const { stdout, stderr } = await place.shell('amber run --agent demo x > /dev/full; echo "code $?"').done;
    expect(stderr).toMatch(/ENOSPC|no space/i);
    expect(stdout).toBe('code 1\n');
    for (const command of [
      `run ${quoted(TALK)} -o jsonl x`,
      `run ${quoted(TALK)} -o json x`,
      'list',
      'help',
      '--version',
    ]) {
      const done = await place.shell(`amber ${command} > /dev/full; echo "code $?"`).done;
      expect(done.stderr.split('\n').filter((line) => line.startsWith('error: '))).toEqual([
        'error: cannot write to stdout: ENOSPC: no space left on device, write [UNAVAILABLE]',
      ]);
      expect(done.stderr).not.toMatch(/ {4}at /);
      expect(done.stdout).toBe('code 1\n');
    }
  });

  test.skipIf(NO_FULL_DISK).each(['--last-message', '--events'])(
    'a full disk behind %s fails the command, and the result is what it was',
    async (flag) => {
      await using place = new Place();
      const done = await place.call(['run', ...TALK, '-o', 'json', flag, '/dev/full', 'x']);
      expect(done.stderr).toMatch(/warning: --\S+ \/dev\/full (?:was not written|is not complete): ENOSPC/);
      expect(result(done)).toMatchObject({ outcome: 'finished', message: 'Hello, world' });
      expect(done.code).toBe(1);
    },
  );

  test.skipIf(NO_FULL_DISK)('a full disk behind stderr keeps no run from its end', async () => {
    await using place = new Place();
    const done = await place.shell(`amber run ${quoted(TALK)} x 2> /dev/full; echo "code $?"`).done;
    expect(done.stdout).toBe('Hello, world\ncode 0\n');
  });

  test.skipIf(NO_TERMINAL)('JSON on a terminal holds no control character either, and means the same', async () => {
    await using place = new Place();
    const said = 'a\u009b31mb\u007f';
    const text = '{"sessionUpdate":"agent_message_chunk","content":{"type":"text","text":"a\\u009b31mb\\u007f"}}';
    const params = `{"sessionId":"scripted-session","update":${text}}`;
    const raw = `{"jsonrpc":"2.0","method":"session/update","params":${params}}\n`;
    const run = [...agent([{ raw }]), '-o', 'json', 'x'];
    const [shown, piped] = [await place.onTerminal(['run', ...run]).done, await place.call(['run', ...run])];
    expect(shown.stdout).toContain('"message": "a\\u009b31mb\\u007f"');
    expect(shown.stdout).not.toMatch(/[\u007f-\u009f]/);
    expect(result(piped).message).toBe(said);
    expect(piped.stdout).toContain(said);
  });

  test('--last-message and --events write beside whatever is shown', async () => {
    await using place = new Place();
    const files = ['--last-message', 'message.txt', '--events', 'events.jsonl'];
    const done = await place.amber(['run', ...TALK, ...files, '-o', 'json', 'x']).done;
    expect(result(done)).toMatchObject({ outcome: 'finished' });
    expect(place.read('work/message.txt')).toBe('Hello, world\n');
    expect(lines(place.read('work/events.jsonl')).map(({ type }) => type)).toContain('RUN_FINISHED');
  });

  test('a file that can’t be written is reported before a session exists', async () => {
    await using place = new Place();
    const refused = await place.call(['run', ...TALK, '--events', 'no/such/folder/e', 'x']);
    expect([refused.code, refused.stderr]).toMatchObject([
      2,
      expect.stringContaining('cannot write --events no/such/folder/e'),
    ]);
    expect((await place.call(['list', '-o', 'name'])).stdout).toBe('');
  });

  test('secrets of the environment and of --env never appear', async () => {
    await using place = new Place();
    const env = { MY_API_KEY: 'geheimnis-eins' };
    const chatty = agent([{ text: 'keys: geheimnis-eins geheimnis-zwei ' }]);
    for (const format of ['text', 'json', 'jsonl']) {
      const args = ['run', ...chatty, '--env', 'OTHER_TOKEN=geheimnis-zwei', '--events', 'e', '-o', format, 'x'];
      const { stdout, stderr } = await place.call(args, { env });
      expect(stdout + stderr + place.read('work/e')).not.toContain('geheimnis');
      expect(stdout).toContain('***');
    }
    // Later calls know the session's own secrets, and those of their environment.
    const later = [
      ['logs'],
      ['logs', '-o', 'jsonl'],
      ['export'],
      ['export', '--format', 'json'],
      ['status', '-o', 'yaml'],
      ['send', 'x'],
    ];
    for (const [verb = '', ...more] of [...later, ['watch', '-o', 'jsonl']]) {
      const { code, stdout, stderr } = await place.call([verb, '@latest', ...more], { env });
      expect([verb, code, (stdout + stderr).includes('geheimnis')]).toEqual([verb, 0, false]);
    }
    expect((await place.call(['list', '-o', 'json'], { env })).stdout).not.toContain('geheimnis');
  });
});

describe.skipIf(NO_LOCAL ?? NO_TERMINAL)('colour', () => {
  test.each([
    ['on a terminal', {}, [], true],
    ['NO_COLOR', { NO_COLOR: '1' }, [], false],
    ['--no-color', {}, ['--no-color'], false],
    ['TERM=dumb', { TERM: 'dumb' }, [], false],
  ])('%s', async (_name, env, flags, coloured) => {
    await using place = new Place();
    const { stdout } = await place.onTerminal(['run', ...TALK, ...flags, 'x'], { env }).done;
    const finished = stdout.split('\n').find((line) => line.includes('finished')) ?? '';
    expect(isColoured(finished)).toBe(coloured);
    expect(plain(finished)).toContain('✔ finished');
  });

  test('a terminal that has no size gets whole lines', async () => {
    await using place = new Place();
    const { stdout } = await place.onTerminal(['run', '--agent', 'demo', 'x'], { columns: 0 }).done;
    expect(plain(stdout)).toContain('▸ list_files ');
  });

  test('TERM=dumb and CI get no line that is repainted', async () => {
    await using place = new Place();
    for (const env of [
      { TERM: 'dumb', NO_COLOR: '1' },
      { CI: 'true', NO_COLOR: '1' },
    ]) {
      const { stdout } = await place.onTerminal(['run', ...agent([{ sleep: 300 }, { text: 'done\n' }]), 'x'], { env })
        .done;
      expect(hasAnsi(stdout)).toBe(false);
    }
  });
});

describe.skipIf(NO_LOCAL ?? NO_TERMINAL)('the view of a run', () => {
  const MARKDOWN = '# Found\n\nIt is **flaky**, as [said](https://example.com/a).\n\n```ts\nlet a;\n```\n';
  const PLAN = { sessionUpdate: 'plan', entries: [{ content: 'Look', priority: 'high', status: 'completed' }] };
  const run = ['run', ...agent([{ update: PLAN }, { text: MARKDOWN }]), 'x'];
  const env = { NO_COLOR: '1' };

  test('Markdown is rendered on a terminal, and is as it was written with --raw and in a pipe', async () => {
    await using place = new Place();
    const shown = plain((await place.onTerminal(run, { columns: 40 }).done).stdout);
    expect(shown).toContain(
      `Found\n\nIt is flaky, as said\n(https://example.com/a).\n\n── ts ${'─'.repeat(33)}\nlet a;\n`,
    );
    expect(shown).toMatch(/\n✔ Look\n✔ finished · \S+ · [0-9a-f]{6,}\n$/);
    expect(plain((await place.onTerminal([...run, '--raw'], { env }).done).stdout)).toContain(MARKDOWN);
    expect((await place.call(run)).stdout).toBe(MARKDOWN);
  });

  test('--plain repaints nothing, and says in words what signs say', async () => {
    await using place = new Place();
    const { stdout } = await place.onTerminal([...run, '--plain'], { env }).done;
    expect(hasAnsi(stdout)).toBe(false);
    expect(stdout.replaceAll('\r', '')).toContain(`plan: 1 of 1 done\n${MARKDOWN}\ndone: Look\n`);
  });
});

/** For a shell. */
function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}
