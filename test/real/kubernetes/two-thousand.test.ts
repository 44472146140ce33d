import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { openCluster } from '../../../src/engine/kubernetes/cluster-client.ts';
import { type SessionChange, watchSessions } from '../../../src/engine/kubernetes/watch/watch-sessions.ts';
import { onKubernetes } from './kit/amber.ts';
import { sessionsPath } from './kit/api-client.ts';
import { ApiProxy } from './kit/api-proxy.ts';
import { PLATFORM_CRD, SESSION_USER } from './kit/cluster.ts';
import { MANY, manySessions } from './kit/many-sessions.ts';
import { onCluster } from './kit/suite.ts';

onCluster('a namespace with two thousand sessions', PLATFORM_CRD, (cluster) => {
  beforeAll(async () => {
    await cluster().namespace('big');
    await cluster().allow('alice', 'big', SESSION_USER);
    await manySessions(cluster().admin, 'big');
  });

  test('all are listed, each once', async () => {
    await using story = await onKubernetes(cluster());
    const { code, stdout } = await story.call('list', '--project', 'big', '-o', 'name');
    const names = stdout.trimEnd().split('\n');
    expect({ code, names: names.length, different: new Set(names).size }).toEqual({
      code: 0,
      names: MANY,
      different: MANY,
    });
    const stopped = await story.call(
      'list',
      '--project',
      'big',
      '--phase',
      'Stopped',
      '--label',
      'third=0',
      '-o',
      'name',
    );
    expect(stopped.stdout.trimEnd().split('\n')).toHaveLength(Math.ceil(MANY / 3));
  });

  test('all are watched; what the API server has forgotten meanwhile is reported as what differs', async () => {
    const { admin, plane } = cluster();
    await using proxy = await ApiProxy.start(plane.url, plane.ca);
    const opened = await openCluster({
      kubeconfig: plane.kubeconfig('alice', 'big', proxy),
      env: {},
      notice: () => undefined,
    });
    const over = new AbortController();
    onTestFinished(() => over.abort());
    const watch = new Watched(
      watchSessions({ cluster: opened, clock: systemClock, namespace: 'big', signal: over.signal }),
    );
    await watch.until(({ kind }) => kind === 'current');
    expect(watch.take('changed')).toHaveLength(MANY);

    await admin.ask('PATCH', sessionsPath('big', 'session-0001'), { metadata: { labels: { seen: 'live' } } });
    await watch.until(({ kind }) => kind === 'changed');
    expect(watch.take('changed')).toEqual(['session-0001']);

    proxy.isAway = true;
    await watch.until(({ kind }) => kind === 'broken');
    await admin.ask('PATCH', sessionsPath('big', 'session-0002'), { metadata: { labels: { seen: 'late' } } });
    await admin.ask('DELETE', sessionsPath('big', 'session-0003'));
    await plane.compact();
    await plane.restart();
    watch.take('synced');
    const before = proxy.requests.length;
    proxy.isAway = false;
    await watch.until(({ kind }) => kind === 'synced');
    expect([watch.take('changed'), watch.take('deleted')]).toEqual([['session-0002'], ['session-0003']]);
    // It was refused to go on, and has begun anew.
    expect(proxy.requests.slice(before).some(({ url }) => /sendInitialEvents|limit=/.test(url))).toBe(true);

    await admin.ask('PATCH', sessionsPath('big', 'session-0004'), { metadata: { labels: { seen: 'after' } } });
    await watch.until(({ kind }) => kind === 'changed');
    expect(watch.take('changed')).toEqual(['session-0004']);
  });
});

/** What a watch has reported so far. */
class Watched {
  readonly #reported: SessionChange[] = [];
  #more = Promise.withResolvers<void>();

  constructor(changes: AsyncIterable<readonly SessionChange[]>) {
    void this.#read(changes);
  }

  async until(fits: (change: SessionChange) => boolean): Promise<void> {
    while (!this.#reported.some(fits)) await this.#more.promise;
  }

  /** The sessions that were reported in that way, each time, since the last call; all else of that kind is forgotten. */
  take(kind: SessionChange['kind']): readonly string[] {
    const taken = this.#reported.filter((change) => change.kind === kind);
    const rest = this.#reported.filter((change) => change.kind !== kind);
    this.#reported.splice(0, this.#reported.length, ...rest);
    return taken.flatMap((change) =>
      change.kind === 'changed' ? [change.session.metadata.name] : change.kind === 'deleted' ? [change.ref.name] : [],
    );
  }

  async #read(changes: AsyncIterable<readonly SessionChange[]>): Promise<void> {
    try {
      for await (const some of changes) {
        this.#reported.push(...some);
        this.#more.resolve();
        this.#more = Promise.withResolvers();
      }
    } catch (error) {
      this.#reported.push({ kind: 'broken', error });
      this.#more.resolve();
    }
  }
}
