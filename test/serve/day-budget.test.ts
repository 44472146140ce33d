import { expect, test } from 'vitest';
import { Bed, eventually, PROJECT, type Reply } from './harness.ts';

const LIST = `/api/projects/${PROJECT}/agentic-sessions`;
const REFUSAL = 'the runs of today (UTC) have cost $1.25 of the $1 that they may cost: no other one begins';

test('serve begins no run once those of the day have cost what they may', async () => {
  await using bed = await Bed.open({ maxCostPerDay: 1 });
  const name = await bed.create();
  for (const [runId, total_cost_usd] of [['run-1', 0.5] as const, ['run-2', 0.75] as const]) {
    expect((await bed.run(name, runId)).status).toBe(200);
    const run = await bed.store.runner.next();
    run.send({ type: 'RUN_STARTED', threadId: name, runId });
    run.send({ type: 'RUN_FINISHED', threadId: name, runId, result: { is_error: false, total_cost_usd } });
    run.end();
    await run.closed;
  }
  let refused: Reply | undefined;
  const isRefused = async (): Promise<boolean> => {
    refused = await bed.run(name, 'run-3');
    return refused.status === 402;
  };
  await eventually(isRefused, 'the refusal');
  expect(refused?.json).toEqual({ error: REFUSAL });
  const prompted = await bed.ask(LIST, { method: 'POST', body: { initialPrompt: 'hi' } });
  expect([prompted.status, prompted.json]).toEqual([402, { error: REFUSAL }]);
  // One without a prompt costs nothing.
  expect((await bed.ask(LIST, { method: 'POST', body: {} })).status).toBe(201);
});
