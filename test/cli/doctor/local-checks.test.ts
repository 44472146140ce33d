import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { stateCheck } from '../../../src/cli/doctor/local-checks.ts';

test('sessions that can’t be read are counted, with the command that removes the first', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'amber-state-'));
  const damage = (name: string): string => {
    const dir = join(stateDir, 'projects', 'default', name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'session.json'), '{');
    return dir;
  };
  try {
    const check = () => stateCheck(stateDir, { clock: systemClock });
    expect(await check()).toEqual({ name: 'state directory', status: 'ok', detail: stateDir });
    const dir = damage('session-1');
    expect(await check()).toMatchObject({
      status: 'warn',
      detail: `${stateDir}: 1 session can’t be read and is left out of lists: ${dir}/session.json is damaged: not JSON`,
      hint: `rm -r ${dir}`,
    });
    const newest = damage('session-2');
    expect(await check()).toMatchObject({
      detail: expect.stringContaining('2 sessions can’t be read and are left out of lists'),
      hint: `rm -r ${newest}`,
    });
  } finally {
    rmSync(stateDir, { recursive: true });
  }
});
