import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { inspectAgent } from '../../../src/engine/local/inspect-agent.ts';
import { groupRuns } from '../../../src/engine/local/process-identity.ts';
import { type Scenario, scripted } from '../../fakes/acp-agents/scripted.ts';
import { SETTINGS, workspace } from './acp/agent-harness.ts';

describe('looking at what an agent offers', () => {
  const look = (scenario: Scenario, signal = new AbortController().signal) =>
    inspectAgent(
      { agent: scripted(scenario), cwd: workspace(), clock: systemClock, signal, onExit: () => () => {} },
      SETTINGS,
    );

  test('tells it, and leaves nothing of the agent behind', async () => {
    const pidFile = join(workspace(), 'pid');
    const modes = { currentModeId: 'ask', availableModes: [{ id: 'ask', name: 'Ask' }] };
    const offers = await look({ pidFile, children: 2, session: { sessionId: 'scripted-session', modes } });
    expect(offers.options).toMatchObject([{ id: 'mode', current: 'ask', values: [{ value: 'ask' }] }]);
    expect(groupRuns(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  test('that says nothing ends with who waits for it', async () => {
    const pidFile = join(workspace(), 'pid');
    const cancel = new AbortController();
    const looking = look({ pidFile, children: 1, initialize: 'never' }, cancel.signal);
    while (!existsSync(pidFile)) await systemClock.sleep(10);
    cancel.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
    expect(groupRuns(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });
});
