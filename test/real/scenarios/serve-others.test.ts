import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fixedPort } from '../../fakes/fixed-port.ts';
import { BUSY, QUESTION } from '../../scenarios/kit/agents.ts';
import { eventually, isAlive, lines, NO_LOCAL, result, sessionIn, stored } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { onServe } from '../../scenarios/kit/serve.ts';

/** Three processes a story. */

describe.skipIf(NO_LOCAL)('amber over amber serve', () => {
  test.concurrent.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s stops the session and exits %i', async (signal, code) => {
    await using bed = await onServe({ busy: { prompts: [BUSY] } });
    const run = bed.amber(['run', '--agent', 'busy', '-o', 'jsonl', 'x']);
    await run.until('stdout', /working/);
    run.child.kill(signal);
    const done = await run.done;
    expect(done.code).toBe(code);
    expect(lines(done.stdout).at(-1)).toMatchObject({ type: 'result', outcome: 'cancelled', by: 'us', stopped: true });
    expect(stored(bed.place, sessionIn(done.stdout)).status?.phase).toBe('Stopped');
  });

  test('a session is watched by two while a third stops it', async () => {
    await using bed = await onServe({ busy: { prompts: [BUSY] } });
    const made = await bed.call(['run', '--agent', 'busy', '--detach', '-o', 'name', 'x']);
    expect(made.code).toBe(0);
    const name = made.stdout.trim().replace('session/', '');
    const one = bed.amber(['watch', '@latest', '-o', 'jsonl']);
    const two = bed.amber(['watch', name]);
    await one.until('stdout', /working/);
    await two.until('stderr', /Running/);
    expect((await bed.call(['stop', name])).code).toBe(0);
    const [first, second] = await Promise.all([one.done, two.done]);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.stdout).toContain('working');
  });

  test('a message to a stopped session starts it, is answered, and stops it again', async () => {
    await using bed = await onServe({ actor: { prompts: [[QUESTION]] } });
    const asked = await bed.call(['run', '--agent', 'actor', '--no-input', '-o', 'json', 'x']);
    expect(asked.code).toBe(5);
    const first = await bed.amber(['run', '--agent', 'demo', '-o', 'name', 'What is here?']).done;
    const name = sessionIn(first.stdout);
    for (let i = 0; i < 2; i++) {
      const sent = await bed.call(['send', name, '-o', 'json', 'And the TODOs?']);
      expect([sent.code, sent.stderr]).toEqual([0, expect.any(String)]);
      expect(result(sent)).toMatchObject({
        outcome: 'finished',
        stopped: true,
        message: expect.stringContaining('TODO'),
      });
      expect(stored(bed.place, name).status?.phase).toBe('Stopped');
    }
    const again = await bed.call(['send', sessionIn(asked.stdout), '--no-input', '-o', 'json', 'blue']);
    expect(again.code).toBe(5);
  });

  test('list, status, logs, export, interrupt, delete', async () => {
    await using bed = await onServe({ actor: { prompts: [[{ text: 'done' }]] }, busy: { prompts: [BUSY] } });
    const name = sessionIn((await bed.call(['run', '--agent', 'actor', '-o', 'name', 'say it'])).stdout);
    const out = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await bed.call(args);
      expect([args[0], code, stderr]).toEqual([args[0], 0, expect.any(String)]);
      return stdout;
    };
    expect(await out('list', '-o', 'name')).toBe(`session/${name}\n`);
    expect(await out('status', name)).toMatch(/^phase +Stopped/m);
    expect(await out('logs', name)).toContain('done');
    expect(await out('export', name)).toContain('done');
    const busy = sessionIn(await out('run', '--agent', 'busy', '-d', '--keep', '-o', 'name', 'x'));
    await eventually(async () => (await out('logs', busy, '--raw')).includes('working'), 'it works');
    await out('interrupt', busy);
    await eventually(async () => (await out('logs', busy, '--raw')).includes('RUN_FINISHED'), 'the run has ended');
    expect(stored(bed.place, busy).status?.phase).toBe('Running');
    await out('delete', busy);
    expect((await bed.call(['status', busy])).code).toBe(6);
  });

  test('without a token, or with a wrong one, exits 4', async () => {
    await using bed = await onServe();
    for (const AMBER_TOKEN of ['', 'wrong']) {
      const { code, stderr } = await bed.call(['list'], { env: { AMBER_TOKEN } });
      expect([code, stderr]).toEqual([4, expect.stringContaining('401')]);
    }
  });
});

describe.skipIf(NO_LOCAL)('amber serve', () => {
  test('ends in order: its sessions are stopped, their agents gone, readers have heard it all; exit 0', async () => {
    await using bed = await onServe({ busy: { prompts: [BUSY] } });
    const watches = await Promise.all(
      [1, 2].map(async () => {
        const name = sessionIn((await bed.call(['run', '--agent', 'busy', '-d', '-o', 'name', 'x'])).stdout);
        const watch = bed.amber(['watch', name, '-o', 'jsonl']);
        await watch.until('stdout', /working/);
        return { name, watch };
      }),
    );
    bed.serve.child.kill('SIGTERM');
    const { code, stderr } = await bed.serve.done;
    expect([code, stderr]).toEqual([0, expect.stringContaining('serve.stopped')]);
    for (const { name, watch } of watches) {
      expect(stored(bed.place, name).status?.phase).toBe('Stopped');
      watch.child.kill('SIGINT');
      await watch.done;
    }
  });

  test('leaves a session alone that another process hosts, though messages came through it', async () => {
    await using bed = await onServe({ actor: { prompts: [[{ text: 'one' }], [{ text: 'two' }], [{ hang: true }]] } });
    const made = bed.place.amber(['run', '--engine', 'local', '--agent', 'actor', '-d', '--keep', '-o', 'name', 'x']);
    const name = sessionIn((await made.done).stdout);
    const sent = await bed.call(['send', name, '-o', 'json', 'more']);
    expect([sent.code, result(sent).message]).toEqual([0, 'two']);
    bed.serve.child.kill('SIGTERM');
    expect((await bed.serve.done).code).toBe(0);
    expect(stored(bed.place, name).status?.phase).toBe('Running');
  });

  test('killed in the middle: the next one ends the agent, marks the session, and readers have what the log has', async () => {
    const chatter = Array.from({ length: 500 }, (_, index) => [{ text: `word${index} ` }, { sleep: 4 }]).flat();
    const pidFile = join(tmpdir(), `amber-serve-${process.pid}-${Date.now()}`);
    onTestFinished(() => rmSync(pidFile, { force: true }));
    const port = String(await fixedPort());
    const chatty = { prompts: [[...chatter, { hang: true }]], pidFile, ignoreSigterm: true };
    await using bed = await onServe({ chatty }, ['--port', port]);
    const run = bed.amber(['run', '--agent', 'chatty', '-o', 'jsonl', '--timeout', '60s', 'x']);
    const name = sessionIn(await run.until('stdout', /word50 /));
    const watch = bed.amber(['watch', name, '-o', 'jsonl']);
    await watch.until('stdout', /word50 /);
    bed.serve.child.kill('SIGKILL');
    await bed.serve.done;
    const again = bed.place.amber(['serve', '--port', port, '-o', 'json']);
    await again.until('stdout', /\n/);
    const [done, watched] = await Promise.all([run.done, watch.done]);
    expect(done.code).toBe(1);
    expect(lines(done.stdout).at(-1)).toMatchObject({ outcome: 'lost', error: { code: 'HOST_LOST' } });
    expect(stored(bed.place, name).status).toMatchObject({ phase: 'Failed' });
    const log = lines(bed.place.read(`state/projects/default/${name}/events.jsonl`));
    expect(log.length).toBeGreaterThan(50);
    for (const { stdout } of [done, watched])
      expect(lines(stdout).flatMap(({ type, event }) => (type === 'event' ? [event] : []))).toEqual(log);
    await eventually(() => !isAlive(Number(readFileSync(pidFile, 'utf8'))), 'the agent is gone');
    again.child.kill('SIGTERM');
    expect((await again.done).code).toBe(0);
  });

  test('is one for a state directory; amber run beside it works, and is seen through it', async () => {
    await using bed = await onServe({ actor: { prompts: [[{ text: 'done' }]] } });
    const second = await bed.place.amber(['serve', '--port', '0']).done;
    expect([second.code, second.stdout]).toEqual([1, '']);
    expect(second.stderr).toMatch(/error: another amber serve \(process \d+, http:\S+\) serves .* \[CONFLICT\]/);
    const beside = bed.place.amber(['run', '--engine', 'local', '--agent', 'actor', '-o', 'name', 'x']);
    const name = sessionIn((await beside.done).stdout);
    const logs = await bed.call(['logs', name, '--raw']);
    expect(logs.stdout).toContain('RUN_FINISHED');
  });

  test('at a port that is taken, or with a wrong flag, says so', async () => {
    await using bed = await onServe();
    const { port } = new URL(bed.url);
    const env = { AMBER_STATE_DIR: `${bed.place.root}/another` };
    const taken = await bed.place.amber(['serve', '--port', port], { env }).done;
    expect([taken.code, taken.stderr]).toEqual([
      2,
      expect.stringMatching(/EADDRINUSE[\s\S]*hint: choose another port/),
    ]);
    expect((await bed.place.amber(['serve', '--port', '99999'], { env }).done).code).toBe(2);
  });

  test('its help has examples that work', async () => {
    await using place = new Place();
    // A cluster that is away is waited for.
    const cluster = { clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }], users: [{ name: 'u' }] };
    const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }];
    place.write('home/.kube/config', JSON.stringify({ ...cluster, contexts, 'current-context': 'c' }));
    const { stdout } = await place.amber(['serve', '--help']).done;
    const examples = [...stdout.matchAll(/^ {2}\$ (amber serve.*)$/gm)].map(([, line = '']) => line);
    expect(examples).toHaveLength(5);
    const { stdout: printed } = await place.shell(`exec ${examples.find((one) => one.includes('--manifests'))}`).done;
    expect(printed).toContain('image: registry.example/amber:1');
    for (const example of examples.filter((one) => !one.includes('--manifests'))) {
      const run = place.shell(`exec ${example}`);
      const waits = example.includes('kubernetes');
      if (waits) await run.until('stderr', /cluster\.away/);
      else await run.until('stdout', /http:\/\/127\.0\.0\.1:\d+/);
      run.child.kill('SIGTERM');
      // Where it only waits, there is nothing to end in order.
      expect([example, (await run.done).code]).toEqual([example, waits ? null : 0]);
    }
  });

  test('keeps its token and its links out of its log', async () => {
    await using bed = await onServe({}, ['-v']);
    await fetch(bed.announced.browserUrl, { redirect: 'manual' });
    await fetch(`${bed.url}/?token=${bed.token}`, { headers: { authorization: `Bearer ${bed.token}` } });
    bed.serve.child.kill('SIGTERM');
    const { stderr } = await bed.serve.done;
    expect(stderr).toContain('"route":"/login"');
    expect(stderr).not.toContain(bed.token);
    expect(stderr).not.toContain(new URL(bed.announced.browserUrl).searchParams.get('code'));
  });
});
