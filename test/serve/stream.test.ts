import { describe, expect, test } from 'vitest';
import type { FakeRun } from '../fakes/hostless/runner.ts';
import { cutClients } from './cut-clients.ts';
import { ask, Bed, eventually, Tap } from './harness.ts';

const delta = (index: number) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: `word ${index} ` });
const upTo = (count: number, first = 1) => Array.from({ length: count - first + 1 }, (_, index) => first + index);

async function startRun(bed: Bed, name: string, runId = 'run-1'): Promise<FakeRun> {
  await bed.run(name, runId);
  const run = await bed.store.runner.next();
  run.send({ type: 'RUN_STARTED', threadId: name, runId });
  return run;
}

async function sendMany(run: FakeRun, count: number): Promise<void> {
  for (let i = 0; i < count; i++) if (!run.send(delta(i))) await run.drained();
}

describe('a stream', () => {
  test('sends its headers at once and marks the end of an empty replay', async () => {
    await using bed = await Bed.open();
    const tap = await bed.stream(await bed.create());
    expect(tap.response.statusCode).toBe(200);
    expect(tap.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(tap.response.headers['cache-control']).toContain('no-cache');
    await tap.until(({ isLive }) => isLive, ': live');
    expect(tap.text).toBe(': live\n\n');
    tap.close();
  });

  test('replays in order, marks the end once, and goes on', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const early = await bed.stream(name);
    const run = await startRun(bed, name);
    await sendMany(run, 9);
    await early.until(({ seqs }) => seqs.length === 10, '10 events');
    const late = await bed.stream(name);
    await late.until(({ isLive }) => isLive, ': live');
    expect(late.seqs).toEqual(upTo(10));
    await sendMany(run, 5);
    await late.until(({ seqs }) => seqs.length === 15, '15 events');
    expect(late.seqs).toEqual(upTo(15));
    expect(late.text.match(/^: live$/gm)).toHaveLength(1);
    await early.until(({ seqs }) => seqs.length === 15, '15 events');
    for (const tap of [early, late]) tap.close();
  });

  test('of a browser that has four already is what there is, and when to ask again', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const run = await startRun(bed, name);
    await sendMany(run, 4);
    const signedIn = await ask(bed.serving?.browserUrl() ?? '', { anonymous: true });
    const cookie = String(signedIn.headers['set-cookie']?.[0]?.split(';')[0]);
    const open = async (query = ''): Promise<Tap> => {
      const tap = await Tap.open(`${bed.url}${bed.path(name, '/agui/events')}${query}`, { cookie });
      await tap.until(({ isLive }) => isLive, ': live');
      return tap;
    };
    const lasting = [await open(), await open(), await open(), await open()];
    const short = await open();
    await short.ended;
    expect([short.seqs, short.response.headers['retry-after']]).toEqual([upTo(5), '2']);
    await sendMany(run, 2);
    const next = await open('?since=5');
    await next.ended;
    expect(next.seqs).toEqual([6, 7]);
    // Others are not counted with it.
    const api = await bed.stream(name);
    await api.until(({ isLive }) => isLive, ': live');
    lasting[0]?.close();
    await eventually(async () => (await bed.metric('amber_serve_streams')) === 4, 'a stream less');
    const fifth = await open('?since=7');
    await sendMany(run, 1);
    await fifth.until(({ seqs }) => seqs.length === 1, 'a further event');
    expect(fifth.response.headers['retry-after']).toBeUndefined();
    for (const tap of [...lasting, api, fifth]) tap.close();
  });

  test('goes on after Last-Event-ID, after ?since=, and after the former where both are given', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    await sendMany(await startRun(bed, name), 9);
    const read = async (query: string, headers = {}): Promise<readonly number[]> => {
      const tap = await bed.stream(name, query, headers);
      await tap.until(({ isLive }) => isLive, ': live');
      tap.close();
      return tap.seqs;
    };
    await eventually(async () => (await read('')).length === 10, '10 events');
    expect(await read('', { 'last-event-id': '4' })).toEqual(upTo(10, 5));
    expect(await read('?since=7')).toEqual([8, 9, 10]);
    expect(await read('?since=1', { 'last-event-id': '9' })).toEqual([10]);
    expect(await read('', { 'last-event-id': 'no number of ours' })).toEqual(upTo(10));
    expect(await read('?since=10')).toEqual([]);
    expect((await bed.ask(bed.path(name, '/agui/events?since=-1'))).status).toBe(400);
  });

  test('filters by run: also events that do not say whose they are, and also when it goes on in the middle', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const one = await startRun(bed, name, 'run-1');
    const all = await bed.stream(name);
    await all.until(({ seqs }) => seqs.length === 1, 'the first start');
    const two = await startRun(bed, name, 'run-2');
    await all.until(({ seqs }) => seqs.length === 2, 'the second start');
    for (let i = 0; i < 6; i++) {
      (i % 2 === 0 ? one : two).send({ type: 'CUSTOM', name: 'n', value: i });
      await all.until(({ seqs }) => seqs.length === 3 + i, 'the next event');
    }
    const tap = await bed.stream(name, '?runId=run-2');
    await tap.until(({ isLive }) => isLive, ': live');
    expect(tap.seqs).toEqual([2, 4, 6, 8]);
    const rest = await bed.stream(name, '?runId=run-2', { 'last-event-id': '4' });
    await rest.until(({ isLive }) => isLive, ': live');
    expect(rest.seqs).toEqual([6, 8]);
    one.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    two.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-2' });
    for (const reader of [tap, rest]) {
      await reader.untilType('RUN_FINISHED');
      expect(reader.events.at(-1)?.runId).toBe('run-2');
      reader.close();
    }
    all.close();
  });

  test('beats while nothing happens', async () => {
    await using bed = await Bed.open({ timing: { heartbeat: 30 } });
    const tap = await bed.stream(await bed.create());
    await tap.until(({ text }) => (text.match(/^: heartbeat$/gm) ?? []).length >= 3, 'three heartbeats');
    tap.close();
  });

  test('of a session that does not exist is a 404, and one whose session is deleted ends', async () => {
    await using bed = await Bed.open();
    const reply = await bed.ask(bed.path('session-none', '/agui/events'));
    expect([reply.status, reply.json]).toEqual([404, { error: 'Session not found' }]);
    const name = await bed.create();
    const run = await startRun(bed, name);
    const tap = await bed.stream(name);
    await tap.untilType('RUN_STARTED');
    expect((await bed.ask(bed.path(name), { method: 'DELETE' })).status).toBe(204);
    await tap.ended;
    await run.closed;
    expect((await bed.ask(bed.path(name, '/agui/events'))).status).toBe(404);
  });

  test('keeps frames whole, whatever an event holds', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const run = await startRun(bed, name);
    const text = 'a\r\nb\n\ndata: {"type":"RUN_FINISHED"}\n\nid: 99\n\u2028 😀 \u0000';
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: text });
    // A datum of several lines, with line breaks between its tokens.
    run.raw('data: {"type":"CUSTOM",\ndata:  "name":"x",\ndata: "value":1}\n\n');
    run.send({ type: 'CUSTOM', name: 'big', value: 'y'.repeat(3_000_000) });
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    const tap = await bed.stream(name);
    await tap.untilType('RUN_FINISHED');
    expect(tap.seqs).toEqual(upTo(5));
    expect(tap.events[1]?.delta).toBe(text);
    expect(tap.events[2]).toEqual({ type: 'CUSTOM', name: 'x', value: 1 });
    tap.close();
  });
});

describe('readers of all kinds get each event once, in order', () => {
  test('a reader that stops reading is moved back to the log, and misses nothing', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const run = await startRun(bed, name);
    const slow = await bed.stream(name);
    const fast = await bed.stream(name);
    await slow.untilType('RUN_STARTED');
    slow.response.pause();
    const padding = 'x'.repeat(4_000);
    const count = 8_000;
    for (let i = 0; i < count; i++) if (!run.send({ type: 'CUSTOM', name: padding, value: i })) await run.drained();
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    await fast.until(({ seqs }) => seqs.length === count + 2, 'all events');
    expect(slow.seqs.length).toBeLessThan(count / 2);
    slow.response.resume();
    await slow.until(({ seqs }) => seqs.length === count + 2, 'all events');
    expect(slow.seqs).toEqual(upTo(count + 2));
    expect(fast.seqs).toEqual(slow.seqs);
    expect(await bed.metric('amber_serve_stream_fallbacks_total')).toBeGreaterThan(0);
    for (const tap of [slow, fast]) tap.close();
  });

  test('clients that are cut off a thousand times at random and come back with Last-Event-ID have what the log has', async () => {
    await cutClients(8, 1_000);
  });

  test('a thousand readers of one session', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const taps = await Promise.all(Array.from({ length: 1_000 }, () => bed.stream(name)));
    const run = await startRun(bed, name);
    await sendMany(run, 48);
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    await Promise.all(taps.map((tap) => tap.until(({ seqs }) => seqs.length === 50, '50 events')));
    for (const tap of taps) expect(tap.seqs).toEqual(upTo(50));
    expect(await bed.metric('amber_serve_streams')).toBe(1_000);
    for (const tap of taps) tap.close();
    await eventually(async () => (await bed.metric('amber_serve_streams')) === 0, 'the end of all streams');
  });
});

describe('export', () => {
  test('is 404 before the first event, and the whole log afterwards', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    expect((await bed.ask(bed.path(name, '/export'))).status).toBe(404);
    const run = await startRun(bed, name);
    await sendMany(run, 5_000);
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    const tap = await Tap.open(`${bed.url}${bed.path(name, '/agui/events')}`);
    await tap.untilType('RUN_FINISHED');
    tap.close();
    const { status, json } = await bed.ask(bed.path(name, '/export'));
    expect(status).toBe(200);
    expect(json).toMatchObject({ sessionId: name, projectName: 'team-a', hasLegacy: false });
    expect(json.aguiEvents).toEqual(tap.events);
  });
});
