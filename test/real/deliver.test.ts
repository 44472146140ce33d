import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { anthropic } from '../fakes/model/anthropic.ts';
import { openai } from '../fakes/model/openai.ts';
import type { ModelApi } from '../fakes/model/server.ts';
import { serveModel } from '../fakes/model/server.ts';
import { type OnThread, onThread } from '../scenarios/kit/thread.ts';
import { missing } from './real-agent.ts';

const agents = inject('agents');
const BRANCH = 'amber/issue-7-it-is-slow';
const WORK = [
  "mkdir -p .git/hooks && printf '#!/bin/sh\\ntouch ../trapped\\n' > .git/hooks/pre-push && chmod +x .git/hooks/pre-push",
  'echo fast > fast.ts && git add fast.ts && git commit -qm "Use a faster sort"',
  'echo more > more.ts',
].join('\n');

/** A thread whose agent is a real one, against a stub of its model. */
async function withAgent(command: string, api: ModelApi, variables: (on: OnThread, url: string) => object) {
  const model = await serveModel(api);
  onTestFinished(() => model[Symbol.asyncDispose]());
  const on = await onThread('issue');
  onTestFinished(() => on[Symbol.asyncDispose]());
  const bin = 'bin' in agents ? agents.bin : '';
  const environment = {
    HTTPS_PROXY: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1,localhost',
    ...variables(on, model.url),
  };
  const inputs = { engine: 'local', agent: join(bin, command), 'environment-variables': JSON.stringify(environment) };
  return { on, model, run: () => on.comment('@amber', { with: inputs }) };
}

async function delivered({ on, run }: Awaited<ReturnType<typeof withAgent>>): Promise<void> {
  const { code, stdout, stderr } = await run().done;
  expect({ code, end: code === 0 ? '' : `${stdout}${stderr}`.slice(-2_000) }).toEqual({ code: 0, end: '' });
  const { git, state } = on.github;
  expect(git?.git('log', '--format=%an: %s', `main..${BRANCH}`)).toBe(
    'github-actions[bot]: Use a faster sort, and more\ngithub-actions[bot]: Use a faster sort',
  );
  expect(git?.git('diff', '--name-status', 'main', BRANCH)).toBe('A\tfast.ts\nA\tmore.ts');
  expect(state.threads.get(8)).toMatchObject({ title: 'Use a faster sort, and more', labels: ['amber:managed'] });
  expect(on.place.files('').some((name) => name.endsWith('trapped'))).toBe(false);
}

const ACCOUNT = { text: 'Use a faster sort, and more\n\nIt was slow.' };

describe.skipIf(missing)(`what real agents did${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('Claude Code: its commit and what it left become a pull request', async () => {
    const it = await withAgent('claude-agent-acp', anthropic, ({ place }, url) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: 'sk-ant-stub-of-a-key',
      CLAUDE_CONFIG_DIR: join(place.root, 'claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    }));
    it.model.script({ tools: [{ name: 'Bash', input: { command: WORK, description: 'work' } }] }, ACCOUNT);
    await delivered(it);
  }, 120_000);

  test('Codex: the same', async () => {
    const it = await withAgent('codex-acp', openai, ({ place }, url) => {
      const CODEX_HOME = join(place.root, 'codex');
      mkdirSync(CODEX_HOME);
      place.write(
        'codex/config.toml',
        `model = "gpt-5"\nmodel_provider = "stub"\ncheck_for_update_on_startup = false\n[model_providers.stub]\nname = "stub"\nbase_url = "${url}/v1"\nwire_api = "responses"\nenv_key = "STUB_KEY"\nrequires_openai_auth = false\n[analytics]\nenabled = false\n`,
      );
      return {
        CODEX_HOME,
        STUB_KEY: 'stub-of-a-key',
        NO_BROWSER: '1',
        MODEL_PROVIDER: 'stub',
        INITIAL_AGENT_MODE: 'read-only',
      };
    });
    const more = { login: false, sandbox_permissions: 'require_escalated', justification: 'May I?' };
    it.model.script({ tools: [{ name: 'exec_command', input: { cmd: WORK, ...more } }] }, ACCOUNT);
    await delivered(it);
  }, 120_000);
});
