import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startTimeOf } from '../../../src/engine/local/process-identity.ts';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { annotations, step } from '../../scenarios/kit/action.ts';
import { agent } from '../../scenarios/kit/agents.ts';
import { eventually, lines, NO_LOCAL, result, sessionIn, stored } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';

const LEFT = /1 process was still running after the agent's end, and ended: sleep \(\d+\)/;
/** A zombie that nobody reaps runs no more. */
const isAlive = (pid: number): boolean => startTimeOf(pid) !== undefined;
const pidIn = (path: string): number => Number(readFileSync(path, 'utf8'));

describe.skipIf(NO_LOCAL)('a process that leaves its agent’s group', () => {
  test.each([{ stubborn: false }, { stubborn: true }])('ends with the run, which says so: %j', async ({ stubborn }) => {
    await using place = new Place();
    const pid = `${place.root}/pid`;
    const done = await place.amber([
      ...['run', '-o', 'jsonl'],
      ...agent([{ daemon: pid, stubborn }, { text: 'started the dev server' }]),
      'start it',
    ]).done;
    expect(done.code).toBe(0);
    expect(isAlive(pidIn(pid))).toBe(false);
    expect(lines(done.stdout)).toContainEqual(
      expect.objectContaining({ type: 'warning', code: 'processes', message: expect.stringMatching(LEFT) }),
    );
    const status = await place.amber(['status', '@latest']).done;
    expect(status.stdout).toMatch(/left behind +1 process was still running/);
  });

  test('ends with a session in the background, and only with its own', async () => {
    await using place = new Place();
    const other = spawn('sleep', ['300'], { stdio: 'ignore', detached: true });
    const [one, two] = [`${place.root}/one`, `${place.root}/two`];
    const start = async (pid: string): Promise<string> => {
      const run = place.amber(['run', '-d', '-o', 'name', ...agent([{ daemon: pid }, { hang: true }]), 'start it']);
      const name = sessionIn((await run.done).stdout);
      await eventually(() => place.files('').includes(pid.slice(place.root.length + 1)), 'it runs');
      return name;
    };
    const [first] = [await start(one), await start(two)];
    const stop = await place.amber(['stop', first]).done;
    expect(stop.stderr).toMatch(LEFT);
    expect([one, two].map((file) => isAlive(pidIn(file)))).toEqual([false, true]);
    expect(isAlive(other.pid ?? 0)).toBe(true);
    other.kill('SIGKILL');
  });

  test('is ended by the next command where the host was killed', async () => {
    await using place = new Place();
    const pid = `${place.root}/pid`;
    const run = place.amber(['run', ...agent([{ daemon: pid }, { text: 'up\n' }, { hang: true }]), 'start it']);
    await eventually(() => place.files('').includes('pid'), 'it runs');
    run.kill('SIGKILL');
    const name = sessionIn((await run.done).stderr);
    const list = await place.amber(['list', '-o', 'json']).done;
    expect(isAlive(pidIn(pid))).toBe(false);
    expect(result(list)).toMatchObject({ items: [{ metadata: { name }, status: { phase: 'Failed' } }] });
    expect(stored(place, name).status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'LeftProcesses', status: 'True', message: expect.stringMatching(LEFT) }),
    );
  });

  test('does not keep a command that is asked twice to go, and is gone all the same', async () => {
    await using place = new Place();
    const pid = `${place.root}/pid`;
    const prompt = [{ daemon: pid, stubborn: true }, { text: 'up\n' }, { hang: true }];
    const run = place.amber(['run', '--agent', scripted({ prompts: [prompt], ignoreCancel: true }), 'start it']);
    await eventually(() => place.files('').includes('pid'), 'it runs');
    run.kill('SIGINT');
    await run.until('stderr', /stop/i);
    run.kill('SIGINT');
    await run.done;
    await eventually(() => !isAlive(pidIn(pid)), 'it is gone');
  });

  test('ends with the Action’s step, and carries what the runner finds it by', async () => {
    await using place = new Place();
    const pid = `${place.root}/pid`;
    const prompt = [{ daemon: pid }, { text: 'started the dev server' }];
    const it = step(place, {
      with: { engine: 'local', agent: scripted({ prompts: [prompt] }), prompt: 'x' },
      env: { RUNNER_TRACKING_ID: 'github_0b2e' },
    });
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    expect(isAlive(pidIn(pid))).toBe(false);
    expect(annotations(stdout)).toEqual([expect.stringMatching(LEFT)]);
  });

  test('of a main step that was killed is ended by the post step', async () => {
    await using place = new Place();
    const pid = `${place.root}/pid`;
    const prompt = [{ daemon: pid }, { text: 'up\n' }, { hang: true }];
    const it = step(place, { with: { engine: 'local', agent: scripted({ prompts: [prompt] }), prompt: 'x' } });
    await eventually(() => place.files('').includes('pid'), 'it runs');
    it.run.kill('SIGKILL');
    await it.done;
    const post = await it.post().done;
    expect(post.code).toBe(0);
    expect(isAlive(pidIn(pid))).toBe(false);
    expect(annotations(post.stdout)).toContainEqual(expect.stringMatching(LEFT));
  });
});
