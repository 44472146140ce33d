import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agent } from './kit/agents.ts';
import { NO_LOCAL, result } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';

const PROMPTS = agent([{ text: 'one' }], [{ text: 'two' }], [{ text: 'three' }]);

describe.skipIf(NO_LOCAL)('going on', () => {
  test('amber continue goes on with the last session of its directory, and of no other', async () => {
    await using place = new Place();
    const first = result(await place.amber(['run', ...PROMPTS, '-o', 'json', 'x']).done);
    const other = result(await place.call(['run', ...PROMPTS, '--cwd', 'src', '-o', 'json', 'x']));
    expect(other.session).not.toBe(first.session);
    const went = await place.call(['continue', '-o', 'json', 'and?']);
    const here = result(went);
    expect(went.stderr).toMatch(/^going on with session [0-9a-f]{6,12}: x\n/);
    expect(here).toMatchObject({ session: first.session, outcome: 'finished', exitCode: 0 });
    const there = result(await place.call(['continue', '--cwd', 'src', '-o', 'json', 'and?']));
    expect(there).toMatchObject({ session: other.session, outcome: 'finished', exitCode: 0 });
    const nowhere = await place.call(['continue', '--cwd', '..', 'and?']);
    expect([nowhere.code, nowhere.stderr]).toEqual([
      6,
      expect.stringContaining('no session was made in this directory'),
    ]);
    // What is near is named with what to type, first what is above.
    expect(nowhere.stderr).toContain(`hint: amber continue --cwd ${place.workspace} "…" goes on`);
    place.write('work/src/deep/x', '');
    const below = await place.call(['continue', '--cwd', 'src/deep', 'and?']);
    expect(below.stderr).toContain(`hint: amber continue --cwd ${place.workspace}/src "…" goes on`);
  });

  test('--cwd is where paths and the workspace are, and must be a directory', async () => {
    await using place = new Place();
    place.write('work/src/task.md', 'What is here?');
    const run = await place.amber(['run', '--agent', 'demo', '--cwd', 'src', '--prompt-file', 'task.md', '-o', 'json'])
      .done;
    expect(result(run)).toMatchObject({ outcome: 'finished', message: expect.stringContaining('main.ts') });
    const file = await place.amber(['run', '--agent', 'demo', '--cwd', 'README.md', 'x']).done;
    expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('--cwd README.md: it is no directory')]);
    const nothing = await place.amber(['run', '--agent', 'demo', '--cwd', 'no/where', 'x']).done;
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('there is no such directory')]);
    symlinkSync('nowhere', join(place.workspace, 'dead'));
    const dead = await place.amber(['run', '--agent', 'demo', '--cwd', 'dead', 'x']).done;
    expect([dead.code, dead.stderr]).toEqual([
      2,
      expect.stringContaining('--cwd dead: it is a link that leads nowhere'),
    ]);
  });

  test.skipIf(NO_TERMINAL)('on a terminal the prompt is asked for where none is given', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...PROMPTS]);
    await run.until('stdout', /What is the agent to do\?/);
    run.type('x\n');
    expect(plain((await run.done).stdout)).toMatch(/one[\s\S]*✔ finished/);
    const edited = place.onTerminal(['continue'], { env: { EDITOR: 'echo y >' } });
    const { code, stdout } = await edited.done;
    expect(plain(stdout)).toMatch(/✔ finished/);
    expect(code).toBe(0);
  });

  test.skipIf(NO_TERMINAL)('a file that is named in a prompt on a terminal goes with it', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', '--agent', 'demo', 'Is @README.md clear?']);
    const { code, stdout } = await run.done;
    expect(plain(stdout)).toMatch(/with the prompt: README\.md[\s\S]*README\.md.?, 3 lines of text/);
    expect(code).toBe(0);
  });
});
