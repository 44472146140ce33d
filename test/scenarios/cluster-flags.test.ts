import { describe, expect, test } from 'vitest';
import { apiServer } from '../fakes/api-server.ts';
import { Place } from './kit/place.ts';
import { NO_TERMINAL, plain } from './kit/pty.ts';

const SESSIONS = 'GET /apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions';

describe('a flag that names a cluster', () => {
  test.each([
    [['run', '--agent', 'demo', '--context', 'team', 'hello'], '--context', 'local'],
    [['list', '--kubeconfig', 'nowhere'], '--kubeconfig', 'local'],
    [['stop', 'one', '--as', 'ulla'], '--as', 'local'],
    [['list', '--api-url', 'http://127.0.0.1:1', '--events-service', 'ns/name'], '--events-service', 'platform'],
    [['doctor', '--context', 'team'], '--context', 'local'],
    [['serve', '--context', 'team', '--port', '0'], '--context', 'local'],
  ] as const)('%j is refused, and no agent runs here', async (args, flag, engine) => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.amber(args, { env: { AMBER_TOKEN: 'a-token-of-mine' } }).done;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `error: ${flag} is for engine kubernetes, and this is ${engine} [USAGE]\n  hint: -e kubernetes\n`,
    );
  });

  test('a variable that names one counts only with that engine', async () => {
    await using place = new Place();
    const { code, stderr } = await place.call(['list'], { env: { AMBER_CONTEXT: 'team' } });
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('a kubeconfig by which certificates are not checked', () => {
  const amber = async (...args: readonly string[]) => {
    await using place = new Place();
    await using server = await apiServer({ [SESSIONS]: { items: [], metadata: {} }, 'GET /version': {} });
    const KUBECONFIG = place.write('kubeconfig', server.kubeconfig);
    const all = [...args, '-e', 'kubernetes', '--insecure-skip-tls-verify'];
    return await place.call(all, { env: { KUBECONFIG } });
  };

  test('is reported once', async () => {
    expect(await amber('list')).toMatchObject({
      code: 0,
      stderr: 'warning: certificates are not checked: anyone in between can read the token\n',
    });
  });

  test('is not shown with -q', async () => {
    expect(await amber('list', '-q')).toMatchObject({ code: 0, stderr: '' });
  });

  test('is reported once by a call that asks two servers', async () => {
    const { stderr } = await amber('doctor', '--api-url', 'https://127.0.0.1:1');
    expect(stderr.match(/certificates are not checked/g)).toHaveLength(1);
  });
});

test.skipIf(NO_TERMINAL)('on a terminal an empty list says so, and of what', async () => {
  await using place = new Place();
  const { stdout } = await place.onTerminal(['list', '-p', 'team-a']).done;
  expect(plain(stdout)).toBe('no sessions in "team-a"\n');
  const filtered = await place.onTerminal(['list', '-p', 'team-a', '--phase', 'Running']).done;
  expect(plain(filtered.stdout)).toContain('no such sessions in "team-a"\n');
});
