import { describe, expect, test } from 'vitest';
import type { AgentOptions } from '../../../../src/core/session/session.ts';
import type { Scenario } from '../../../fakes/acp-agents/scripted.ts';
import { customs, prompt, start } from './agent-harness.ts';

const select = (id: string, category: string | undefined, currentValue: string, ...values: string[]) => ({
  id,
  type: 'select',
  name: id.toUpperCase(),
  currentValue,
  options: values.map((value) => ({ value, name: value[0]?.toUpperCase() + value.slice(1) })),
  ...(category !== undefined && { category }),
});
const MODEL = select('model', 'model', 'small', 'small', 'big-1');
const EFFORT = select('reasoning', 'thought_level', 'low', 'low', 'high');
const SWITCH = { id: 'web', type: 'boolean', name: 'Web search', currentValue: false };
const session = (...configOptions: object[]) => ({ sessionId: 'scripted-session', configOptions });
const MODES = {
  sessionId: 'scripted-session',
  modes: {
    currentModeId: 'ask',
    availableModes: [
      { id: 'ask', name: 'Ask' },
      { id: 'plan', name: 'Plan first' },
    ],
  },
};
const OLD_MODELS = {
  sessionId: 'scripted-session',
  models: { currentModelId: 'a', availableModels: [{ modelId: 'b', name: 'B' }] },
};

/** The requests that set something, in their order. */
async function asked(scenario: Scenario, options: AgentOptions, load?: string): Promise<readonly string[]> {
  const agent = await start({ ...scenario, log: true }, { spec: { options, ...(load !== undefined && { load }) } });
  await agent.close();
  return (await agent.exited).stderrTail.split('\n').filter((line) => line.startsWith('session/set'));
}

const refused = (scenario: Scenario, options: AgentOptions): Promise<string> =>
  start(scenario, { spec: { options } }).then(
    () => 'taken',
    (error) => `${error.code}: ${error.message} (${error.hint})`,
  );

describe('what is set before the first prompt', () => {
  test('a model, by the session’s config option: by id, by name, or an alias that is not listed', async () => {
    for (const [model, value] of [
      ['big-1', 'big-1'],
      ['BIG-1', 'big-1'],
      ['alias', 'alias'],
    ] as const)
      expect(await asked({ session: session(MODEL) }, { model })).toEqual([
        expect.stringMatching(`^session/set_config_option .*"configId":"model","value":"${value}"`),
      ]);
    expect(await asked({ session: session(MODEL) }, { model: 'small' })).toEqual([]);
  });

  test('a model of an older agent, and a mode, by the requests of their own', async () => {
    expect(await asked({ session: OLD_MODELS }, { model: 'b' })).toEqual([
      expect.stringMatching(/^session\/set_model .*"modelId":"b"/),
    ]);
    expect(await asked({ session: MODES }, { mode: 'plan first' })).toEqual([
      expect.stringMatching(/^session\/set_mode .*"modeId":"plan"/),
    ]);
  });

  test('a mode that is a config option too is set as one', async () => {
    const both = { ...MODES, ...session(select('mode', 'mode', 'ask', 'ask', 'plan')) };
    expect(await asked({ session: both }, { mode: 'plan' })).toEqual([
      expect.stringMatching(/^session\/set_config_option .*"configId":"mode","value":"plan"/),
    ]);
  });

  test('the model first, since what there is beside it depends on it; a switch with its type', async () => {
    const set = { 'model=big-1': { configOptions: [{ ...MODEL, currentValue: 'big-1' }, EFFORT, SWITCH] } };
    const options = { effort: 'high', model: 'big-1', options: { web: 'true' } };
    expect(await asked({ session: session(MODEL), set }, options)).toEqual([
      expect.stringContaining('"configId":"model","value":"big-1"'),
      expect.stringContaining('"configId":"reasoning","value":"high"'),
      expect.stringContaining('"configId":"web","type":"boolean","value":true'),
    ]);
  });

  test('again, where the agent goes on with an earlier session', async () => {
    const initialize = { protocolVersion: 1, agentCapabilities: { loadSession: true } };
    const load = { configOptions: [EFFORT] };
    expect(await asked({ initialize, load }, { effort: 'high' }, 'earlier')).toEqual([
      expect.stringMatching(/"sessionId":"earlier","configId":"reasoning","value":"high"/),
    ]);
  });
});

describe('what can’t be had is refused before any prompt, with what there is', () => {
  test.each<[string, Scenario, AgentOptions, string]>([
    [
      'a value',
      { session: session(EFFORT) },
      { effort: 'hgih' },
      'does not take effort "hgih"; it offers low, high (did you mean "high"?',
    ],
    ['a mode', { session: MODES }, { mode: 'code' }, 'does not take mode "code"; it offers ask, plan ('],
    [
      'a switch',
      { session: session(SWITCH) },
      { options: { web: 'on' } },
      'does not take option web "on"; it offers true, false (',
    ],
    [
      'an option',
      { session: session(EFFORT) },
      { options: { colour: 'red' } },
      'has no option colour, which was to be "red": it offers reasoning (low, high) (',
    ],
    ['any option', {}, { mode: 'plan' }, 'has no mode, which was to be "plan": it offers nothing to choose ('],
    [
      'a model',
      { session: session(MODEL), setModel: { error: { code: -32602, message: 'unknown' } } },
      { model: 'huge' },
      'does not take model "huge": unknown; it offers small, big-1 (',
    ],
  ])('%s', async (_, scenario, options, reported) => {
    expect(await refused(scenario, options)).toContain(reported);
    expect(await refused(scenario, options)).toMatch(/^INVALID: .*amber agents .* shows all of it\)$/);
  });

  test('a model of an agent without a choice of models is a warning: a configured one is meant for all agents', async () => {
    const agent = await start({ prompts: [[]] }, { spec: { options: { model: 'huge' } } });
    expect(customs((await prompt(agent)).events, 'amber:warning')).toEqual([
      { code: 'MODEL', message: 'the agent offers no choice of model; "huge" is ignored' },
    ]);
  });
});

describe('what an agent offers', () => {
  test('is known with its session, and follows what is set and what the agent changes by itself', async () => {
    const initialize = {
      protocolVersion: 1,
      agentInfo: { name: 'sample', version: '1.2' },
      agentCapabilities: { promptCapabilities: { image: true } },
    };
    const changes = [
      { update: { sessionUpdate: 'current_mode_update', currentModeId: 'plan' } },
      { update: { sessionUpdate: 'config_option_update', configOptions: [{ ...EFFORT, currentValue: 'high' }] } },
    ];
    const agent = await start({
      initialize,
      session: { ...MODES, ...session(EFFORT) },
      prompts: [changes.slice(0, 1), changes.slice(1)],
    });
    const current = (): readonly string[] => agent.offers.options.map((option) => `${option.id}=${option.current}`);
    expect(agent.offers).toMatchObject({ title: 'sample 1.2', prompt: { image: true, audio: false } });
    expect(current()).toEqual(['mode=ask', 'reasoning=low']);
    await prompt(agent);
    expect(current()).toEqual(['mode=plan', 'reasoning=low']);
    await agent.setOptions({ mode: 'ask' });
    expect(current()).toEqual(['mode=ask', 'reasoning=low']);
    await prompt(agent);
    expect(current()).toEqual(['mode=ask', 'reasoning=high']);
  });
});
