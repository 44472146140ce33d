import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock as clock } from '../../../../src/async/system-clock.ts';
import { endMarked, isMark, newMark } from '../../../../src/engine/local/host/end-leftover-processes.ts';
import { readPs, runningWith } from '../../../../src/engine/local/process-identity.ts';

const NO_GROUPS = process.platform === 'win32';

async function sleeper(env: { readonly [name: string]: string }): Promise<ChildProcess> {
  const child = spawn('/bin/sh', ['-c', 'echo up; while :; do sleep 1; done'], {
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

describe.skipIf(NO_GROUPS)('what carries a mark', () => {
  test('is ended, and named; what only looks alike is left alone', async () => {
    const mark = newMark();
    const [ours, ...others] = [
      await sleeper({ FIRST: '1', [mark]: '1' }),
      await sleeper({ [newMark()]: '1' }),
      await sleeper({ TEXT: `${mark}=1`, [`X${mark}`]: '1' }),
    ];
    const left = await endMarked(mark, { grace: 2_000, clock });
    expect(left.filter(({ pid }) => pid === ours?.pid)).toEqual([{ pid: ours?.pid, name: 'sh' }]);
    expect(runningWith(mark)).toEqual([]);
    for (const other of others) expect(other.exitCode ?? other.signalCode).toBe(null);
  });

  test('of the agent’s own group is no news', async () => {
    const mark = newMark();
    const ours = await sleeper({ [mark]: '1' });
    expect(await endMarked(mark, { grace: 2_000, clock, pgid: ours.pid })).toEqual([]);
    expect(runningWith(mark)).toEqual([]);
  });

  test.each(['', 'PATH', 'AMBER_AGENT_', 'AMBER_AGENT_*', `${newMark()}x`])(
    '%j of a damaged record ends nothing',
    async (mark) => {
      expect(isMark(mark)).toBe(false);
      const other = await sleeper({ AMBER_AGENT_: '1' });
      expect(await endMarked(mark, { grace: 1_000, clock })).toEqual([]);
      expect(other.exitCode ?? other.signalCode).toBe(null);
    },
  );
});

test('the lines of ps on macOS', () => {
  const text = `
  501   501 S    Sat Nov 22 09:05:07 2026     -zsh PATH=/bin
 4711  4711 Ss   Sat Nov 22 10:00:00 2026     /usr/local/bin/node server.js --port 1 HOME=/Users/a AMBER_AGENT_0f=1 LANG=C
 4712  4711 Z    Sat Nov 22 10:00:01 2026     (node) AMBER_AGENT_0f=1
 4713  4713 S    Sat Nov 22 10:00:02 2026     grep XAMBER_AGENT_0f=1
`;
  expect(readPs(text, 'AMBER_AGENT_0f')).toEqual([
    { pid: 4711, pgid: 4711, startTime: 'Sat Nov 22 10:00:00 2026', command: '/usr/local/bin/node' },
  ]);
});
