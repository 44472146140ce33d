import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

test.each(['text', 'json'])('the key in an agent’s address is not shown: %s', async (output) => {
  const stateDir = mkdtempSync(join(tmpdir(), 'amber-usage-'));
  try {
    mkdirSync(join(stateDir, 'runs'));
    const at = '2026-11-20T00:00:00.000Z';
    const ids = { project: 'default', session: 'session-1', runId: 'r' };
    const run = { ...ids, startedAt: at, endedAt: at, outcome: 'finished', agent: 'http://h/ag?key=s3cret-key' };
    writeFileSync(join(stateDir, 'runs', '2026-11.jsonl'), `${JSON.stringify(run)}\n`);
    const io = fakeIo({ argv: ['usage', '-o', output], env: { AMBER_STATE_DIR: stateDir } });
    await main(io);
    expect(io.out()).toContain('http://h/ag?key=***');
    expect(io.out()).not.toContain('s3cret');
  } finally {
    rmSync(stateDir, { recursive: true });
  }
});
