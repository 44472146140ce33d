import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { last, prompt, said } from '../engine/local/acp/agent-harness.ts';
import { anthropic } from '../fakes/model/anthropic.ts';
import { gemini } from '../fakes/model/gemini.ts';
import { openai } from '../fakes/model/openai.ts';
import { missing, startReal } from './real-agent.ts';

const KEY = 'sk-the-real-key-of-the-model';
const CONFINED = { permissions: 'all', confinement: { keyProxy: 'on' } } as const;

/** What an agent's own tools see of its environment, and what is in the environments of all processes of this user. */
const LOOK = 'env > seen; cat /proc/[0-9]*/environ > others 2>/dev/null; true';

const AGENTS = {
  'claude-agent-acp': {
    api: anthropic,
    tool: { name: 'Bash', input: { command: LOOK, description: 'look' } },
    env: ({ home, url }: { readonly home: string; readonly url: string }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CONFIG_DIR: join(home, 'claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    }),
  },
  'codex-acp': {
    api: openai,
    tool: { name: 'exec_command', input: { cmd: LOOK, login: false } },
    env: ({ url }: { readonly url: string }) => ({
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_API_KEY: KEY,
      // Newer ones get tools that the stub does not know.
      CODEX_CONFIG: JSON.stringify({ model: 'gpt-5' }),
      NO_BROWSER: '1',
      INITIAL_AGENT_MODE: 'agent-full-access',
    }),
  },
  'gemini --acp': {
    api: gemini,
    tool: { name: 'run_shell_command', input: { command: LOOK, description: 'look' } },
    env: ({ url }: { readonly url: string }) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: KEY }),
  },
};

for (const [command, { api, tool, env }] of Object.entries(AGENTS))
  test.skipIf(missing)(
    `${command} works with a key that it never sees${missing ? ` (skipped: ${missing})` : ''}`,
    async () => {
      const { agent, model, cwd } = await startReal(command, api, env, CONFINED);
      model.script({ thinking: 'Let me look.', tools: [tool] }, { text: 'I have looked.' });
      const { events, end } = await prompt(agent, 'look around');
      expect({ end, said: said(events), last: last(events).type }).toEqual({
        end: 'finished',
        said: 'I have looked.',
        last: 'RUN_FINISHED',
      });
      const seen = readFileSync(join(cwd, 'seen'), 'utf8');
      expect(seen).toMatch(/_API_KEY=amber-[0-9a-f]{64}/);
      expect(seen).not.toContain(KEY);
      expect(readFileSync(join(cwd, 'others'), 'utf8')).not.toContain(KEY);
      const calls = model.requests.filter((request) => api.isModelCall(request));
      expect(calls.length).toBeGreaterThanOrEqual(2);
      for (const { headers } of calls) expect(JSON.stringify(headers)).toContain(KEY);
      expect(events).toContainEqual(
        expect.objectContaining({ name: 'amber:model-requests', value: { count: model.requests.length } }),
      );
    },
  );
