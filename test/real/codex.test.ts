import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { AgentOptions } from '../../src/core/session/session.ts';
import { RunMeter } from '../../src/core/tracker/run-budget.ts';
import type { AgentSettings } from '../../src/engine/local/acp/agent-interface.ts';
import { groupRuns } from '../../src/engine/local/process-identity.ts';
import { last, prompt, said, types } from '../engine/local/acp/agent-harness.ts';
import { openai } from '../fakes/model/openai.ts';
import { missing, type RealAgent, startReal } from './real-agent.ts';

const config = (url: string, cwd: string): string => `
model = "gpt-5"
model_provider = "stub"
check_for_update_on_startup = false
[model_providers.stub]
name = "stub"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "STUB_KEY"
requires_openai_auth = false
request_max_retries = 0
stream_max_retries = 0
[projects."${cwd}"]
trust_level = "trusted"
[analytics]
enabled = false
`;

/** In its mode "read-only", codex asks a person for what its sandbox forbids; its default mode asks another model. */
const codex = (settings: Partial<AgentSettings> = {}, options?: AgentOptions): Promise<RealAgent> =>
  startReal(
    'codex-acp',
    openai,
    ({ home, cwd, url }) => {
      const CODEX_HOME = join(home, 'codex');
      mkdirSync(CODEX_HOME);
      writeFileSync(join(CODEX_HOME, 'config.toml'), config(url, cwd));
      return { CODEX_HOME, STUB_KEY: 'stub', NO_BROWSER: '1', MODEL_PROVIDER: 'stub', INITIAL_AGENT_MODE: 'read-only' };
    },
    settings,
    options && { options },
  );
const exec = (cmd: string, more: object = {}) => ({ name: 'exec_command', input: { cmd, login: false, ...more } });
const escalated = (cmd: string) => exec(cmd, { sandbox_permissions: 'require_escalated', justification: 'May I?' });

describe.skipIf(missing)(`codex-acp${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('tells reasoning and text, with usage', async () => {
    const { agent, model } = await codex();
    model.script({ thinking: 'Let me think.', text: 'Hello from the model.' });
    const { events, end } = await prompt(agent, 'say hello');
    expect([end, said(events)]).toEqual(['finished', 'Hello from the model.']);
    expect(types(events)).toContain('REASONING_MESSAGE_CONTENT');
    expect(last(events)).toMatchObject({
      usage: [{ inputTokens: 120, outputTokens: 30, totalTokens: 150, cachedInputTokens: 100, reasoningTokens: 10 }],
    });
    expect(agent.canLoad).toBe(true);
  });

  test('tells while it works how many tokens it takes, and never what that costs', async () => {
    const { agent, model } = await codex({ permissions: 'all' });
    const call = (name: string) => ({ tools: [escalated(`echo ${name}`)] });
    model.script(call('one'), call('two'), { text: 'Both.' });
    const { events } = await prompt(agent, 'echo twice');
    const tokens = new RunMeter({ maxTokens: 100 });
    const passedAt = events.findIndex((event) => {
      tokens.take(event);
      return tokens.passed !== undefined;
    });
    const calls = events.flatMap(({ type }, at) => (type === 'TOOL_CALL_START' ? [at] : []));
    expect(calls).toHaveLength(2);
    expect(passedAt).toBeLessThan(calls[1] ?? 0);
    expect(events.some(({ name }) => name === 'amber:cost')).toBe(false);
  });

  test('offers modes, models and options, is set to some of them, and refuses others with what there is', async () => {
    const { agent, model } = await codex({}, { mode: 'agent', options: { collaboration_mode: 'plan' } });
    const current = Object.fromEntries(agent.offers.options.map((option) => [option.id, option.current]));
    expect(current).toMatchObject({ mode: 'agent', collaboration_mode: 'plan', model: 'gpt-5' });
    model.script({ text: 'Done.' });
    expect(said((await prompt(agent, 'go')).events)).toBe('Done.');
    await expect(agent.setOptions({ effort: 'low' })).rejects.toThrow(/has no effort.*it offers mode \(/);
    await expect(agent.setOptions({ mode: 'yolo' })).rejects.toThrow(/does not take mode "yolo"; it offers /);
  });

  test('that gives up its turn because a command was refused has failed', async () => {
    const { agent, model, cwd } = await codex();
    model.script({ text: 'I run it.', tools: [escalated('touch made')] }, { text: 'never said' });
    const { events, refused, end } = await prompt(agent, 'touch a file');
    expect([end, refused, existsSync(join(cwd, 'made'))]).toEqual(['error', 1, false]);
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'PERMISSION_REFUSED' });
    model.script({ text: 'Here.' });
    expect(said((await prompt(agent, 'are you there?')).events)).toBe('Here.');
  });

  test('is granted a command under all, and its output is the result', async () => {
    const { agent, model, cwd } = await codex({ permissions: 'all' });
    model.script({ tools: [escalated('touch made && echo done')] }, { text: 'Made.' });
    const { events, refused, end } = await prompt(agent, 'touch a file');
    expect([end, refused, existsSync(join(cwd, 'made'))]).toEqual(['finished', 0, true]);
    expect(events.find(({ type }) => type === 'TOOL_CALL_RESULT')).toMatchObject({ content: 'done\n' });
    expect(said(events)).toBe('Made.');
  });

  test('is answered by rules: the command that they allow, and nothing beside', async () => {
    const rules = [{ answer: 'allow', commands: ['touch *'], line: 2 }] as const;
    const { agent, model, cwd } = await codex({ permissions: 'none', permissionRules: { file: 'rules.yaml', rules } });
    for (const command of ['touch one', 'touch two; touch three']) {
      model.script({ tools: [escalated(command)] }, { text: 'Tried.' });
      await prompt(agent, 'go on');
    }
    expect(['one', 'two', 'three'].filter((name) => existsSync(join(cwd, name)))).toEqual(['one']);
  });

  test('a command that fails is a failed call with what it printed', async () => {
    const { agent, model } = await codex({ permissions: 'all' });
    model.script({ tools: [escalated('echo broken >&2; exit 3')] }, { text: 'It failed.' });
    const { events, end } = await prompt(agent, 'fail');
    expect(end).toBe('finished');
    const result = events.find(({ type }) => type === 'TOOL_CALL_RESULT');
    expect(result).toMatchObject({ content: 'broken\n', metadata: { status: 'failed' } });
  });

  test('a prompt that the service refuses is a failed run that says so', async () => {
    const { agent, model } = await codex();
    model.script({ refusal: true });
    const { events, end } = await prompt(agent, 'something bad');
    expect(end).toBe('error');
    expect(last(events)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'AGENT_ERROR',
      message: expect.stringContaining('flagged as violating'),
    });
  });

  test('is cancelled in the middle of a tool call, and takes the next prompt', async () => {
    const { agent, model } = await codex({ permissions: 'all' });
    model.script({ tools: [escalated('sleep 60')] }, { text: 'never said' });
    const controller = new AbortController();
    const { events, end } = await prompt(agent, 'sleep', {
      signal: controller.signal,
      on: ({ type }) => {
        if (type === 'TOOL_CALL_END') setTimeout(() => controller.abort(), 500);
      },
    });
    expect(end).toBe('cancelled');
    expect(last(events)).toMatchObject({ outcome: { type: 'cancelled' } });
    model.script({ text: 'Awake.' });
    expect(said((await prompt(agent, 'next')).events)).toBe('Awake.');
  });

  test('that is killed in the middle of its answer ends the run and leaves no process', async () => {
    const { agent, model } = await codex();
    model.script({ text: 'I begin to', hang: true });
    const { events, end } = await prompt(agent, 'go', {
      on: ({ type }) => {
        if (type === 'TEXT_MESSAGE_CONTENT' && groupRuns(agent.pid)) process.kill(agent.pid, 'SIGKILL');
      },
    });
    expect(end).toBe('error');
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_EXITED' });
    await agent.exited;
    await sleep(50);
    expect(groupRuns(agent.pid)).toBe(false);
  });
});
