import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { notifyOfEnd } from '../../../src/cli/terminal/notify.ts';
import type { Env } from '../../../src/core/env.ts';
import type { Result } from '../../../src/core/result.ts';
import { result } from '../../render/updates.ts';
import { fakeIo } from '../fake-io.ts';

function ended(durationMs: number): Result {
  const update = result({ durationMs });
  if (update.type !== 'result') throw new TypeError('no result');
  return update.result;
}

async function written(how: 'off' | 'bell' | 'desktop', ms: number, env: Env = {}, stderr = true): Promise<string> {
  const io = fakeIo({ env: { PATH: '/nowhere', ...env }, tty: { stderr } });
  await notifyOfEnd(io, how, ended(ms));
  await new Promise((resolve) => setImmediate(resolve));
  return io.err();
}

describe('a notice of the end', () => {
  test('by a bell, or by what the terminal knows', async () => {
    expect(await written('bell', 30_000)).toBe('\u0007');
    expect(await written('desktop', 90_000)).toBe('\u001b]9;amber: finished after 1m30s session-1\u0007');
    expect(await written('desktop', 90_000, { TERM: 'foot' })).toBe(
      '\u001b]777;notify;amber;finished after 1m30s session-1\u0007',
    );
  });

  test('in tmux, which lets no such notice through, by a bell as well', async () => {
    expect(await written('desktop', 90_000, { TERM: 'tmux-256color', TMUX: '/tmp/tmux-0/default,1,0' })).toBe(
      '\u001b]9;amber: finished after 1m30s session-1\u0007\u0007',
    );
  });

  test('of a short run, off a terminal, on a dumb one, or where nobody asked: none', async () => {
    expect(await written('bell', 29_999)).toBe('');
    expect(await written('desktop', 90_000, {}, false)).toBe('');
    expect(await written('bell', 90_000, { TERM: 'dumb' })).toBe('');
    expect(await written('off', 90_000)).toBe('');
  });

  test('on a desktop by notify-send, where that is there', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'amber-notify-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(join(dir, 'notify-send'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${dir}/said'\n`, { mode: 0o755 });
    expect(await written('desktop', 90_000, { PATH: `${dir}:/bin:/usr/bin`, DISPLAY: ':0' })).toBe('');
    expect(readFileSync(join(dir, 'said'), 'utf8')).toBe('--app-name=amber\namber\nfinished after 1m30s session-1\n');
  });
});
