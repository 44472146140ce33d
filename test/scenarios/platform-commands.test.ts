import { describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../engine/platform/harness.ts';
import { type OnPlatform, onPlatform } from './kit/platform.ts';

async function story(body: { readonly [field: string]: unknown } = { initialPrompt: 'hi' }) {
  const made: OnPlatform = await onPlatform({ readerToken: 'of-a-reader' });
  onTestFinished(() => made[Symbol.asyncDispose]());
  const session = made.platform.add(body);
  await until(() => session.status?.agentStatus === 'idle');
  const amber = async (...args: readonly string[]) => made.call(args);
  return { platform: made.platform, start: made.amber, call: made.call, session, amber, name: session.name };
}

describe('the other commands on the platform', () => {
  test('list shows sessions; labels and phases are filtered here', async () => {
    const { amber, name } = await story({ initialPrompt: 'hi', labels: { team: 'x' } });
    expect((await amber('list', '--label', 'team=x', '-o', 'name')).stdout).toBe(`session/${name}\n`);
    expect((await amber('list', '--phase', 'Stopped', '-o', 'name')).stdout).toBe('');
  });

  test('list --all-projects shows those of every project of the token', async () => {
    const { amber, name } = await story();
    const { code, stdout } = await amber(
      'list',
      '--all-projects',
      '-o',
      'json',
      '--jq',
      '.items[].metadata | .namespace + "/" + .name',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: `team-a/${name}\n` });
  });

  test('status says phase and how the last run ended', async () => {
    const { amber, name } = await story();
    const { code, stdout } = await amber('status', name);
    expect(code).toBe(0);
    expect(stdout).toMatch(/phase\s+Running[\s\S]*last run\s+finished/);
  });

  test('logs replays and leaves; --raw prints the events', async () => {
    const { amber, name } = await story();
    expect((await amber('logs', name)).stdout).toContain('Hello, this is the answer: fertig ✓.');
    const raw = (await amber('logs', '--raw', name)).stdout.trimEnd().split('\n');
    expect(JSON.parse(raw.at(-1) ?? '')).toMatchObject({ type: 'RUN_FINISHED' });
  });

  test('export writes the conversation', async () => {
    const { amber, name } = await story();
    const { code, stdout } = await amber('export', name);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## hi\s[\s\S]*### Agent\s+Hello/);
  });

  test('diff is refused, with what to type', async () => {
    const { amber, name } = await story();
    const { code, stdout, stderr } = await amber('diff', name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('is not on this machine (engine platform) [UNSUPPORTED]');
    expect(stderr).toContain(`hint: amber logs ${name}`);
  });

  test('interrupt, stop, start, delete: each says what it did', async () => {
    const { amber, name, session } = await story();
    expect(await amber('interrupt', name)).toMatchObject({
      code: 0,
      stdout: `session/${name} had no run to interrupt\n`,
      stderr: '',
    });
    expect(await amber('stop', name)).toMatchObject({ code: 0, stdout: `session/${name} stopped\n` });
    expect(session.phase).toBe('Stopped');
    expect(await amber('start', name)).toMatchObject({ code: 0 });
    expect(session.phase).toBe('Running');
    expect(await amber('delete', name)).toMatchObject({ code: 0, stdout: `session/${name} deleted\n` });
    expect(session.deleted).toBe(true);
  });

  test('start waits for a session that is stopping, and tries again what met a concurrent write', async () => {
    const { amber, name, session, platform } = await story();
    session.stop();
    expect(session.phase).toBe('Stopping');
    platform.traps.failWrites = 2;
    expect(await amber('start', name)).toMatchObject({ code: 0, stdout: `session/${name} running\n` });
    expect(session).toMatchObject({ phase: 'Running', pod: 'ready' });
  });

  test('a start that comes to nothing within its limit: 124', async () => {
    const { amber, name, session, platform } = await story();
    session.end({ phase: 'Stopped' });
    platform.traps.failWrites = Number.POSITIVE_INFINITY;
    const { code, stderr } = await amber('start', name, '--start-timeout', '1s');
    expect([code, stderr]).toEqual([124, expect.stringContaining('does not run yet: its phase is Stopped')]);
  });

  test('start of a session that had failed is no failure', async () => {
    const { amber, name, session } = await story();
    session.end({ phase: 'Failed' });
    expect(await amber('start', name)).toMatchObject({ code: 0 });
    expect(session.phase).toBe('Running');
  });

  test('who may only look may not start, stop or delete: 4', async () => {
    const { call, name, session } = await story();
    const env = { AMBER_TOKEN: 'of-a-reader' };
    const refused = async (...args: readonly string[]) => {
      const { code, stderr } = await call([...args, name], { env });
      expect({ args, code, stderr }).toEqual({ args, code: 4, stderr: expect.stringContaining('[FORBIDDEN]') });
    };
    await Promise.all([refused('stop'), refused('delete'), refused('interrupt')]);
    session.end({ phase: 'Stopped' });
    await refused('start');
    expect([session.deleted, session.phase]).toEqual([false, 'Stopped']);
  });

  test('a message that is not taken stops nothing', async () => {
    const { call, name, session } = await story();
    const { code, stderr } = await call(['send', name, 'x'], { env: { AMBER_TOKEN: 'of-a-reader' } });
    expect([code, stderr]).toEqual([4, expect.not.stringContaining('may still be running')]);
    expect([session.phase, session.stops]).toEqual(['Running', 0]);
  });

  test('stop is not deterred by a server that is busy', async () => {
    const { amber, name, session, platform } = await story();
    platform.traps.busy = { status: 503, times: 2 };
    expect(await amber('stop', name)).toMatchObject({ code: 0, stdout: `session/${name} stopped\n` });
    expect(session.phase).toBe('Stopped');
  });

  test('doctor asks the API', async () => {
    const { amber, platform } = await story();
    expect((await amber('doctor', '-v')).stdout).toMatch(
      /✓ engine: platform, from (?:AMBER_API_URL|--api-url): .*answers for project "team-a"/,
    );
    platform.traps.proxy = 'login';
    const { code, stdout } = await amber('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ engine: .*web page\n\s+hint: .*sign-in page/);
  });

  test('a dry run prints the request’s body and sends nothing', async () => {
    const { amber, platform } = await story();
    const before = platform.requests.length;
    const { code, stdout } = await amber('run', '--dry-run', '--model', 'claude-x', 'hi');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ initialPrompt: 'hi', llmSettings: { model: 'claude-x' } });
    expect(platform.requests).toHaveLength(before);
  });

  test('a prompt of 1 MB from stdin reaches the agent', async () => {
    const { start } = await story();
    const { code, stdout } = await start(['run', '-'], { stdin: `[text] ${'x'.repeat(1_000_000)}` }).done;
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Hello, this is the answer: fertig ✓.\n' });
  });

  test('options of an agent are refused, before a session is made or a message sent', async () => {
    const { amber, name, platform } = await story();
    const made = await amber('run', '--mode', 'plan', 'hi');
    expect([made.code, made.stderr]).toEqual([2, expect.stringContaining("--mode can't be set on this platform")]);
    expect(platform.sessions).toHaveLength(1);
    const sent = await amber('send', name, '--model', 'other', 'hi');
    expect([sent.code, sent.stderr]).toEqual([2, expect.stringContaining("--model can't be set on this platform")]);
    expect(platform.requests.filter(({ path }) => path.endsWith('/agui/run'))).toEqual([]);
  });

  test('files are refused, before a session is made or a message sent: the platform takes text alone', async () => {
    const { amber, name, platform } = await story();
    const refused = [2, expect.stringContaining("files can't go with a message on this platform")];
    // This test itself.
    const file = ['--file', import.meta.filename];
    const made = await amber('run', ...file, 'hi');
    expect([made.code, made.stderr]).toEqual(refused);
    const sent = await amber('send', name, ...file, 'hi');
    expect([sent.code, sent.stderr]).toEqual(refused);
    expect(platform.sessions).toHaveLength(1);
    expect(platform.requests.filter(({ path }) => path.endsWith('/agui/run'))).toEqual([]);
  });

  test('flags that only amber serve obeys are warned of', async () => {
    const { amber } = await story();
    const { code, stderr } = await amber('run', '--permissions', 'all', '--worktree', 'hi');
    expect(code).toBe(0);
    expect(stderr).toContain('--permissions and --worktree: no effect here');
    const detached = await amber('run', '-d', '--question-grace', '5m', 'hi');
    expect(detached.stderr).toContain('--question-grace with --detach: no effect here');
  });
});
