import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '../../scenarios/kit/run.ts';
import { sessionsPath } from './kit/api-client.ts';
import { OLDER_CRD, PLATFORM_CRD } from './kit/cluster.ts';
import { onCluster } from './kit/suite.ts';

const session = (name: string) => ({
  apiVersion: 'vteam.ambient-code/v1alpha1',
  kind: 'AgenticSession',
  metadata: { name },
  spec: { initialPrompt: 'hello', stopOnRunFinished: true },
});

onCluster('the API server of the tests', OLDER_CRD, (started) => {
  test('an older definition prunes the field, and says so', async () => {
    const cluster = started();
    const answer = await cluster.admin.call('POST', sessionsPath('team-a'), session('pruned'));
    expect(answer).toMatchObject({ status: 201, body: { spec: { initialPrompt: 'hello' } } });
    expect(answer.body.spec).not.toHaveProperty('stopOnRunFinished');
    expect(answer.headers.warning).toContain(String.raw`unknown field \"spec.stopOnRunFinished\"`);
    await cluster.define(PLATFORM_CRD);
    await expect
      .poll(async () => (await cluster.admin.call('POST', sessionsPath('team-b'), session(`kept-${Date.now()}`))).body)
      .toMatchObject({ spec: { stopOnRunFinished: true } });
  });

  test('users may do what they were given, and nothing else', async () => {
    const cluster = started();
    const [alice, bob] = [cluster.plane.client('alice'), cluster.plane.client('bob')];
    expect((await alice.call('GET', sessionsPath('team-a'))).status).toBe(200);
    expect((await alice.call('GET', '/api/v1/namespaces')).status).toBe(403);
    expect((await bob.call('GET', sessionsPath('team-a'))).status).toBe(403);
    expect((await cluster.plane.client({ token: 'nobody' }).call('GET', '/api')).status).toBe(401);
  });

  test('it comes back at its address with its data; watches from before a compaction are gone', async () => {
    const cluster = started();
    const list = await cluster.admin.ask('GET', sessionsPath('team-a'));
    await cluster.admin.ask('POST', sessionsPath('team-a'), session('later'));
    await cluster.plane.compact();
    await cluster.plane.kill();
    await expect(cluster.admin.call('GET', '/readyz')).rejects.toThrow();
    await cluster.plane.restart();
    const names = (await cluster.admin.ask<{ items: { metadata: { name: string } }[] }>('GET', sessionsPath('team-a')))
      .items;
    expect(names.map(({ metadata }) => metadata.name)).toContain('later');
    const path = `${sessionsPath('team-a')}?watch=1&resourceVersion=${list.metadata.resourceVersion}`;
    for await (const { type, object } of cluster.admin.watch(path, AbortSignal.timeout(20_000))) {
      expect({ type, code: object.code }).toEqual({ type: 'ERROR', code: 410 });
      break;
    }
  });

  test.skipIf(process.platform === 'win32')('nothing of it outlives a process that is killed', async () => {
    const kit = fileURLToPath(new URL('./kit/control-plane.ts', import.meta.url));
    const script = `import { ControlPlane } from ${JSON.stringify(kit)};
      const plane = await ControlPlane.start();
      console.log(plane.folder);
      setInterval(() => {}, 1000);`;
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    const program = run([process.execPath, '--input-type=module', '-e', script], {
      cwd,
      env: process.env as { [name: string]: string },
    });
    const folder = (await program.until('stdout', /control-plane-/)).trim();
    program.child.kill('SIGKILL');
    await program.done;
    await expect.poll(() => existsSync(folder), { timeout: 20_000 }).toBe(false);
    await expect.poll(() => processesThatSay(folder), { timeout: 20_000 }).toEqual([]);
  });
});

/** Command lines of this machine's processes that name a path. */
function processesThatSay(path: string): readonly string[] {
  if (!existsSync('/proc/self/cmdline'))
    return execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(path));
  return execFileSync('ls', ['/proc'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(path) ? [line] : [];
      } catch {
        return [];
      }
    });
}
