import { describe, expect, test } from 'vitest';
import { OPTIONS } from '../fakes/acp-agents/scripted.ts';
import { agent, QUESTION } from './kit/agents.ts';
import { NO_LOCAL, result } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';

const PERMISSION = {
  permission: { toolCall: { toolCallId: 't', title: 'rm -rf build', kind: 'execute' }, options: OPTIONS },
};

describe.skipIf(NO_LOCAL ?? NO_TERMINAL)('on a terminal', () => {
  test('a question is asked, and the answer reaches the agent', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...agent([QUESTION]), 'x']);
    const asked = await run.until('stdout', /Your answer/);
    expect(plain(asked)).toMatch(/Which colour\?[\s\S]*1\) red[\s\S]*2\) blue/);
    run.type('2\n');
    const { code, stdout } = await run.done;
    expect(plain(stdout)).toMatch(/"colour":"blue"[\s\S]*✔ finished/);
    expect(code).toBe(0);
  });

  test('a question is answered by a message from elsewhere, and the run goes on', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...agent([QUESTION, { text: ' it is\n' }]), 'x']);
    await run.until('stdout', /Your answer/);
    const sent = await place.call(['send', '@latest', 'blue', '-o', 'json']);
    expect(result(sent)).toMatchObject({ outcome: 'finished', exitCode: 0 });
    const { code, stdout } = await run.done;
    expect(plain(stdout)).toMatch(/answered: blue[\s\S]*"colour":"blue"[\s\S]*✔ finished/);
    expect(code).toBe(0);
  });

  test('a permission is asked for', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...agent([PERMISSION, { text: ' done\n' }]), 'x']);
    expect(plain(await run.until('stdout', /Your choice/))).toMatch(/rm -rf build[\s\S]*3\) Reject/);
    run.type('3\n');
    const { code, stdout } = await run.done;
    expect(plain(stdout)).toContain('[reject] done');
    expect(plain(stdout)).toContain('rm -rf build · refused by a person');
    // No warning: what a person has refused is no news to them.
    expect(plain(stdout)).not.toMatch(/warning: .*refused/);
    expect(code).toBe(0);
  });

  test('a permission to edit shows what would change, and y allows it', async () => {
    await using place = new Place();
    const content = [{ type: 'diff', path: 'src/a.ts', oldText: 'let x = 1;\n', newText: 'const x = 1;\n' }];
    const toolCall = { toolCallId: 't', title: 'Edit src/a.ts', kind: 'edit', content };
    const run = place.onTerminal(['run', ...agent([{ permission: { toolCall, options: OPTIONS } }]), 'x']);
    const shown = plain(await run.until('stdout', /Your choice/));
    expect(shown).toMatch(
      /Edit src\/a\.ts[\s\S]*src\/a\.ts \+1 −1[\s\S]*- let x = 1;[\s\S]*\+ const x = 1;[\s\S]*1\) Always/,
    );
    run.type('y\n');
    expect(plain((await run.done).stdout)).toContain('[once]');
  });

  test('Ctrl-C while it is asked stops the session', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...agent([PERMISSION]), 'x']);
    await run.until('stdout', /Your choice/);
    run.type('\u0003');
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    expect(plain(stdout)).toMatch(/■ cancelled/);
    expect(stdout).not.toMatch(/ {4}at |AbortError/);
  });

  test('a terminal that is closed while it is asked answers nothing: the session is stopped', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...agent([PERMISSION, { text: ' next step\n' }]), 'x']);
    await run.until('stdout', /Your choice/);
    run.kill('SIGKILL');
    await run.done;
    const watched = await place.call(['watch', '@latest', '-o', 'jsonl']);
    expect(watched.stdout).toMatch(/"outcome":"(?:cancelled|stopped)"/);
    expect(watched.stdout).not.toMatch(/next step|"by":"a person"|"outcome":"finished"/);
  });

  test('--no-input asks nothing', async () => {
    await using place = new Place();
    const { code, stdout } = await place.onTerminal(['run', ...agent([PERMISSION, QUESTION]), '--no-input', 'x']).done;
    expect(code).toBe(5);
    expect(plain(stdout)).not.toMatch(/Your (choice|answer)/);
  });
});

test.skipIf(NO_LOCAL)('without a terminal a question ends the run, and the next message answers it', async () => {
  await using place = new Place();
  const asked = await place.call(['run', ...agent([QUESTION], [{ echo: true }]), '--keep', '-o', 'json', 'x']);
  expect(asked.code).toBe(5);
  expect(result(asked)).toMatchObject({
    outcome: 'needs-input',
    stopped: false,
    stopReason: 'kept',
    question: { questions: [{ question: 'Which colour?', options: [{ label: 'red' }, { label: 'blue' }] }] },
  });
  const answered = await place.call(['send', '@latest', 'blue', '--stop-on-run-finished', '-o', 'json']);
  expect(answered.code).toBe(0);
  expect(result(answered)).toMatchObject({ outcome: 'finished', message: 'blue', stopped: true });
});
