import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startAgent } from '../../../../src/engine/local/acp/start-program.ts';
import { scripted } from '../../../fakes/acp-agents/scripted.ts';
import { HANG_MS } from '../../../fakes/patience.ts';
import { customs, prompt, SETTINGS, said, start, workspace } from './agent-harness.ts';

const AUTH = { error: { code: -32000, message: 'Authentication required' } };
const loads = { protocolVersion: 1, agentCapabilities: { loadSession: true } };
const resumes = { protocolVersion: 1, agentCapabilities: { sessionCapabilities: { resume: {} } } };
const warnings = async (agent: Parameters<typeof prompt>[0]): Promise<unknown[]> =>
  customs((await prompt(agent)).events, 'amber:warning').map((value) => JSON.stringify(value));

describe('starting an agent', () => {
  test.each([
    [
      'exits at once',
      { exitAtOnce: 4, stderr: 'node: bad option\n' },
      /exited with code 4 before it was ready:\nnode: bad option/,
    ],
    [
      'prints something else',
      { banner: 'usage: agent [flags]\n', initialize: 'never' },
      /did not answer initialize within 0.3 s; its stdout began with: usage: agent \[flags\]/,
    ],
    ['never answers initialize', { initialize: 'never' }, /did not answer initialize within 0.3 s/],
    ['never answers session/new', { session: 'never' }, /did not answer session\/new within 0.3 s/],
    ['speaks another version', { initialize: { protocolVersion: 7 } }, /speaks ACP version 7, Amber version 1/],
    [
      'refuses initialize',
      { initialize: { error: { code: -32603, message: 'broken' } } },
      /could not open a session: broken/,
    ],
    [
      'refuses a session',
      { session: { error: { code: -32602, message: 'bad cwd' } } },
      /could not open a session: bad cwd/,
    ],
    ['opens one without an id', { session: { nothing: true } }, /gave its session no id/],
    [
      'says why in the details of its error',
      { session: { error: { code: -32603, message: 'Internal error', data: { details: 'no such model' } } } },
      /could not open a session: Internal error: no such model/,
    ],
  ])('that %s fails as AGENT with the cause', async (_, scenario, message) => {
    const starting = start(scenario, {
      options: {
        // Only what never answers has a short limit: all else may take its time on a busy machine.
        limits: {
          ...{ drain: HANG_MS, silence: HANG_MS },
          ...(message.source.includes('initialize within') && { initialize: 300 }),
          ...(message.source.includes('new within') && { session: 300 }),
        },
      },
    });
    await expect(starting).rejects.toMatchObject({ code: 'AGENT', message: expect.stringMatching(message) });
  });

  test('that wants a login fails as AUTH_REQUIRED', async () => {
    await expect(start({ session: AUTH })).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
      message: expect.stringMatching(/is not logged in: Authentication required/),
    });
  });

  test.each([
    { code: -32603, message: 'Internal error', data: { details: 'Authentication required' } },
    { code: -32603, message: 'Internal error', data: { code: 'AUTH_REQUIRED' } },
    { code: -32603, message: 'Internal error', data: { details: 'Invalid API key · Please run /login' } },
    { code: -32603, message: 'Internal error: 401 {"type":"error","error":{"type":"authentication_error"}}' },
    { code: -32603, message: 'You are not logged in. Please run codex login' },
  ])('that wants a login and says so below another code: %j', async (error) => {
    const notLoggedIn = { code: 'AUTH_REQUIRED', message: expect.stringContaining('is not logged in: ') };
    await expect(start({ session: { error } })).rejects.toMatchObject({
      ...notLoggedIn,
      hint: expect.stringContaining('log in'),
    });
    const agent = await start({ prompts: [[{ error }]] });
    expect((await prompt(agent)).events.at(-1)).toMatchObject({ type: 'RUN_ERROR', ...notLoggedIn });
  });

  test.each(['Authentication of the user model is not required', 'the token of the lexer', 'log in src/main.c'])(
    'an error that only speaks of such things stays what it is: %s',
    async (details) => {
      const error = { code: -32603, message: 'Internal error', data: { details } };
      await expect(start({ session: { error } })).rejects.toMatchObject({ code: 'AGENT' });
    },
  );

  test('that does not run as root says so through us, with what to set', async () => {
    const refusal = '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons';
    const error = { code: -32603, message: 'Internal error', data: { details: 'exited with code 1' } };
    for (const scenario of [
      { exitAtOnce: 1, stderr: `${refusal}\n` },
      { session: { error: { ...error, data: { details: refusal } } } },
      { banner: '', stderrFirst: `${refusal}\n`, session: { error } },
    ]) {
      const command = scripted(scenario);
      const starting = (name: string, commands: { [name: string]: string }): Promise<unknown> =>
        start({}, { spec: { runnerType: name }, settings: { commands } });
      await expect(starting('claude', { claude: command })).rejects.toMatchObject({
        message: expect.stringContaining(refusal),
        hint: 'set IS_SANDBOX=1 if this machine is a sandbox, else run Amber as another user',
      });
      await expect(starting(command, {})).rejects.toMatchObject({ hint: 'run Amber as another user' });
    }
  });

  test.skipIf(process.getuid?.() !== 0)('one that only exits where root is refused may mean that', async () => {
    const error = {
      code: -32603,
      message: 'Internal error',
      data: { details: 'Claude Code process exited with code 1' },
    };
    const commands = { claude: scripted({ session: { error } }) };
    const hint = (env: { [name: string]: string }): Promise<unknown> =>
      start({}, { spec: { runnerType: 'claude', env }, settings: { commands } }).catch((thrown) => thrown.hint);
    expect(await hint({ IS_SANDBOX: 'yes' })).toMatch(/^it may refuse to run as root: set IS_SANDBOX=1 /);
    expect(await hint({ IS_SANDBOX: '1' })).toBeUndefined();
  });

  test('a byte-order mark before its first line is no part of it', async () => {
    const agent = await start({ mark: true, prompts: [[{ text: 'hello' }]] });
    const { events } = await prompt(agent);
    expect(said(events)).toBe('hello');
    expect(customs(events, 'amber:warning')).toEqual([]);
  });

  test('a login that is wanted names how: the registry’s way, else the agent’s own methods', async () => {
    const authMethods = [{ id: 'x', name: 'Acme login', description: 'opens a browser' }];
    const command = scripted({ initialize: { protocolVersion: 1, authMethods }, session: AUTH });
    const hint = async (runnerType: string, commands: { [name: string]: string }, PATH = ''): Promise<unknown> =>
      startAgent(
        { runnerType, cwd: workspace(), env: PATH === '' ? {} : { PATH } },
        { ...SETTINGS, commands },
        async () => {},
      ).catch((error) => error.hint);
    expect(await hint(command, {})).toBe('log in to the agent by its own means: Acme login (opens a browser)');
    const PATH = workspace();
    expect(await hint('codex', { codex: command }, PATH)).toBe(
      'npm install -g @openai/codex, then run codex login, or set OPENAI_API_KEY',
    );
    for (const name of ['codex', 'codex-acp']) writeFileSync(join(PATH, name), '', { mode: 0o755 });
    expect(await hint('codex', { codex: command }, PATH)).toBe('run codex login, or set OPENAI_API_KEY');
    // The same agent without its name.
    writeFileSync(join(PATH, 'codex-acp'), `#!/bin/sh\nexec ${command.replaceAll('$', '\\$')}\n`);
    expect(await hint(join(PATH, 'codex-acp'), {}, PATH)).toBe('run codex login, or set OPENAI_API_KEY');
  });

  // codex-acp has renamed its methods.
  test.each([
    ['api-key', 'OPENAI_API_KEY'],
    ['openai-api-key', 'OPENAI_API_KEY'],
    ['codex-api-key', 'CODEX_API_KEY'],
  ])('a credential in the environment is used where the agent must be told to: %s', async (id, variable) => {
    const command = scripted({
      initialize: { protocolVersion: 1, authMethods: [{ id: 'chatgpt' }, { id, name: 'API key' }] },
      session: AUTH,
      prompts: [[{ text: 'in' }]],
    });
    const agent = await start(
      {},
      {
        spec: { runnerType: 'codex', env: { [variable]: 'k' } },
        settings: { commands: { codex: command } },
      },
    );
    expect(said((await prompt(agent)).events)).toBe('in');
  });

  test('an agent that is not logged in any more ends the run with how to log in', async () => {
    const agent = await start({ prompts: [[{ error: AUTH.error }]] });
    const { events } = await prompt(agent);
    expect(events.at(-1)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'AUTH_REQUIRED',
      message: expect.stringContaining('is not logged in: Authentication required'),
      hint: expect.stringContaining('log in'),
    });
  });

  test.each([
    [{ runnerType: '/no/such/agent' }, /cannot start the agent \/no\/such\/agent/],
    [{ cwd: '/no/such/directory' }, /cannot start the agent .* in \/no\/such\/directory/],
    [{ env: { BIG: 'x'.repeat(3_000_000) } }, /cannot start the agent .*E2BIG/],
    [{ runnerType: 'calude' }, /no agent "calude"/],
  ])('what can’t be started fails as AGENT: %#', async (spec, message) => {
    await expect(start({}, { spec })).rejects.toMatchObject({ code: 'AGENT', message: expect.stringMatching(message) });
  });

  test('the session’s own variables are laid over the environment', async () => {
    const agent = await start({}, { spec: { runnerType: 'sh', env: { PATH: '/no/where' } } }).catch(
      (error) => error.message,
    );
    expect(agent).toMatch(/neither one of claude, .* nor a command on PATH/);
  });
});

describe('going on with an earlier session', () => {
  test.each([
    ['load', loads],
    ['resume', resumes],
  ])('by session/%s, whose replay belongs to no run', async (_, initialize) => {
    const agent = await start({ initialize, prompts: [[{ text: 'again' }]] }, { spec: { load: 'scripted-session' } });
    expect([agent.canLoad, agent.loaded, agent.sessionId]).toEqual([true, true, 'scripted-session']);
    expect(said((await prompt(agent)).events)).toBe('again');
  });

  test('that the agent lost, or can’t load, begins a new one with a warning', async () => {
    const lost = { initialize: loads, load: { error: { code: -32002, message: 'not found' } }, prompts: [[]] };
    for (const [scenario, canLoad] of [
      [lost, true],
      [{ prompts: [[]] }, false],
    ] as const) {
      const agent = await start(scenario, { spec: { load: 'old' } });
      expect([agent.canLoad, agent.loaded]).toEqual([canLoad, false]);
      expect(await warnings(agent)).toEqual([expect.stringContaining('does not remember the earlier conversation')]);
      expect(await warnings(agent)).toEqual([]);
    }
  });
});
