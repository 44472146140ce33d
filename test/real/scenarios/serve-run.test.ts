import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../fakes/acp-agents/scripted.ts';
import { BUSY, QUESTION } from '../../scenarios/kit/agents.ts';
import { lines, NO_LOCAL, result, sessionIn, stored } from '../../scenarios/kit/local.ts';
import { NO_TERMINAL, plain } from '../../scenarios/kit/pty.ts';
import { type OnServe, onServe } from '../../scenarios/kit/serve.ts';

/** Three processes a story. */

interface Story {
  readonly code: number;
  readonly name: string;
  readonly agent: Scenario;
  readonly args?: readonly string[];
  readonly outcome: string;
  readonly more?: object;
  readonly said: RegExp;
}

/** What `exit-codes.test.ts` tells of the local engine. */
const STORIES: readonly Story[] = [
  {
    code: 0,
    name: 'finished',
    agent: { prompts: [[{ text: 'done' }]] },
    outcome: 'finished',
    more: { message: 'done' },
    said: /✔ finished/,
  },
  {
    code: 3,
    name: 'a refusal',
    agent: { prompts: [[{ text: 'no' }, { stop: 'refusal' }]] },
    outcome: 'failed',
    said: /✖ failed/,
  },
  {
    code: 3,
    name: 'an agent that dies',
    agent: { prompts: [[{ stderr: 'boom\n' }, { exit: 9 }]] },
    outcome: 'failed',
    more: { error: { code: 'AGENT_EXITED' } },
    said: /AGENT_EXITED/,
  },
  {
    code: 5,
    name: 'a question',
    agent: { prompts: [[QUESTION]] },
    args: ['--no-input'],
    outcome: 'needs-input',
    more: { question: { questions: [{ options: [{ label: 'red' }, { label: 'blue' }] }] } },
    said: /Which colour\?[\s\S]*blue/,
  },
  {
    code: 124,
    name: 'a time limit',
    agent: { prompts: [BUSY] },
    args: ['--timeout', '1s'],
    outcome: 'timed-out',
    said: /✖ timed-out/,
  },
];

/** As the registry has a story's agent. */
const actorOf = (name: string): string => name.replaceAll(' ', '-');

describe.skipIf(NO_LOCAL)('amber run over amber serve ends as it does over the local engine', () => {
  let bed: OnServe;
  beforeAll(async () => {
    bed = await onServe(Object.fromEntries(STORIES.map(({ name, agent }) => [actorOf(name), agent])));
  });
  afterAll(() => bed?.[Symbol.asyncDispose]());

  test.concurrent.each(STORIES)('$code: $name, in a pipe', async ({ code, name, args = [], outcome, more = {} }) => {
    const done = await bed.call(['run', '--agent', actorOf(name), '-o', 'json', ...args, 'x']);
    expect([done.code, done.stderr]).toEqual([code, expect.any(String)]);
    expect(result(done)).toMatchObject({ outcome, exitCode: code, stopped: true, ...more });
    expect(stored(bed.place, sessionIn(done.stdout)).status?.phase).toBe('Stopped');
  });

  test.skipIf(NO_TERMINAL).concurrent.each(STORIES)(
    '$code: $name, on a terminal',
    async ({ code, name, args = [], said }) => {
      const env = { AMBER_API_URL: bed.url, AMBER_TOKEN: bed.token };
      const done = await bed.place.onTerminal(['run', '--agent', actorOf(name), ...args, 'x'], { env }).done;
      expect(plain(done.stdout)).toMatch(said);
      expect(done.code).toBe(code);
    },
  );
});

/** An agent's step that needs a permission to change things. */
const WISH = {
  permission: {
    toolCall: { toolCallId: 't', title: 'rm', kind: 'execute' },
    options: [
      { kind: 'allow_once', name: 'Allow', optionId: 'once' },
      { kind: 'reject_once', name: 'Reject', optionId: 'reject' },
    ],
  },
};

describe.skipIf(NO_LOCAL)('amber run over amber serve', () => {
  test('the demo agent, as the first command has it', async () => {
    await using bed = await onServe();
    const { code, stdout, stderr } = await bed.amber(['run', '--agent', 'demo', 'What does this repository do?']).done;
    expect(code).toBe(0);
    expect(stdout).toContain('A project that says hello.');
    expect(stderr).toMatch(/^[0-9TZ:-]+ tool read_file README.md$/m);
    expect(stderr).not.toContain('no effect');
  });

  test('an agent that serve does not know by name is refused, whatever its words would run', async () => {
    await using bed = await onServe({ actor: { prompts: [] } });
    for (const agent of ['nobody', '/bin/sh -c "touch hacked"']) {
      const { code, stderr } = await bed.call(['run', '--agent', agent, 'x']);
      expect(code).toBe(2);
      expect(stderr).toMatch(/is not enabled. Enabled here: actor,.*demo/);
    }
  });

  test('--permissions and --worktree travel, and serve obeys them', async () => {
    await using bed = await onServe({ actor: { prompts: [[WISH, { text: 'done' }]] } });
    bed.place.git();
    const run = (...args: string[]) => bed.call(['run', '--agent', 'actor', '-o', 'json', ...args, 'x']);
    const [read, all] = [await run('--permissions', 'read'), await run('--permissions', 'all')];
    expect([read.code, all.code]).toEqual([0, 0]);
    expect(result(read)).toMatchObject({ refused: 1 });
    expect(result(all)).not.toMatchObject({ refused: 1 });
    const tree = await run('--worktree');
    expect(tree.code).toBe(0);
    expect(stored(bed.place, sessionIn(tree.stdout)).autoBranch).toBe(`ambient/${sessionIn(tree.stdout)}`);
  });

  test('--permissions of serve is the most that a request may ask for', async () => {
    await using bed = await onServe({ actor: { prompts: [[WISH, { text: 'done' }]] } }, ['--permissions', 'read']);
    const run = (...args: string[]) => bed.call(['run', '--agent', 'actor', '-o', 'json', ...args, 'x']);
    const more = await run('--permissions', 'all');
    expect(more.code).toBe(2);
    expect(result(more)).toMatchObject({
      error: {
        message: expect.stringContaining(
          "Permissions 'all' are more than is allowed here: this server was started with --permissions read",
        ),
      },
    });
    for (const args of [[], ['--permissions', 'none']]) {
      const less = await run(...args);
      expect(less.code).toBe(0);
      expect(result(less)).toMatchObject({ refused: 1 });
    }
  });

  test('a session that allows more, made before serve was started with less, gets no more than that', async () => {
    await using bed = await onServe({ actor: { prompts: [[WISH, { text: 'done' }]] } }, ['--permissions', 'none']);
    const made = await bed.place.call(['run', '--agent', 'actor', '--permissions', 'all', '-o', 'json', 'x']);
    expect(made.code).toBe(0);
    expect(result(made)).not.toMatchObject({ refused: 1 });
    const sent = await bed.call(['send', sessionIn(made.stdout), '-o', 'json', 'go on']);
    expect(result(sent)).toMatchObject({ outcome: 'finished', refused: 1 });
  });

  test('list, status and usage tell what serve has on record: outcome, time and cost', async () => {
    const paid = [
      { text: 'done' },
      { update: { sessionUpdate: 'usage_update', used: 1, size: 9, cost: { amount: 0.25, currency: 'USD' } } },
    ];
    await using bed = await onServe({ payer: { prompts: [paid] }, refuser: { prompts: [[{ stop: 'refusal' }]] } });
    const run = async (agent: string) =>
      sessionIn((await bed.call(['run', '--agent', agent, '-o', 'json', 'x'])).stdout);
    const [done, refused] = [await run('payer'), await run('refuser')];
    const listed = async (call: OnServe['call'], ...args: string[]) =>
      JSON.parse((await call(['list', '-o', 'json', ...args])).stdout).items.map(
        ({ summary }: { summary: object }) => summary,
      );
    const summaries = await listed(bed.call);
    expect(summaries).toEqual([
      expect.objectContaining({ outcome: 'refused', runs: 1 }),
      expect.objectContaining({ outcome: 'finished', runs: 1, durationMs: expect.any(Number), cost: { usd: 0.25 } }),
    ]);
    // As where serve runs.
    expect(summaries).toEqual(await listed((args) => bed.place.call(args)));
    expect(await listed(bed.call, '--all-projects', '--outcome', 'finished')).toEqual([summaries[1]]);
    expect((await bed.call(['list'])).stdout).toMatch(/finished.*\$0\.25/);
    expect((await bed.call(['status', done])).stdout).toMatch(/^last run +finished\n[\s\S]*^time +\S+\ncost +\$0\.25/m);
    await bed.call(['delete', '--yes', refused]);
    const usage = async (...args: string[]) => JSON.parse((await bed.call(['usage', '-o', 'json', ...args])).stdout);
    expect(await usage()).toMatchObject({
      total: { runs: 2, outcomes: { finished: 1, failed: 1 }, costUsd: 0.25, unknownCost: 1 },
      unreadSessions: 0,
    });
    expect(await usage('--since', '2099-01-01')).toMatchObject({ total: { runs: 0 } });
  });

  test('a prompt of a megabyte', async () => {
    await using bed = await onServe({ actor: { prompts: [[{ text: 'read' }], [{ text: 'read' }]] } });
    const done = await bed.call(['run', '--agent', 'actor', '-o', 'json', '-'], { stdin: 'x'.repeat(1_000_000) });
    expect([done.code, done.stderr]).toEqual([0, expect.any(String)]);
    expect(result(done)).toMatchObject({ outcome: 'finished', message: 'read' });
  });

  test('jsonl: the events that the host wrote, numbered, and the result as the last line', async () => {
    await using bed = await onServe({ actor: { prompts: [[{ text: 'one ' }, { text: 'two' }]] } });
    const done = await bed.call(['run', '--agent', 'actor', '-o', 'jsonl', 'x']);
    const all = lines(done.stdout);
    const types = all.filter(({ type }) => type === 'event').map(({ event }) => (event as { type: string }).type);
    expect([types[0], types.at(-1)]).toEqual(['RUN_STARTED', 'RUN_FINISHED']);
    expect(types.filter((type) => type === 'TEXT_MESSAGE_CONTENT')).toHaveLength(2);
    expect(all.at(-1)).toMatchObject({ type: 'result', outcome: 'finished', message: 'one two' });
  });
});
