import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import { fixedPort } from '../fakes/fixed-port.ts';
import { FakeRunners } from '../fakes/hostless/runner.ts';
import { ask, eventually, PROJECT } from './harness.ts';
import { logged, readOn } from './read-on.ts';
import { Served } from './served-child.ts';

const NAME = 'session-1';
const KILLS = 3;

test('serve is killed in the middle of a run, again and again: readers have what the log has, every run has one end', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'amber-killed-'));
  const runners = new FakeRunners();
  await runners.listen();
  onTestFinished(async () => {
    await runners.close();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const place = { stateDir, runners: runners.address(NAME).url, name: NAME };
  const port = String(await fixedPort());
  let served = new Served({ ...place, port });
  const url = await served.url();
  const path = `${url}/api/projects/${PROJECT}/agentic-sessions/${NAME}/agui`;
  const post = (runId: string) => ask(`${path}/run`, { method: 'POST', body: { runId, messages: [] } });
  const isLast = ({ raw }: { raw: string }): boolean => raw.includes('"RUN_FINISHED"');
  const readers = Promise.all([1, 2, 3].map(() => readOn(`${path}/events`, isLast)));

  for (let kill = 1; kill <= KILLS; kill++) {
    expect((await post(`run-${kill}`)).status).toBe(200);
    const run = await runners.next();
    run.send({ type: 'RUN_STARTED', threadId: NAME, runId: run.runId });
    let sending = true;
    const sent = (async () => {
      for (let i = 0; sending; i++) {
        run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: `m-${kill}`, delta: `${i} ` });
        if (i % 20 === 0) await systemClock.sleep(1);
      }
    })();
    await eventually(() => log().length > 300 * kill, 'some events');
    await served.kill();
    sending = false;
    await sent;
    served = new Served({ ...place, port });
    await served.url();
    // What was accepted before is known, and what it ended with is acted upon.
    expect((await post(`run-${kill}`)).status).toBe(200);
    await eventually(() => served.said.includes('stop run-error'), 'the stop');
  }
  await post('the-last');
  const last = await runners.next();
  last.send({ type: 'RUN_STARTED', threadId: NAME, runId: last.runId });
  last.send({ type: 'RUN_FINISHED', threadId: NAME, runId: last.runId });
  last.end();

  const delivered = await readers;
  for (const got of delivered) expect(got).toEqual(log());
  const ends = log().flatMap(({ raw }) => (/"RUN_(?:ERROR|FINISHED)"/.test(raw) ? [JSON.parse(raw) as object] : []));
  expect(ends).toMatchObject([
    ...Array.from({ length: KILLS }, (_, index) => ({ code: 'STREAM_ENDED', runId: `run-${index + 1}` })),
    { type: 'RUN_FINISHED', runId: 'the-last' },
  ]);
  expect(runners.requests.filter((line) => line === 'POST /')).toHaveLength(KILLS + 1);

  function log() {
    return logged(stateDir, PROJECT, NAME);
  }
});
