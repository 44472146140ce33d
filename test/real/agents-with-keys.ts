import { join } from 'node:path';
import { anthropic } from '../fakes/model/anthropic.ts';
import { gemini } from '../fakes/model/gemini.ts';
import { openai } from '../fakes/model/openai.ts';
import type { ModelApi } from '../fakes/model/server.ts';
import type { Setting } from './real-agent.ts';

export const KEY = 'sk-the-real-key-of-the-model';

/** A real agent whose key Amber can keep. */
interface WithKey {
  readonly api: ModelApi;
  /** Its environment. */
  readonly env: Setting;
  /** The call by which its model has it run a command. */
  tool(command: string): { readonly name: string; readonly input: object };
}

/** By the command that starts them. */
export const REAL: { readonly [command: string]: WithKey } = {
  'claude-agent-acp': {
    api: anthropic,
    tool: (command) => ({ name: 'Bash', input: { command, description: 'a command' } }),
    env: ({ home, url }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CONFIG_DIR: join(home, 'claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    }),
  },
  'codex-acp': {
    api: openai,
    tool: (cmd) => ({ name: 'exec_command', input: { cmd, login: false } }),
    env: ({ url }) => ({
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
    tool: (command) => ({ name: 'run_shell_command', input: { command, description: 'a command' } }),
    env: ({ url }) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: KEY }),
  },
};
