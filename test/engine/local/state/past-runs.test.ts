import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastRunAnnotations } from '../../../../src/core/session/last-run-annotation.ts';
import { bySession, type PastRun } from '../../../../src/core/session/past-run.ts';
import { refOf } from '../../../../src/core/session/session.ts';
import { readPastRuns, writePastRun } from '../../../../src/engine/local/state/past-runs.ts';
import { directory, message, meta, open, phase, read, session, until } from '../engine-harness.ts';

const RUN: PastRun = {
  project: 'p',
  session: 's',
  runId: 'r',
  startedAt: '2026-10-31T23:59:00.000Z',
  endedAt: '2026-11-01T00:01:00.000Z',
  outcome: 'finished',
};

test('every run of a session is kept, with what it took, also when the session is removed', async () => {
  const cost = { amount: 0.25, currency: 'USD' };
  const paid = { update: { sessionUpdate: 'usage_update', used: 10, size: 100, cost } };
  const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
  const steps = [[{ text: 'done' }, paid, { stop: 'end_turn', with: { usage } }], [{ stop: 'refusal' }]];
  const { engine, stateDir, cwd } = open();
  const spec = session({ prompts: steps }, { stopOnRunFinished: false, llmSettings: { model: 'm' } });
  const ref = refOf(await engine.create(spec, meta({ annotations: { 'amber/threads': 'github.com/o/r#1' } })));
  await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
  await engine.send(ref, message('again', 'second'));
  await read(engine, ref, ({ type, runId }) => type.startsWith('RUN_') && type !== 'RUN_STARTED' && runId === 'second');
  await engine.stop(ref, 'user');
  await until(engine, ref, phase('Stopped'));
  await engine.remove(ref);
  const runs = [...readPastRuns(stateDir)];
  expect(runs).toMatchObject([
    {
      ...{ project: 'default', session: ref.name, outcome: 'finished', model: 'm', threads: 'github.com/o/r#1' },
      ...{ usage: { inputTokens: 10, outputTokens: 5 }, cost: { usd: 0.25 } },
    },
    { session: ref.name, runId: 'second', outcome: 'failed', code: 'refusal' },
  ]);
  expect(runs.every(({ startedAt, endedAt }) => startedAt <= endedAt)).toBe(true);
  expect(runs[0]?.workspace).toBe(cwd);
  expect(JSON.stringify(runs)).not.toContain('hello');
  expect([...(engine.pastRuns?.() ?? [])]).toEqual(runs);
});

test('is nobody else’s business, by month, and a damaged line harms no other', () => {
  const stateDir = directory();
  writePastRun(stateDir, { ...RUN, runId: 'old', endedAt: '2026-10-01T00:00:00.000Z' });
  writePastRun(stateDir, RUN);
  const file = join(stateDir, 'runs', '2026-11.jsonl');
  appendFileSync(file, '{"outcome":"finished"}\n\n{"half\n[]\nnull\n{"cost":{"usd":"1"}}\n');
  writePastRun(stateDir, { ...RUN, runId: 'new', endedAt: '2026-11-02T00:00:00.000Z' });
  writeFileSync(join(stateDir, 'runs', 'notes.txt'), 'not ours');
  const ids = (since?: string) =>
    [...readPastRuns(stateDir, since === undefined ? undefined : new Date(since))].map(({ runId }) => runId);
  expect(ids()).toEqual(['old', 'r', 'new']);
  expect(ids('2026-11-01T00:00:00Z')).toEqual(['r', 'new']);
  expect(ids('2026-11-01T12:00:00Z')).toEqual(['new']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
});

test('a torn last line takes the next run not with it', () => {
  const stateDir = directory();
  writePastRun(stateDir, RUN);
  appendFileSync(join(stateDir, 'runs', '2026-11.jsonl'), '{"project":"p","ses');
  writePastRun(stateDir, { ...RUN, runId: 'after' });
  expect([...readPastRuns(stateDir)].map(({ runId }) => runId)).toEqual(['r', 'after']);
});

test('of a line whose fields have another form those are left out: it can be listed and summed up', () => {
  const stateDir = directory();
  writePastRun(stateDir, RUN);
  const odd = { cost: null, usage: 'many', threads: 7, agent: {}, model: [], code: 1, workspace: null };
  const lines = [odd, { cost: { usd: -1_000 }, usage: { inputTokens: -5, outputTokens: 1e308 } }, { __proto__: 1 }];
  const file = join(stateDir, 'runs', '2026-11.jsonl');
  appendFileSync(file, lines.map((fields) => `${JSON.stringify({ ...RUN, ...fields })}\n`).join(''));
  const [, first, second] = [...readPastRuns(stateDir)];
  expect(first).toEqual(RUN);
  expect(second).toEqual({ ...RUN, usage: { inputTokens: 0, outputTokens: Number.MAX_SAFE_INTEGER } });
  expect(bySession(readPastRuns(stateDir)).get('p/s')?.runs).toBe(4);
});

test('a file of any length is read line by line, and a line without an end costs no memory', () => {
  const stateDir = directory();
  writePastRun(stateDir, RUN);
  const file = join(stateDir, 'runs', '2026-11.jsonl');
  const MIB = 1024 * 1024;
  // Of three bytes each: some stand across the ends of blocks.
  const lines = Array.from({ length: 1_000 }, (_, at) =>
    JSON.stringify({ ...RUN, runId: `run-${at}`, workspace: '/€'.repeat(1_000) }),
  );
  appendFileSync(
    file,
    `${lines.join('\n')}\n${'x'.repeat(2 * MIB + 7)}\n${JSON.stringify({ ...RUN, runId: 'whole' })}\n`,
  );
  appendFileSync(file, `{"run${'y'.repeat(MIB)}`);
  const runs = [...readPastRuns(stateDir)];
  expect(runs).toHaveLength(1_002);
  expect(runs.at(-1)?.runId).toBe('whole');
  expect(runs.slice(1, -1).every(({ workspace }) => workspace === '/€'.repeat(1_000))).toBe(true);
});

test('a run whose answer was not the one that was asked for has failed, once its caller says so', async () => {
  const { engine, stateDir } = open();
  const ref = refOf(await engine.create(session({ prompts: [[{ text: 'prose' }]] }), meta()));
  await until(engine, ref, phase('Stopped'));
  const [{ runId = '' } = {}] = readPastRuns(stateDir);
  await engine.annotate(ref, lastRunAnnotations({ runId, outcome: 'failed', code: 'OUTPUT_INVALID', at: '' }));
  const runs = [...readPastRuns(stateDir)];
  expect(runs).toMatchObject([
    { runId, outcome: 'finished' },
    { runId, outcome: 'failed', code: 'OUTPUT_INVALID', isCorrection: true, session: ref.name },
  ]);
  expect(bySession(runs).get(`default/${ref.name}`)).toMatchObject({
    last: { outcome: 'failed', code: 'OUTPUT_INVALID' },
    runs: 1,
  });
});

test('none at all, and one that can’t be written, are no errors', () => {
  const stateDir = directory();
  expect([...readPastRuns(stateDir)]).toEqual([]);
  mkdirSync(join(stateDir, 'runs', '2026-11.jsonl'), { recursive: true });
  expect(() => writePastRun(stateDir, RUN)).not.toThrow();
});

test('a session’s cost is that of all its runs, and unknown where none reported any', () => {
  const runs = [
    { ...RUN, cost: { usd: 1 } },
    { ...RUN, runId: 'later', endedAt: '2026-11-03T00:00:00.000Z', startedAt: '2026-11-02T23:59:00.000Z' },
    { ...RUN, runId: 'between', outcome: 'failed' as const, cost: { usd: 0.5 } },
    { ...RUN, session: 'other' },
  ];
  const sessions = bySession(runs);
  expect(sessions.get('p/s')).toEqual({ last: runs[1], runs: 3, durationMs: 300_000, usd: 1.5 });
  expect(sessions.get('p/other')).toEqual({ last: runs[3], runs: 1, durationMs: 120_000 });
});
