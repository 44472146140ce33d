import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AgentSpec } from '../../src/engine/local/acp/agent-interface.ts';
import { groupRuns } from '../../src/engine/local/process-identity.ts';
import { prompt, said } from '../engine/local/acp/agent-harness.ts';
import { fixedPort } from '../fakes/fixed-port.ts';
import { anthropic } from '../fakes/model/anthropic.ts';
import { openai } from '../fakes/model/openai.ts';
import { installed, packagesOf } from './cache.ts';
import { missing, type RealAgent, startReal } from './real-agent.ts';

let everything = '';
beforeAll(async () => {
  const folder = await installed('mcp', packagesOf('@modelcontextprotocol/server-everything@2026.8.31'), 100_000_000);
  everything = join(folder, 'node_modules', '.bin', 'mcp-server-everything');
});

type Servers = NonNullable<AgentSpec['mcpServers']>;
const settings = { permissions: 'all', mcpVariables: { EVERYTHING_WORD: 'from-the-environment' } } as const;

const claude = (mcpServers: Servers): Promise<RealAgent> =>
  startReal(
    'claude-agent-acp',
    anthropic,
    ({ home, url }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: 'sk-ant-stub',
      CLAUDE_CONFIG_DIR: join(home, 'claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // How long claude itself waits for its servers (ms).
      MCP_TIMEOUT: '5000',
    }),
    settings,
    { mcpServers },
  );
const echo = { name: 'mcp__everything__echo', input: { message: 'hello' } };
const stdio = (): Servers => ({
  everything: { command: everything, args: ['stdio'], env: { WORD: '${EVERYTHING_WORD}' } },
});

describe.skipIf(missing)(`real MCP servers${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('that are commands: claude calls a tool, and the server has its variables', async () => {
    const { agent, model } = await claude(stdio());
    model.script({ tools: [echo, { name: 'mcp__everything__get-env', input: {} }] }, { text: 'Called.' });
    const { events, refused } = await prompt(agent, 'echo hello');
    const results = events.flatMap((event) => (event.type === 'TOOL_CALL_RESULT' ? [String(event.content)] : []));
    expect([said(events), refused]).toEqual(['Called.', 0]);
    // Both calls are open at once: either may be answered first.
    expect(results.toSorted()).toEqual([
      expect.stringContaining('Echo: hello'),
      expect.stringContaining('from-the-environment'),
    ]);
    const { pid } = agent;
    await agent.close();
    expect(groupRuns(pid)).toBe(false);
  });

  test('over http: claude calls a tool', async () => {
    const port = await fixedPort();
    const server = spawn(everything, ['streamableHttp'], {
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void server.kill('SIGKILL'));
    await once(server.stderr, 'data');
    const { agent, model } = await claude({ everything: { url: `http://127.0.0.1:${port}/mcp` } });
    model.script({ tools: [echo] }, { text: 'Called.' });
    const { events } = await prompt(agent, 'echo hello');
    expect(JSON.stringify(events)).toContain('Echo: hello');
  });

  test('that hang or die: the run goes on without them, and with the others', async () => {
    const { agent, model } = await claude({
      hangs: { command: 'sleep', args: ['300'] },
      dies: { command: 'false' },
      ...stdio(),
    });
    model.script({ tools: [echo] }, { text: 'Called.' });
    const { events } = await prompt(agent, 'echo hello');
    expect(said(events)).toBe('Called.');
    const { pid } = agent;
    await agent.close();
    expect(groupRuns(pid)).toBe(false);
  });

  test('that are commands: codex offers their tools to its model', async () => {
    const { agent, model } = await startReal(
      'codex-acp',
      openai,
      ({ home, cwd, url }) => {
        const CODEX_HOME = join(home, 'codex');
        mkdirSync(CODEX_HOME);
        writeFileSync(
          join(CODEX_HOME, 'config.toml'),
          `model = "gpt-5"\nmodel_provider = "stub"\n[model_providers.stub]\nname = "stub"\nbase_url = "${url}/v1"\nwire_api = "responses"\nenv_key = "STUB_KEY"\nrequires_openai_auth = false\n[projects."${cwd}"]\ntrust_level = "trusted"\n[analytics]\nenabled = false\n`,
        );
        return { CODEX_HOME, STUB_KEY: 'stub', NO_BROWSER: '1', MODEL_PROVIDER: 'stub' };
      },
      settings,
      { mcpServers: stdio() },
    );
    model.script({ text: 'Seen.' });
    await prompt(agent, 'what can you do?');
    expect(JSON.stringify(model.requests.map(({ body }) => body.tools))).toMatch(/everything/);
  });
});
