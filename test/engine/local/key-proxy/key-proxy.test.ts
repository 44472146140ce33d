import { once } from 'node:events';
import { type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openKeyProxy } from '../../../../src/engine/local/key-proxy/key-proxy.ts';
import { closeConnections } from '../../../../src/http/pool.ts';
import { Listening } from '../../../fakes/http-server.ts';

const KEY = 'the-real-key';
const PLACEHOLDER = 'the-placeholder';

/** An API behind a key proxy. */
async function proxied(api: RequestListener, path = '') {
  const server = await Listening.http(api);
  const keys = [{ variable: 'K', value: KEY, placeholder: PLACEHOLDER, header: 'x-api-key' as const }];
  const proxy = await openKeyProxy({ upstream: new URL(`${server.url}${path}`), keys }, { env: {} });
  onTestFinished(async () => {
    await proxy.close();
    closeConnections();
    await server[Symbol.asyncDispose]();
  });
  return { server, proxy };
}

/** Asks with the placeholder; resolves with the head of the answer. */
async function ask(address: URL, path: string, body?: string): Promise<IncomingMessage> {
  const sent = request(new URL(path, address), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': PLACEHOLDER },
    agent: false,
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
}

describe('the key proxy', () => {
  test('adds the key, hands on body, status and headers, and counts', async () => {
    const seen: unknown[] = [];
    const { proxy } = await proxied(async (incoming, outgoing) => {
      seen.push([incoming.method, incoming.url, incoming.headers['x-api-key'], await text(incoming)]);
      outgoing.writeHead(429, { 'retry-after': '7', 'content-type': 'text/plain' }).end('slow down');
    });
    const answer = await ask(proxy.address, '/v1/messages?x=1', 'a prompt');
    expect([answer.statusCode, answer.headers['retry-after'], await text(answer)]).toEqual([429, '7', 'slow down']);
    expect(seen).toEqual([['POST', '/v1/messages?x=1', KEY, 'a prompt']]);
    expect(proxy.requests).toBe(1);
  });

  test('a redirect is followed only to what the proxy would reach itself', async () => {
    const seen: unknown[] = [];
    const { proxy } = await proxied((incoming, outgoing) => {
      seen.push(incoming.url);
      if (incoming.url === '/base/in') outgoing.writeHead(307, { location: '/base/there' }).end();
      else if (incoming.url === '/base/out') outgoing.writeHead(307, { location: '/admin' }).end();
      else outgoing.end('reached');
    }, '/base');
    expect(await text(await ask(proxy.address, '/in'))).toBe('reached');
    expect((await ask(proxy.address, '/out')).statusCode).toBe(502);
    expect(seen).toEqual(['/base/in', '/base/there', '/base/out']);
  });

  test('streams both ways: each part arrives before the next is sent', async () => {
    let reply: ServerResponse | undefined;
    const { proxy } = await proxied((incoming, outgoing) => {
      reply = outgoing;
      incoming.on('data', (chunk: Buffer) => void outgoing.write(`got ${chunk}`));
      incoming.on('end', () => void outgoing.end('over'));
    });
    const sent = request(proxy.address, { method: 'POST', headers: { 'x-api-key': PLACEHOLDER }, agent: false });
    sent.write('one');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(String((await once(answer, 'data'))[0])).toBe('got one');
    sent.write('two');
    expect(String((await once(answer, 'data'))[0])).toBe('got two');
    sent.end();
    expect(String((await once(answer, 'data'))[0])).toBe('over');
    expect(reply?.writableEnded).toBe(true);
  });

  test('gives the head of an answer whose body has not begun', async () => {
    const { proxy } = await proxied((_incoming, outgoing) => void outgoing.writeHead(200).flushHeaders());
    const answer = await ask(proxy.address, '/');
    expect(answer.statusCode).toBe(200);
    answer.destroy();
  });

  test('ends the request to the API when the agent hangs up, and the agent’s when the API does', async () => {
    const { proxy, server } = await proxied((incoming, outgoing) => {
      outgoing.writeHead(200).write('x');
      if (incoming.url === '/broken') setTimeout(() => outgoing.destroy(), 20);
    });
    const answer = await ask(proxy.address, '/');
    const [socket] = server.sockets;
    answer.destroy();
    if (socket?.destroyed === false) await once(socket, 'close');
    await expect(text(await ask(proxy.address, '/broken'))).rejects.toThrow('aborted');
  });

  test('refuses a caller without this session’s placeholder, and never asks the API', async () => {
    const { proxy, server } = await proxied((_incoming, outgoing) => void outgoing.end());
    const answer = await fetch(proxy.address, { headers: { 'x-api-key': KEY } });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('another session') } });
    expect([proxy.requests, server.connections]).toEqual([0, 0]);
  });

  test('is no way to another host: neither by an absolute address nor by CONNECT', async () => {
    await using other = await Listening.http((_incoming, outgoing) => void outgoing.end('secret'));
    const { proxy } = await proxied((_incoming, outgoing) => void outgoing.end());
    const raw = async (line: string): Promise<string> => {
      const socket = connect(Number(proxy.address.port), proxy.address.hostname);
      socket.write(`${line} HTTP/1.1\r\nhost: x\r\nx-api-key: ${PLACEHOLDER}\r\nconnection: close\r\n\r\n`);
      return text(socket);
    };
    expect(await raw(`GET ${other.url}/`)).toMatch(/^HTTP\/1.1 403 /);
    expect(await raw(`CONNECT ${new URL(other.url).host}`)).toMatch(/^HTTP\/1.1 405 /);
    expect(other.connections).toBe(0);
  });

  test('outlives a caller that hangs up at any moment', async () => {
    const { proxy } = await proxied((_incoming, outgoing) => void outgoing.end('ok'));
    const head = `host: x\r\nx-api-key: ${PLACEHOLDER}\r\n`;
    const pieces = [
      `CONNECT example.com:443 HTTP/1.1\r\n${head}\r\n`,
      `POST / HTTP/1.1\r\n${head}content-length: 100\r\n\r\nhalf`,
      `POST / HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\n4\r\nha`,
      'GET / HT',
      '\0\0\0',
    ];
    for (let round = 0; round < 20; round++)
      for (const piece of pieces) {
        const socket = connect(Number(proxy.address.port), proxy.address.hostname);
        await once(socket, 'connect');
        socket.on('error', () => {}).write(piece);
        if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
        socket.resetAndDestroy();
      }
    expect(await text(await ask(proxy.address, '/'))).toBe('ok');
  });

  test('says 502 where the API can’t be reached, and nothing of the key', async () => {
    const { proxy, server } = await proxied(() => undefined);
    await server[Symbol.asyncDispose]();
    const answer = await ask(proxy.address, '/');
    const said = await text(answer);
    expect([answer.statusCode, said]).toEqual([502, expect.stringContaining('connection refused')]);
    expect(said).not.toContain(KEY);
  });

  test('cuts what is open when it ends', async () => {
    const { proxy } = await proxied((_incoming, outgoing) => void outgoing.writeHead(200).write('x'));
    const answer = await ask(proxy.address, '/');
    const cut = text(answer);
    await Promise.all([proxy.close(), expect(cut).rejects.toThrow('aborted')]);
    await expect(fetch(proxy.address)).rejects.toThrow();
  });
});
