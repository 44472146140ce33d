import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AcpAgent } from '../../../../src/engine/local/acp/acp-agent.ts';
import type { StartOptions } from '../../../../src/engine/local/acp/agent-interface.ts';
import { startAgent } from '../../../../src/engine/local/acp/start-program.ts';
import { groupRuns } from '../../../../src/engine/local/process-identity.ts';
import { scripted } from '../../../fakes/acp-agents/scripted.ts';
import { HANG_MS } from '../../../fakes/patience.ts';
import { last, prompt, SETTINGS, start, workspace } from './agent-harness.ts';

const waitFor = (condition: () => boolean): Promise<boolean> => vi.waitUntil(condition, { timeout: HANG_MS });

/** A running agent whose two children share its group. */
async function family(scenario: object, limits: StartOptions['limits'] = {}): Promise<AcpAgent> {
  const agent = await start(
    { children: 2, prompts: [[{ text: 'a' }, { hang: true }]], ...scenario },
    { options: { limits } },
  );
  onTestFinished(() => {
    if (groupRuns(agent.pid)) process.kill(-agent.pid, 'SIGKILL');
  });
  return agent;
}

describe("the agent's process group", () => {
  test('leads a group of its own, which close() ends whole', async () => {
    const agent = await family({});
    expect(groupRuns(agent.pid)).toBe(true);
    await agent.close();
    expect(groupRuns(agent.pid)).toBe(false);
    expect(await agent.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  test('that ignores SIGTERM, children too, is killed once the grace is over', async () => {
    const agent = await family({ ignoreSigterm: true }, { terminate: 300 });
    const began = performance.now();
    await agent.close();
    expect(performance.now() - began).toBeGreaterThan(250);
    expect(groupRuns(agent.pid)).toBe(false);
    expect(await agent.exited).toMatchObject({ signal: 'SIGKILL' });
  });

  test('is ended when its leader is killed from outside, and the run says so although children hold its pipes', async () => {
    const agent = await family({});
    const { events } = await prompt(agent, 'go', {
      on: ({ type }) => {
        if (type === 'TEXT_MESSAGE_CONTENT') process.kill(agent.pid, 'SIGKILL');
      },
    });
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_EXITED' });
    expect(String(last(events).message)).toContain('was killed by SIGKILL');
    await agent.exited;
    expect(groupRuns(agent.pid)).toBe(false);
  });

  test('close() may be called twice at once, and after the end', async () => {
    const agent = await family({});
    await Promise.all([agent.close(), agent.close()]);
    await agent.close();
    expect(groupRuns(agent.pid)).toBe(false);
  });

  test('close() in the middle of a run ends the run', async () => {
    const agent = await family({});
    let closing: Promise<void> | undefined;
    const { end } = await prompt(agent, 'go', {
      on: ({ type }) => {
        if (type === 'TEXT_MESSAGE_CONTENT') closing = agent.close();
      },
    });
    await closing;
    expect(end).toBe('error');
  });

  test('is stored before the session opens; if it can’t be, the agent is ended', async () => {
    let pid = 0;
    const full = new Error('no space left on device');
    const starting = startAgent(
      { runnerType: scripted({ children: 1 }), cwd: workspace(), env: {} },
      SETTINGS,
      async (spawned) => {
        pid = spawned;
        throw full;
      },
    );
    await expect(starting).rejects.toBe(full);
    await waitFor(() => !groupRuns(pid));
  });

  test('starting is given up when the caller aborts', async () => {
    let pid = 0;
    const controller = new AbortController();
    const starting = startAgent(
      { runnerType: scripted({ initialize: 'never' }), cwd: workspace(), env: {} },
      SETTINGS,
      async (spawned) => {
        pid = spawned;
        setTimeout(() => controller.abort(new Error('Ctrl-C')), 50);
      },
      { signal: controller.signal },
    );
    await expect(starting).rejects.toThrow('Ctrl-C');
    expect(groupRuns(pid)).toBe(false);
  });
});
