import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HANG_MS } from '../../fakes/patience.ts';
import { type FakePlatform, type PlatformOptions, startPlatform } from '../../fakes/platform/server.ts';
import { engineOn, META } from './harness.ts';

const pem = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const TLS = { key: pem('server-key'), cert: pem('server') };

async function start(options: PlatformOptions = {}): Promise<FakePlatform> {
  const platform = await startPlatform({ speed: 20, ...options });
  onTestFinished(() => platform.close());
  return platform;
}

/** A proxy that does what it is asked, and counts. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming: IncomingMessage, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const onwards = request(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onwards);
  });
  server.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onwards = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onwards).pipe(socket);
    });
    onwards.on('error', () => socket.destroy());
    socket.on('error', () => onwards.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('certificates', () => {
  test('of a private authority are refused with the flag that helps, and taken with it', async () => {
    const platform = await start({ tls: TLS });
    await expect(engineOn(platform).create({}, META)).rejects.toMatchObject({
      code: 'CONFIG',
      hint: expect.stringContaining('--ca-file'),
    });
    expect(platform.requests).toEqual([]);
    const made = await engineOn(platform, { ca: pem('ca') }).create({}, META);
    expect(made.metadata.name).toBe(platform.session().name);
  });

  test('are not looked at when that was asked for, which is reported', async () => {
    const platform = await start({ tls: TLS });
    const said: string[] = [];
    const engine = engineOn(platform, { insecure: true, notice: (message) => void said.push(message) });
    await expect(engine.create({}, META)).resolves.toBeDefined();
    expect(said).toEqual([expect.stringContaining('certificates are not checked')]);
  });
});

describe('proxies', () => {
  test('HTTPS_PROXY is asked for a tunnel; requests and events go through it', async () => {
    const [platform, proxy] = await Promise.all([start({ tls: TLS }), startProxy()]);
    const engine = engineOn(platform, { ca: pem('ca'), env: { HTTPS_PROXY: proxy.url } });
    const made = await engine.create({ initialPrompt: 'hi' }, META);
    for await (const items of engine.events(
      { project: 'team-a', name: made.metadata.name },
      undefined,
      AbortSignal.timeout(HANG_MS),
    ))
      if (items.some((item) => item.kind === 'event')) break;
    expect(proxy.asked[0]).toBe(`CONNECT ${new URL(platform.url).host}`);
  });

  test('HTTP_PROXY is used for http, unless NO_PROXY names the host', async () => {
    const [platform, proxy] = await Promise.all([start(), startProxy()]);
    await engineOn(platform, { env: { HTTP_PROXY: proxy.url } }).create({}, META);
    expect(proxy.asked.length).toBeGreaterThan(0);
    const before = proxy.asked.length;
    await engineOn(platform, { env: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } }).create({}, META);
    expect(proxy.asked).toHaveLength(before);
  });
});
