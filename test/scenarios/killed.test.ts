import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agentWith, BUSY } from './kit/agents.ts';
import { eventually, isAlive, NO_LOCAL, result, sessionIn } from './kit/local.ts';
import { Place } from './kit/place.ts';

describe.skipIf(NO_LOCAL)('kill -9', () => {
  test('of amber: the next call ends the agent and says what happened', async () => {
    await using place = new Place();
    const pidFile = `${place.root}/pid`;
    const run = place.amber([
      'run',
      ...agentWith({ prompts: [BUSY], ignoreSigterm: true, pidFile }),
      '-o',
      'jsonl',
      'x',
    ]);
    const name = sessionIn(await run.until('stdout', /working/));
    run.child.kill('SIGKILL');
    await run.done;
    const pid = Number(readFileSync(pidFile, 'utf8'));
    const { code, stdout } = await place.amber(['status', name]).done;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^phase +Failed \(.*\)$/m);
    await eventually(() => !isAlive(pid), 'the agent is gone');
    expect((await place.amber(['status', '@latest', '--exit-code', '-q']).done).code).toBe(1);
  });

  test('of the agent: the run failed, and says so', async () => {
    await using place = new Place();
    const pidFile = `${place.root}/pid`;
    const run = place.amber(['run', ...agentWith({ prompts: [BUSY], pidFile }), '-o', 'json', 'x']);
    await run.until('stderr', /Running/);
    await eventually(() => isAgentUp(pidFile), 'the agent runs');
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    const done = await run.done;
    expect(done.code).toBe(3);
    expect(result(done)).toMatchObject({ outcome: 'failed', stopped: true, error: { code: 'AGENT_EXITED' } });
  });
});

function isAgentUp(file: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== '';
  } catch {
    return false;
  }
}
