import { describe, expect, test } from 'vitest';
import { agent } from './kit/agents.ts';
import { NO_LOCAL, result } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';

const WORK = { sh: "printf 'hello\\n' > new.txt; printf '# Other\\n' > README.md" };
const FAILED = [
  { update: { sessionUpdate: 'tool_call', toolCallId: 't', title: 'npm test', kind: 'execute' } },
  { update: { sessionUpdate: 'tool_call_update', toolCallId: 't', status: 'failed' } },
];

describe.skipIf(NO_LOCAL ?? NO_TERMINAL)('what an agent has changed', () => {
  test('stands at the end of a run on a terminal, and amber diff shows it', async () => {
    await using place = new Place();
    place.git();
    place.write('work/mine.txt', 'not the agent’s\n');
    const { code, stdout } = await place.onTerminal(['run', ...agent([WORK, ...FAILED, { text: 'done\n' }]), 'x']).done;
    expect(code).toBe(0);
    const shown = plain(stdout);
    expect(shown).toMatch(/changed: 2 files, \+2 −3\r?\n {2}M README\.md \+1 −3\r?\n {2}A new\.txt \+1 −0/);
    expect(shown).toMatch(/failed tools: .*npm test\r?\n✔ finished/);
    const diff = await place.amber(['diff']).done;
    expect(diff).toMatchObject({ code: 0, stderr: '' });
    expect(diff.stdout).toMatch(/\+# Other\n[\s\S]*\+hello\n/);
    expect(diff.stdout).not.toContain('mine.txt');
    const paged = await place.onTerminal(['diff', '@latest', '--stat'], { env: { PAGER: 'sed s/^/paged:/' } }).done;
    expect(plain(paged.stdout)).toMatch(/paged: README\.md \| 4 /);
  });

  test('a name with a mark of direction is written as git quotes it', async () => {
    await using place = new Place();
    place.git();
    await place.call([
      'run',
      ...agent([{ sh: 'touch "$(printf \'a\\342\\200\\256gpj.exe\')"' }, { text: 'done' }]),
      'x',
    ]);
    const { stdout } = await place.amber(['diff', '--stat']).done;
    expect(stdout).toContain('"a\\342\\200\\256gpj.exe"');
  });

  test('is in the result for programs, with the branch and the path of a worktree', async () => {
    await using place = new Place();
    place.git();
    const ran = await place.call(['run', '--worktree', ...agent([WORK, { text: 'done' }]), '-o', 'json', 'x']);
    const { changes = {}, session } = result(ran);
    const branch = `ambient/${session}`;
    const dir = expect.stringMatching(/\/worktree$/);
    expect(changes).toMatchObject({ branch, dir, total: { files: 2, added: 2, removed: 3 } });
    const diff = await place.call(['diff', '-o', 'json']);
    expect({ ...JSON.parse(diff.stdout), branch }).toEqual({ session, ...Object(changes) });
  });

  test('is not known in no repository, and amber diff says what to type', async () => {
    await using place = new Place();
    const ran = await place.call(['run', ...agent([WORK, { text: 'done' }]), '-o', 'json', 'x']);
    expect(result(ran).changes).toBeUndefined();
    const { code, stderr } = await place.call(['diff']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is in no git repository: [\s\S]*hint: git -C .* init, .*--worktree/);
  });
});
