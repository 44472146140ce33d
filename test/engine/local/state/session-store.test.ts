import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import { SessionStore } from '../../../../src/engine/local/state/session-store.ts';

const ref = { project: 'default', name: 'session-1' };
let root: string;
let store: SessionStore;
let dir: string;
function damageIn(stateDir: string): void {
  store = new SessionStore(stateDir, systemClock);
  dir = store.paths(ref).dir;
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'session.json'), '{');
}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'amber-store-'));
  damageIn(root);
});
afterEach(() => rmSync(root, { recursive: true }));

const hint = (): string | undefined => {
  const [first, ...others] = store.damaged();
  expect(others).toEqual([]);
  expect(() => store.find(ref)).toThrow(expect.objectContaining({ code: 'STATE', hint: first?.hint }));
  return first?.hint;
};

describe('a session whose file is damaged', () => {
  test('is removed by hand where nothing but its own files would go', () => {
    mkdirSync(join(dir, 'workspace'));
    expect(hint()).toBe(`rm -r ${dir}`);
  });

  test('with a worktree is looked at first', () => {
    mkdirSync(join(dir, 'worktree'));
    expect(hint()).toBe(`${dir} may hold work that is nowhere else: look first: git -C ${dir}/worktree status`);
  });

  test('with clones is looked at first, also for commits that are not pushed', () => {
    mkdirSync(join(dir, 'workspace/site'), { recursive: true });
    const clone = `${dir}/workspace/site`;
    expect(hint()).toContain(`first: git -C ${clone} status; git -C ${clone} log --branches --not --remotes`);
    expect(hint()).not.toContain('rm ');
  });

  test('has a hint that a shell reads as one path', () => {
    damageIn(join(root, 'my state'));
    expect(hint()).toBe(`rm -r '${dir}'`);
  });
});
