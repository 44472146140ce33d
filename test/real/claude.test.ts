import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { AgentOptions } from '../../src/core/session/session.ts';
import { RunMeter } from '../../src/core/tracker/run-budget.ts';
import { filePart } from '../../src/engine/file-part.ts';
import type { AgentSettings } from '../../src/engine/local/acp/agent-interface.ts';
import { groupRuns } from '../../src/engine/local/process-identity.ts';
import { customs, last, prompt, said, types } from '../engine/local/acp/agent-harness.ts';
import { anthropic } from '../fakes/model/anthropic.ts';
import { missing, type RealAgent, startReal } from './real-agent.ts';

const claude = (settings: Partial<AgentSettings> = {}, options?: AgentOptions): Promise<RealAgent> =>
  startReal(
    'claude-agent-acp',
    anthropic,
    ({ home, url }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: 'sk-ant-stub',
      CLAUDE_CONFIG_DIR: join(home, 'claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    }),
    settings,
    options && { options },
  );
/** One red dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const bash = (command: string) => ({ name: 'Bash', input: { command, description: 'a command' } });
const QUESTION = {
  question: 'Which one?',
  header: 'Pick',
  multiSelect: false,
  options: [
    { label: 'A', description: 'the first' },
    { label: 'B', description: 'the second' },
  ],
};
const ASK = { name: 'AskUserQuestion', input: { questions: [QUESTION] } };

describe.skipIf(missing)(`claude-agent-acp${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('tells reasoning and text, with usage and cost', async () => {
    const { agent, model } = await claude();
    model.script({ thinking: 'Let me think.', text: 'Hello from the model.' });
    const { events, end } = await prompt(agent, 'say hello');
    expect([end, said(events)]).toEqual(['finished', 'Hello from the model.']);
    expect(types(events)).toContain('REASONING_MESSAGE_CONTENT');
    expect(last(events)).toMatchObject({ usage: [{ inputTokens: 125, outputTokens: 30, cachedInputTokens: 100 }] });
    expect(customs(events, 'amber:cost')).toEqual([{ usd: expect.any(Number) }]);
    expect(agent.canLoad).toBe(true);
  });

  test('tells while it works what it takes: a budget can hold in the middle of a run', async () => {
    const { agent, model } = await claude({ permissions: 'all' });
    const call = (name: string) => ({ tools: [bash(`echo ${name}`)] });
    model.script(call('one'), call('two'), { text: 'Both.' });
    const { events } = await prompt(agent, 'echo twice');
    const [turns, tokens] = [new RunMeter({ maxTurns: 1 }), new RunMeter({ maxTokens: 100 })];
    const passedAt = (limited: RunMeter): number =>
      events.findIndex((event) => {
        limited.take(event);
        return limited.passed !== undefined;
      });
    const calls = events.flatMap(({ type }, at) => (type === 'TOOL_CALL_START' ? [at] : []));
    expect(calls).toHaveLength(2);
    expect(passedAt(turns)).toBe(calls[1]);
    // The context is told with each of the model's answers, the cost at the end of them all.
    expect(passedAt(tokens)).toBeLessThan(calls[1] ?? 0);
    expect(events.findIndex(({ name }) => name === 'amber:cost')).toBeGreaterThan(calls[1] ?? 0);
  });

  test('offers modes, models and efforts, is set to some of them, and refuses others with what there is', async () => {
    const { agent, model } = await claude({}, { mode: 'acceptEdits', model: 'haiku' });
    const current = Object.fromEntries(agent.offers.options.map((option) => [option.id, option.current]));
    expect(current).toMatchObject({ mode: 'acceptEdits', model: 'haiku' });
    expect(agent.offers.prompt).toEqual({ image: true, audio: false, embeddedContext: true });
    model.script({ text: 'Done.' });
    expect(said((await prompt(agent, 'go')).events)).toBe('Done.');
    expect(model.requests.at(-1)?.body.model).toContain('haiku');
    await expect(agent.setOptions({ mode: 'yolo' })).rejects.toThrow(/does not take mode "yolo"; it offers .*plan/);
    await expect(agent.setOptions({ options: { colour: 'red' } })).rejects.toThrow(/it offers mode \(/);
  });

  test('sees an image and a text that go with the prompt, and is told where another file is', async () => {
    const { agent, model } = await claude();
    model.script({ text: 'Seen.' });
    const files = [
      filePart(PNG, 'dot.png'),
      filePart(Buffer.from('the words'), 'notes.txt'),
      filePart(Buffer.from([0, 1]), 'x.bin'),
    ];
    expect(said((await prompt(agent, [{ type: 'text', text: 'look' }, ...files])).events)).toBe('Seen.');
    const sent = JSON.stringify(model.requests.at(-1)?.body.messages);
    expect(sent).toContain(`"media_type":"image/png","data":"${PNG.toString('base64')}"`);
    expect(sent).toContain('the words');
    expect(sent).toMatch(/x\.bin\]\(file:\/\/\/[^)]*\.amber-files-/);
  });

  test('is refused a command under read, and goes on', async () => {
    const { agent, model, cwd } = await claude();
    model.script({ text: 'I run it.', tools: [bash('touch made')] }, { text: 'It was refused.' });
    const { events, refused } = await prompt(agent, 'touch a file');
    expect(refused).toBe(1);
    expect(existsSync(join(cwd, 'made'))).toBe(false);
    const start = events.find(({ type }) => type === 'TOOL_CALL_START');
    expect(start).toMatchObject({ toolCallName: 'Bash', metadata: { kind: 'execute' } });
    const result = events.find(({ type }) => type === 'TOOL_CALL_RESULT');
    expect(result).toMatchObject({ content: 'User refused permission to run tool', metadata: { status: 'failed' } });
    expect(last(events).type).toBe('RUN_FINISHED');
  });

  test('is granted a command under all, once each time', async () => {
    const { agent, model, cwd } = await claude({ permissions: 'all' });
    for (const name of ['one', 'two']) {
      model.script({ tools: [bash(`touch ${name} && echo done`)] }, { text: 'Made.' });
      const { events, refused } = await prompt(agent, 'touch a file');
      expect([refused, existsSync(join(cwd, name))]).toEqual([0, true]);
      const result = events.find(({ type }) => type === 'TOOL_CALL_RESULT');
      expect(result).toMatchObject({ content: 'done' });
      expect(result).not.toHaveProperty('metadata');
    }
  });

  test('is answered by rules: the command and the file that they allow, and nothing beside', async () => {
    const permissionRules = {
      file: 'rules.yaml',
      rules: [
        { answer: 'allow', commands: ['touch *'], line: 2 },
        { answer: 'allow', kinds: ['edit'], paths: ['*.txt'], line: 4 },
      ],
    } as const;
    const { agent, model, cwd } = await claude({ permissions: 'none', permissionRules });
    const write = (name: string) => ({ name: 'Write', input: { file_path: join(cwd, name), content: 'x' } });
    const tools = [bash('touch one'), bash('touch two; touch three'), write('a.txt'), write('a.md')];
    for (const tool of tools) {
      model.script({ tools: [tool] }, { text: 'Tried.' });
      await prompt(agent, 'go on');
    }
    const made = ['one', 'two', 'three', 'a.txt', 'a.md'].filter((name) => existsSync(join(cwd, name)));
    expect(made).toEqual(['one', 'a.txt']);
  });

  test('asks a person under ask, with its own options', async () => {
    const asked: string[] = [];
    const human = {
      permission: async (request: { title: string; options: readonly { id: string; kind: string }[] }) => {
        asked.push(request.title);
        return request.options.find(({ kind }) => kind === 'allow_once')?.id ?? null;
      },
      question: async () => ['B'],
    };
    const { agent, model, cwd } = await claude({ permissions: 'ask', human });
    model.script({ tools: [bash('touch asked')] }, { tools: [ASK] }, { text: 'Thank you.' });
    const { events, end } = await prompt(agent, 'go');
    expect([end, said(events), existsSync(join(cwd, 'asked'))]).toEqual(['finished', 'Thank you.', true]);
    expect(asked).toEqual(['touch asked']);
    expect(JSON.stringify(model.requests.at(-1)?.body.messages)).toContain('B');
  });

  test('may read in the workspace under read, and a file that is not there is a failed call', async () => {
    const { agent, model, cwd } = await claude();
    writeFileSync(join(cwd, 'a.txt'), 'the content');
    const read = (name: string) => ({ name: 'Read', input: { file_path: join(cwd, name) } });
    model.script({ tools: [read('a.txt')] }, { tools: [read('none.txt')] }, { text: 'Read.' });
    const { events, end, refused } = await prompt(agent, 'read');
    const results = events.filter(({ type }) => type === 'TOOL_CALL_RESULT');
    expect(results[0]?.content).toContain('the content');
    expect(results[1]).toMatchObject({ metadata: { status: 'failed' } });
    expect([end, refused]).toEqual(['finished', 0]);
  });

  test('that the model refuses is a RUN_ERROR refusal', async () => {
    const { agent, model } = await claude();
    model.script({ refusal: true });
    const { events, end } = await prompt(agent, 'something bad');
    expect(end).toBe('error');
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'refusal' });
  });

  test('that asks a question to nobody interrupts the run, and takes the answer as the next prompt', async () => {
    const { agent, model } = await claude();
    model.script({ tools: [ASK] }, { text: 'never said' });
    const { events, end } = await prompt(agent, 'ask me');
    expect(end).toBe('question');
    const start = events.filter(({ type }) => type === 'TOOL_CALL_START');
    expect(start.map(({ toolCallName }) => toolCallName)).toEqual(['AskUserQuestion']);
    expect(last(events)).toMatchObject({ outcome: { interrupts: [{ id: start[0]?.toolCallId, reason: 'question' }] } });
    const args = events.find(({ type }) => type === 'TOOL_CALL_ARGS');
    expect(JSON.parse(String(args?.delta))).toEqual({ questions: [QUESTION] });
    model.script({ text: 'B it is.' });
    expect(said((await prompt(agent, 'B')).events)).toBe('B it is.');
  });

  test('is cancelled in the middle of a tool call, which ends with it, and takes the next prompt', async () => {
    const { agent, model } = await claude({ permissions: 'all' });
    model.script({ tools: [bash('sleep 60')] }, { text: 'never said' });
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
    const { agent, model } = await claude();
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
