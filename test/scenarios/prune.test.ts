import { expect, test } from 'vitest';
import { agent } from './kit/agents.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL } from './kit/pty.ts';

test.skipIf(NO_LOCAL ?? NO_TERMINAL)('what ended long ago goes, but for work that is nowhere else', async () => {
  await using place = new Place();
  place.git();
  const talk = agent([{ text: 'done' }]);
  const made = async (...flags: string[]): Promise<string> => {
    const { code, stdout } = await place.amber(['run', ...talk, '-o', 'json', ...flags, 'x']).done;
    expect(code).toBe(0);
    return JSON.parse(stdout).session;
  };
  const [plain, clean, dirty] = [await made('--name', 'Plain'), await made('--worktree'), await made('--worktree')];
  place.write(`state/projects/default/${dirty}/worktree/new.txt`, 'work');
  const prune = async (...flags: string[]) => {
    const { code, stdout, stderr } = await place.call(['prune', '--older-than', ...flags, '-o', 'jsonl']);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return {
      code,
      stderr,
      done: Object.fromEntries(lines.map((line) => [JSON.parse(line).session, JSON.parse(line)])),
    };
  };

  expect(await prune('30d', '--yes')).toEqual({ code: 0, stderr: '', done: {} });
  expect(await prune('0m')).toMatchObject({ code: 1, stderr: expect.stringContaining('2 sessions would be deleted') });
  const wouldGo = { done: 'would be deleted' };
  const kept = { done: 'kept', why: expect.stringMatching(/^the session holds changes that are not committed, in /) };
  expect((await prune('0m', '--dry-run')).done).toMatchObject({ [plain]: wouldGo, [clean]: wouldGo, [dirty]: kept });
  const asked = place.onTerminal(['prune', '--older-than', '0m']);
  const shown = await asked.until('stdout', /y\/N/);
  expect(shown).toMatch(/would be deleted +Plain[\s\S]*Delete 2 sessions\?/);
  // Below its row the reason has room.
  expect(shown).toMatch(
    /kept +\S.*\s+the session holds changes that are not committed, in\s+\S+\/worktree:\s+it is not\s+removed/,
  );
  asked.type('n\n');
  expect((await asked.done).code).toBe(1);
  expect(await prune('0m', '--yes')).toMatchObject({
    code: 0,
    done: {
      [plain]: { done: 'deleted', title: 'Plain' },
      [clean]: { done: 'deleted' },
      [dirty]: kept,
    },
  });
  expect((await place.call(['list', '-o', 'name'])).stdout).toBe(`session/${dirty}\n`);
});
