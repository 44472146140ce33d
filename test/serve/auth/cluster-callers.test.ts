import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { AmberError } from '../../../src/core/errors.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Caller, CallerRights } from '../../../src/serve/auth/callers.ts';
import { ClusterCallers } from '../../../src/serve/auth/cluster-callers.ts';
import type { Right } from '../../../src/serve/auth/route-rights.ts';
import { Metrics } from '../../../src/serve/metrics.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const LIFE = 14_000;
const MINUTE = 60_000;
const GET: Right = { verb: 'get', project: 'team-a', name: 'session-1' };

/** An API server in memory: which tokens it knows, and what they may do. */
class Authorities {
  readonly clock = new VirtualClock();
  readonly asked: string[] = [];
  readonly allowed = new Set<string>(['alice get team-a']);
  isAway = false;
  readonly callers = new ClusterCallers(
    {
      engineOf: (token) => ({ name: token }) as unknown as Engine,
      review: async (token, right) => {
        const words = 'path' in right ? right.path : [right.verb, right.project, right.name].filter(Boolean).join(' ');
        this.asked.push(`${token} ${words}`);
        if (this.isAway) throw new AmberError('UNAVAILABLE', 'no answer');
        if (![...this.allowed].some((one) => one.startsWith(`${token} `)))
          throw new AmberError('UNAUTHENTICATED', 'unknown');
        return this.allowed.has(`${token} ${words}`);
      },
    },
    this.clock,
    new Metrics(),
    { accessReviewLife: LIFE },
  );

  async identify(headers: { readonly [name: string]: string }): Promise<Caller | string> {
    const request = new IncomingMessage(new Socket());
    Object.assign(request.headers, headers);
    request.method = 'GET';
    return this.callers.identify(request);
  }

  async rightsOf(token: string): Promise<CallerRights> {
    const caller = await this.identify({ authorization: `Bearer ${token}` });
    if (typeof caller === 'string' || caller.rights === undefined) throw new Error('not let in');
    return caller.rights;
  }
}

describe('callers of a cluster', () => {
  test('are known by a token that the API server knows; each has an engine of their own', async () => {
    const api = new Authorities();
    expect(await api.identify({ authorization: 'Bearer alice' })).toMatchObject({ engine: { name: 'alice' } });
    expect(await api.identify({ 'x-forwarded-access-token': 'alice' })).toMatchObject({ engine: { name: 'alice' } });
    for (const headers of [
      {},
      { authorization: 'Bearer bob' },
      { authorization: 'Basic alice' },
      { authorization: '' },
    ])
      expect(await api.identify(headers)).toBe('unknown');
    // What could be taken for a request of nobody, or for two headers, is never sent.
    const sent = api.asked.length;
    for (const token of ['', ' ', 'a\nb', 'é'])
      expect(await api.identify({ 'x-forwarded-access-token': token })).toBe('unknown');
    expect(api.asked).toHaveLength(sent);
  });

  test('a right to the whole project counts for all of its sessions, and is asked for once in its time', async () => {
    const api = new Authorities();
    const rights = await api.rightsOf('alice');
    for (let n = 0; n < 50; n++) await rights.need({ ...GET, name: `session-${n}` });
    expect(api.asked).toEqual(['alice /', 'alice get team-a']);
    await api.clock.advance(LIFE - 1);
    await rights.need(GET);
    expect(api.asked).toHaveLength(2);
    await api.clock.advance(1);
    await rights.need(GET);
    expect(api.asked).toEqual(['alice /', 'alice get team-a', 'alice get team-a']);
  });

  test('a right to one session by its name is one to no other', async () => {
    const api = new Authorities();
    api.allowed.delete('alice get team-a');
    api.allowed.add('alice get team-a session-1');
    const rights = await api.rightsOf('alice');
    await rights.need(GET);
    await expect(rights.need({ ...GET, name: 'session-2' })).rejects.toMatchObject({ status: 403 });
    await expect(rights.need({ ...GET, project: 'team-b' })).rejects.toMatchObject({ status: 403 });
    await expect(rights.need({ ...GET, verb: 'patch' })).rejects.toMatchObject({ status: 403 });
  });

  test('a no counts for two seconds: who was just given the right can use it', async () => {
    const api = new Authorities();
    const rights = await api.rightsOf('alice');
    const patch: Right = { verb: 'patch', project: 'team-a' };
    await expect(rights.need(patch)).rejects.toMatchObject({ status: 403 });
    api.allowed.add('alice patch team-a');
    await expect(rights.need(patch)).rejects.toMatchObject({ status: 403 });
    await api.clock.advance(2_000);
    await rights.need(patch);
  });

  test.each([
    ['the right', (api: Authorities) => api.allowed.delete('alice get team-a')],
    ['the account', (api: Authorities) => api.allowed.clear()],
    ['the API server', (api: Authorities) => (api.isAway = true)],
  ])('%s is gone: what is under way ends within a minute, whenever it was asked for last', async (_, change) => {
    for (const after of [0, LIFE - 1, LIFE, LIFE + 5_000]) {
      const api = new Authorities();
      api.allowed.add('alice list team-b');
      const rights = await api.rightsOf('alice');
      await rights.need(GET);
      const begun = api.clock.now();
      let lostAt: number | undefined;
      const over = new AbortController();
      const lost = rights.lost(GET, over.signal).then(() => {
        lostAt = api.clock.now();
      });
      for (; api.clock.now() < begun + after; )
        await api.clock.advance(Math.min(1_000, begun + after - api.clock.now()));
      expect(lostAt).toBeUndefined();
      change(api);
      const changed = api.clock.now();
      for (let second = 0; second < 60 && lostAt === undefined; second++) await api.clock.advance(1_000);
      expect(lostAt, `${after} ms after it began`).toBeLessThan(changed + MINUTE);
      await lost;
      over.abort();
    }
  });

  test('an API server that is away for a short time ends nothing', async () => {
    const api = new Authorities();
    const rights = await api.rightsOf('alice');
    await rights.need(GET);
    let isLost = false;
    const over = new AbortController();
    const lost = rights.lost(GET, over.signal).then(() => {
      isLost = true;
    });
    await api.clock.advance(LIFE);
    api.isAway = true;
    await api.clock.advance(LIFE + 5_000);
    api.isAway = false;
    for (let second = 0; second < 300; second++) await api.clock.advance(1_000);
    expect(isLost).toBe(false);
    over.abort();
    await lost;
  });

  test('an API server that does not answer lets nobody in, and says that it may later', async () => {
    const api = new Authorities();
    api.isAway = true;
    await expect(api.identify({ authorization: 'Bearer alice' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    api.isAway = false;
    expect(await api.identify({ authorization: 'Bearer alice' })).toMatchObject({ engine: { name: 'alice' } });
  });

  test('strangers are asked for in turn; those who are known wait for none of them', async () => {
    const api = new Authorities();
    await api.rightsOf('alice');
    await api.clock.advance(LIFE);
    api.asked.splice(0);
    const strangers = Promise.allSettled(
      Array.from({ length: 300 }, (_, n) => api.identify({ authorization: `Bearer stranger-${n}` })),
    );
    expect(await api.identify({ authorization: 'Bearer alice' })).toMatchObject({ engine: { name: 'alice' } });
    const refused = (await strangers).filter(({ status }) => status === 'rejected');
    expect(api.asked.filter((words) => words.startsWith('stranger'))).toHaveLength(100);
    expect(refused).toHaveLength(200);
    expect(await api.identify({ authorization: 'Bearer stranger-299' })).toBe('unknown');
  });
});
