import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { onKubernetes } from './kit/amber.ts';
import { sessionsPath } from './kit/api-client.ts';
import { PLATFORM_CRD, SESSION_USER } from './kit/cluster.ts';
import { type ServiceAccount, serviceAccount, shortLivedToken } from './kit/short-lived-token.ts';
import { SmallPlatform } from './kit/small-platform.ts';
import { onCluster } from './kit/suite.ts';

/** How long a token is good, and how often there is a new one. In seconds. */
const LIVES = 6;
const RENEWED = 2;
/** Longer than a token lives, and than the API server remembers it. */
const TICKS = 24;

onCluster('credentials that end during a run', PLATFORM_CRD, (cluster) => {
  let bot: ServiceAccount;
  let platform: SmallPlatform;
  const token = (): string => shortLivedToken(cluster(), bot, LIVES);
  beforeAll(async () => {
    platform = await SmallPlatform.start(cluster());
    bot = await serviceAccount(cluster(), 'team-a', 'bot');
    const subject = { kind: 'ServiceAccount', name: bot.name, namespace: bot.namespace };
    await cluster().allow('alice', 'team-a', SESSION_USER, [subject]);
  });

  afterAll(() => platform?.[Symbol.asyncDispose]());

  /** Keeps a file that holds what `text` gives now; gives its path. */
  const keepFresh = (name: string, text: () => string): string => {
    const path = cluster().plane.path(name);
    const write = (): void => {
      writeFileSync(`${path}.new`, text());
      renameSync(`${path}.new`, path);
    };
    write();
    const timer = setInterval(write, RENEWED * 1000);
    onTestFinished(() => clearInterval(timer));
    return path;
  };
  const run = async (credentials: object): Promise<void> => {
    await using story = await onKubernetes(cluster(), { credentials, platform });
    const result = await story.result('run', `[slow ${TICKS}]`);
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
  };
  /** A credential plugin that says what is in a file, and counts its calls in another. */
  const plugin = (path: string): object => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', 'echo called >> "$1.calls"; cat "$1"', 'plugin', path],
      interactiveMode: 'Never',
    },
  });
  const calls = (path: string): number => readFileSync(`${path}.calls`, 'utf8').trim().split('\n').length;
  const credential = (status: object): string =>
    JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });

  test.concurrent('the API server really refuses a token that has ended', async () => {
    const client = cluster().plane.client({ token: token() });
    expect((await client.call('GET', sessionsPath('team-a'))).status).toBe(200);
    await expect
      .poll(async () => (await client.call('GET', sessionsPath('team-a'))).status, { timeout: 40_000, interval: 1_000 })
      .toBe(401);
  });

  test.concurrent('a plugin that says when its token ends is asked again', async () => {
    const path = keepFresh('expiring.json', () =>
      credential({ token: token(), expirationTimestamp: new Date(Date.now() + LIVES * 1000).toISOString() }),
    );
    await run(plugin(path));
    expect(calls(path)).toBeGreaterThan(1);
  });

  test.concurrent('a plugin that does not say it is asked again when its token is refused', async () => {
    const path = keepFresh('silent.json', () => credential({ token: token() }));
    await run(plugin(path));
    expect(calls(path)).toBeGreaterThan(1);
  });

  test.concurrent('a token file is read again', async () => {
    await run({ tokenFile: keepFresh('token', token) });
  });
});
