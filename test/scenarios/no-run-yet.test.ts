import { expect, onTestFinished, test } from 'vitest';
import { until } from '../engine/platform/harness.ts';
import { onPlatform } from './kit/platform.ts';

/** A session that runs and in which nothing has happened. Its stream sends nothing, not even headers. */
async function silent() {
  const made = await onPlatform({ heartbeat: 10 ** 9 });
  onTestFinished(() => made[Symbol.asyncDispose]());
  made.platform.traps.slowHeaders = true;
  const session = made.platform.add({});
  await until(() => session.phase === 'Running');
  return { ...made, call: async (...args: readonly string[]) => made.amber([...args, session.name]).done };
}

test('status, logs and export of a session without a run do not wait for its stream', async () => {
  const { call } = await silent();
  const status = await call('status');
  expect(status).toMatchObject({ code: 0, stderr: '' });
  expect(status.stdout).toMatch(/^phase +Running$/m);
  expect(status.stdout).not.toContain('last run');
  expect(await call('logs')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/^no run yet · session-\S+\n$/),
  });
  expect(await call('logs', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect((await call('export')).code).toBe(0);
});

test('a program reads that nothing has ended', async () => {
  const { call } = await silent();
  const { code, stdout } = await call('logs', '-o', 'json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'detached', runId: null });
});
