import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agent, agentWith, BUSY, QUESTION } from './kit/agents.ts';
import { eventually, isAlive, lines, NO_LOCAL, phaseOf, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';

describe.skipIf(NO_LOCAL)('interrupts', () => {
  test.concurrent.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('%s stops the session and exits %i; the last line is the result', async (signal, code) => {
    await using place = new Place();
    const run = place.amber(['run', ...agent(BUSY), '-o', 'jsonl', 'x']);
    await run.until('stdout', /working/);
    run.child.kill(signal);
    const done = await run.done;
    expect(done.code).toBe(code);
    expect(lines(done.stdout).at(-1)).toMatchObject({
      type: 'result',
      outcome: 'cancelled',
      by: 'us',
      exitCode: code,
      stopped: true,
      stopReason: 'user',
    });
    expect(stored(place, sessionIn(done.stdout)).status?.phase).toBe('Stopped');
  });

  test('the second one leaves at once and prints the command that stops the session; the next call cleans up', async () => {
    await using place = new Place();
    const pidFile = `${place.root}/pid`;
    const stubborn = agentWith({ prompts: [BUSY], ignoreSigterm: true, ignoreCancel: true, pidFile });
    const run = place.amber(['run', ...stubborn, 'x']);
    const name = sessionIn(await run.until('stderr', /Running/));
    await eventually(() => agentPid(pidFile) > 0, 'the agent runs');
    run.child.kill('SIGINT');
    await eventually(() => phaseOf(place, name) === 'Stopping', 'the first signal is obeyed');
    run.child.kill('SIGINT');
    const { code, stderr } = await run.done;
    // One signal would have waited for the end of the agent.
    expect(isAlive(agentPid(pidFile))).toBe(true);
    expect(code).toBe(130);
    expect(stderr).toContain(`amber stop ${name}`);
    expect(stderr).not.toMatch(/ {4}at |EPIPE/);
    expect((await place.call(['stop', name])).code).toBe(0);
    await eventually(() => !isAlive(agentPid(pidFile)), 'the agent is gone');
  });

  test('a reader that does not read keeps nobody: the session is stopped, and the second signal ends amber', async () => {
    await using place = new Place();
    const run = place.amber(['run', ...agent([{ flood: 20_000 }, { hang: true }]), '-o', 'jsonl', 'x'], {
      stalled: true,
    });
    await eventually(() => phaseOf(place, nameOfOne(place)) === 'Running', 'it runs');
    run.child.kill('SIGTERM');
    await eventually(() => phaseOf(place, nameOfOne(place)) === 'Stopped', 'it is stopped');
    run.child.kill('SIGTERM');
    expect(await run.done).toMatchObject({ code: 143 });
  });

  test('--on-interrupt detach leaves it running and prints the command that attaches again', async () => {
    await using place = new Place();
    const run = place.amber(['run', ...agent(BUSY), '--on-interrupt', 'detach', '-o', 'json', 'x']);
    await run.until('stderr', /Running/);
    run.child.kill('SIGINT');
    const done = await run.done;
    const name = sessionIn(done.stdout);
    expect(result(done)).toMatchObject({ stopped: false, stopReason: 'detached', session: name });
    expect(done.stderr).toContain(`amber watch ${name}`);
    expect(stored(place, name).status?.phase).toBe('Running');
  });

  test.skipIf(NO_TERMINAL)('Ctrl-C on a terminal', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...agent(BUSY), 'x']);
    await run.until('stdout', /working/);
    run.type('\u0003');
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    expect(plain(stdout)).toMatch(/stopping the session; Ctrl-C again leaves at once\n[\s\S]*■ cancelled/);
  });

  test.skipIf(NO_TERMINAL)('Ctrl-C at a question: what is said begins a line of its own', async () => {
    await using place = new Place();
    const run = place.onTerminal(['run', ...agent([QUESTION]), 'x']);
    await run.until('stdout', /Your answer/);
    run.type('\u0003');
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    expect(plain(stdout)).toMatch(/^stopping the session; Ctrl-C again leaves at once$/m);
  });

  test('watch only detaches', async () => {
    await using place = new Place();
    const name = (await place.call(['run', ...agent(BUSY), '-d', '-o', 'name', 'x'])).stdout.trim();
    const watch = place.amber(['watch', name]);
    await watch.until('stderr', /says: working|Running/);
    watch.child.kill('SIGINT');
    const { code, stderr } = await watch.done;
    expect(code).toBe(130);
    expect(stderr).toContain('amber watch session-');
    expect(stored(place, name.replace('session/', '')).status?.phase).toBe('Running');
  });
});

function agentPid(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** The one session of a place, once it is there. */
function nameOfOne(place: Place): string | undefined {
  try {
    return readdirSync(`${place.stateDir}/projects/default`)[0];
  } catch {
    return undefined;
  }
}
