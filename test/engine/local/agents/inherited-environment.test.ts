import { expect, test } from 'vitest';
import { inheritedEnv, isOfTheMachine } from '../../../../src/engine/local/agents/inherited-environment.ts';

test.each([
  ...['HTTPS_PROXY', 'https_proxy', 'http_proxy', 'NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy'],
  ...[
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
    'GIT_SSL_CAINFO',
    'NIX_SSL_CERT_FILE',
  ],
  ...['PATH', 'HOME', 'LC_ALL', 'TZ'],
])('%s is of the machine', (name) => {
  expect(isOfTheMachine(name)).toBe(true);
});

test.each(['GITHUB_TOKEN', 'INPUT_PROMPT', 'NODE_OPTIONS', 'MY_PROXY_PASSWORD', 'LD_PRELOAD', 'ACTIONS_RUNTIME_TOKEN'])(
  '%s is not',
  (name) => {
    expect(isOfTheMachine(name)).toBe(false);
  },
);

test.each([
  ...['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'CLAUDE_CODE_SESSION_ID', 'CLAUDE_ENV_FILE'],
  ...['CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED', 'CODEX_THREAD_ID', 'GEMINI_CLI', 'OPENCODE', 'CURSOR_AGENT'],
  ...['AMBER_TOKEN', 'AMBER_STATE_DIR'],
])('%s belongs to the session that we are in, and is not inherited', (name) => {
  expect(inheritedEnv({ [name]: '1' })).toEqual({});
});

test('settings and credentials of agents are inherited, and everything else', () => {
  const env = {
    CLAUDE_CODE_OAUTH_TOKEN: 'a',
    CLAUDE_CODE_USE_BEDROCK: '1',
    CLAUDE_CODE_SUBAGENT_MODEL: 'a',
    CLAUDE_CONFIG_DIR: '/a',
    CODEX_HOME: '/a',
    CODEX_API_KEY: 'a',
    GEMINI_API_KEY: 'a',
    GEMINI_SANDBOX: 'docker',
    COPILOT_GITHUB_TOKEN: 'a',
    OPENCODE_API_KEY: 'a',
    EMPTY: '',
  };
  expect(inheritedEnv({ ...env, UNSET: undefined })).toEqual(env);
});
