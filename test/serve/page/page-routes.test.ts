import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Bed, eventually, PROJECT } from '../harness.ts';

const raw = (name: string, seq: number | string): string => `/projects/${PROJECT}/sessions/${name}/events/${seq}`;

describe('what the pages need beside the API of the platform', () => {
  test('a list with a summary of each session, where it is asked for', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'Fix it', runnerType: 'claude' });
    const list = `/api/projects/${PROJECT}/agentic-sessions`;
    const { items } = (await bed.ask(`${list}?summary=true`)).json as {
      items: readonly { summary: { id: string } }[];
    };
    expect(items[0]?.summary).toMatchObject({ title: 'Fix it', outcome: 'running', agent: 'claude', project: PROJECT });
    expect(name).toContain(items[0]?.summary.id);
    expect((await bed.ask(list)).json).not.toHaveProperty('items.0.summary');
  });

  test('one event of a log, as it is there', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    await bed.run(name, 'run-1');
    const run = await bed.store.runner.next();
    run.send({ type: 'RUN_STARTED', threadId: name, runId: 'run-1' });
    run.raw('data: {"type":"CUSTOM","name":"<script>","value":[1,  2]}\n\n');
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    run.end();
    await eventually(async () => (await bed.ask(raw(name, 3))).status === 200, 'the third event');
    const event = await bed.ask(raw(name, 2));
    expect([event.status, event.text]).toEqual([200, '{"type":"CUSTOM","name":"<script>","value":[1,  2]}']);
    expect(event.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    for (const none of [99, 0]) expect((await bed.ask(raw(name, none))).status).toBe(404);
    expect((await bed.ask(raw('no-such-session', 1))).status).toBe(404);
    expect((await bed.ask(raw(name, 'x'))).status).toBe(404);
    expect((await bed.ask(raw(name, 2), { anonymous: true })).status).toBe(401);
  });

  test('a transcript in each form that amber export has, without the secrets of its session', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ environmentVariables: { MY_TOKEN: 'hunter2-very-secret' } });
    await bed.run(name, 'run-1');
    const run = await bed.store.runner.next();
    run.send({ type: 'RUN_STARTED', threadId: name, runId: 'run-1' });
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'It is **hunter2-very-secret** <script>' });
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    run.end();
    await eventually(async () => (await bed.ask(raw(name, 3))).status === 200, 'the third event');
    const path = `/projects/${PROJECT}/sessions/${name}/export`;
    for (const [format, type, holds] of [
      ['html', 'text/html', 'It is ***'],
      ['md', 'text/markdown', 'It is'],
      ['json', 'application/json', '"entries"'],
    ] as const) {
      const { headers, status, text } = await bed.ask(`${path}.${format}`);
      expect([status, headers['content-type'], headers['content-disposition']]).toEqual([
        200,
        `${type}; charset=utf-8`,
        `attachment; filename="${name}.${format}"`,
      ]);
      expect(headers['content-security-policy']).toContain('sandbox');
      expect(text).toContain(holds);
      expect(text).not.toContain('hunter2');
      if (format === 'html') expect(text).not.toContain('<script');
    }
    expect((await bed.ask(`${path}.exe`)).status).toBe(404);
    expect((await bed.ask(`${path}.md`, { anonymous: true })).status).toBe(401);
    expect((await bed.ask(`/projects/${PROJECT}/sessions/none/export.md`)).status).toBe(404);
  });

  test('a message to a session that has stopped starts it, where the message says that it may', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    await bed.ask(bed.path(name, '/stop'), { method: 'POST', body: {} });
    const body = {
      runId: 'run-1',
      messages: [{ id: 'm', role: 'user', content: 'hello' }],
      forwardedProps: { amber: { start: true } },
    };
    expect((await bed.ask(bed.path(name, '/agui/run'), { method: 'POST', body })).status).toBe(200);
    expect(bed.store.calls.start).toBe(1);
    expect((await bed.store.runner.next()).runId).toBe('run-1');
    // One that runs is not started.
    await bed.ask(bed.path(name, '/agui/run'), { method: 'POST', body: { ...body, runId: 'run-2' } });
    expect(bed.store.calls.start).toBe(1);
  });

  test('an icon that anyone may have, and a script that is small on its way', async () => {
    await using bed = await Bed.open();
    const icon = await bed.ask('/favicon.svg', { anonymous: true });
    expect([icon.status, icon.headers['content-type']]).toEqual([200, 'image/svg+xml']);
    const page = await bed.ask('/');
    expect(page.text).toContain('href="/favicon.svg"');
    expect(page.headers['content-security-policy']).toContain("img-src 'self' data:");
    const sizes = await Promise.all(
      ['/page.js', '/page.css'].map(async (path) => {
        const plain = await bed.ask(path);
        const small = await bed.ask(path, { headers: { 'accept-encoding': 'br, gzip' } });
        expect(plain.headers['content-encoding']).toBeUndefined();
        expect([small.headers['content-encoding'], small.headers.vary]).toEqual(['gzip', 'accept-encoding']);
        expect(gunzipSync(gzipSync(plain.text)).toString()).toBe(plain.text);
        return Number(small.headers['content-length']);
      }),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
  });

  test('the agents that a new session may name, and the one of a session that names none', async () => {
    await using bed = await Bed.open({ agents: () => ['claude', 'a"b'], defaults: { runnerType: 'claude' } });
    const { text } = await bed.ask('/');
    expect(text).toContain('data-agents="claude\na&quot;b"');
    expect(text).toContain('data-agent="claude"');
  });
});
