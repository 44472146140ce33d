import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import { Bed, eventually, PROJECT, TOKEN } from './harness.ts';

const LIST = `/api/projects/${PROJECT}/agentic-sessions`;

function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.on('error', reject);
    socket.on('close', () => undefined);
  });
}

const ended = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => undefined);
  });

test('who leaves in the middle of a request is no error of serve’s', async () => {
  await using bed = await Bed.open();
  const socket = await open(bed.url);
  socket.write(
    `POST ${LIST} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 100\r\n\r\n{`,
  );
  const since = bed.logged.length;
  await bed.ask(LIST);
  socket.destroy();
  await eventually(
    () => bed.logged.slice(since).some((line) => line.includes('"status":499')),
    'the end of the request',
  );
  expect(bed.logged.filter((line) => line.includes('route.failed'))).toEqual([]);
});

describe('connections that are slow on purpose', () => {
  test('are closed: those that say nothing, and those that say it byte by byte; others are served meanwhile', async () => {
    await using bed = await Bed.open({ limits: { headersTimeout: 300, checkInterval: 50, requestTimeout: 600 } });
    const silent = await open(bed.url);
    const drip = await open(bed.url);
    const body = await open(bed.url);
    const ends = Promise.all([silent, drip, body].map(ended));
    body.write(
      `POST ${LIST} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 100\r\n\r\n{`,
    );
    const dripping = (async () => {
      for (const byte of `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(1_000)}`) {
        if (drip.destroyed) return;
        drip.write(byte);
        await systemClock.sleep(20);
      }
    })();
    for (let i = 0; i < 10; i++) expect((await bed.ask(LIST)).status).toBe(200);
    const [nothing, dripped, half] = await ends;
    await dripping;
    // Which of two limits finds it first is a matter of milliseconds.
    expect(nothing).toMatch(/^$|^HTTP\/1.1 408 /);
    expect(dripped).toContain('408 Request Timeout');
    expect(half).toContain('408 Request Timeout');
  });

  test('by the thousand keep nobody out', async () => {
    await using bed = await Bed.open();
    const idle = await Promise.all(Array.from({ length: 2_000 }, () => open(bed.url)));
    for (let i = 0; i < 20; i++) expect((await bed.ask(LIST)).status).toBe(200);
    for (const socket of idle) socket.destroy();
  });

  test('do not end streams, which are longer than any request may be', async () => {
    await using bed = await Bed.open({
      timing: { heartbeat: 100 },
      limits: { headersTimeout: 200, checkInterval: 50, requestTimeout: 200, keepAlive: 200 },
    });
    const tap = await bed.stream(await bed.create());
    await eventually(() => (tap.text.match(/heartbeat/g) ?? []).length >= 8, 'eight heartbeats');
    expect(tap.isOver).toBe(false);
    tap.close();
  });
});
