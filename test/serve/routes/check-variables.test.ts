import { describe, expect, test } from 'vitest';
import { changesWhatRuns } from '../../../src/serve/routes/check-variables.ts';
import { Bed, PROJECT } from '../harness.ts';

const LIST = `/api/projects/${PROJECT}/agentic-sessions`;

test.each([
  ...[
    'NODE_OPTIONS',
    'node_options',
    'NODE_PATH',
    'NODE_EXTRA_CA_CERTS',
    'npm_config_script_shell',
    'NPM_CONFIG_PREFIX',
  ],
  ...['PATH', 'Path', 'HOME', 'XDG_CONFIG_HOME', 'LD_PRELOAD', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES', 'GCONV_PATH'],
  ...['BASH_ENV', 'ENV', 'PROMPT_COMMAND', 'PS4', 'SHELL', 'SHELLOPTS', 'IFS', 'ZDOTDIR', 'GLIBC_TUNABLES'],
  ...['PYTHONPATH', 'PYTHONSTARTUP', 'PYTHONHOME', 'PERL5LIB', 'PERL5OPT', 'RUBYOPT', 'RUBYLIB', 'GEM_PATH', 'PHPRC'],
  ...['JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS', 'JDK_JAVA_OPTIONS', 'CLASSPATH', 'MAVEN_OPTS', 'DOTNET_STARTUP_HOOKS'],
  ...['GIT_SSH_COMMAND', 'GIT_CONFIG_COUNT', 'GIT_CONFIG_KEY_0', 'GIT_EXTERNAL_DIFF', 'GIT_EXEC_PATH', 'SSH_ASKPASS'],
  ...['EDITOR', 'VISUAL', 'PAGER', 'MANPAGER', 'LESSOPEN', 'BROWSER', 'SUDO_ASKPASS', 'RUSTC_WRAPPER', 'GOFLAGS'],
  ...['MAKEFLAGS', 'CC', 'CFLAGS', 'DOCKER_HOST', 'KUBECONFIG', 'OPENSSL_CONF', 'SSLKEYLOGFILE', 'SSL_CERT_FILE'],
  ...['HTTPS_PROXY', 'http_proxy', 'ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL', 'CLAUDE_CONFIG_DIR', 'CODEX_HOME'],
  ...[
    'CLAUDE_CODE_SHELL_PREFIX',
    'GEMINI_CLI_SYSTEM_SETTINGS_PATH',
    'AMBER_STATE_DIR',
    'RUNNER_TYPE',
    'MY_APP_OPTIONS',
  ],
])('%s can change what is executed', (name) => {
  expect(changesWhatRuns(name)).toBe(true);
});

test.each([
  ...[
    'CI',
    'LOG_LEVEL',
    'DEBUG',
    'TZ',
    'LANG',
    'LC_ALL',
    'MY_API_KEY',
    'TEAM',
    'FEATURE_X',
    'DATABASE_URL',
    'PORT',
    'SLACK_WEBHOOK',
    'VITE_API_KEY',
  ],
  ...['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'CODEX_API_KEY', 'GITHUB_TOKEN', 'ENVIRONMENT'],
])('%s can not', (name) => {
  expect(changesWhatRuns(name)).toBe(false);
});

describe('over HTTP', () => {
  const variables = { NODE_OPTIONS: '--import=data:text/javascript,0', CI: 'true' };

  test('such a variable is refused with 400 and what would allow it, when a session is made and when it is changed', async () => {
    await using bed = await Bed.open();
    const reply = await bed.ask(LIST, { method: 'POST', body: { environmentVariables: variables } });
    expect(reply.status).toBe(400);
    expect(reply.json.error).toMatch(/NODE_OPTIONS.*amber serve --allow-env NODE_OPTIONS$/);
    expect(reply.text).not.toContain('data:');
    expect((await bed.ask(LIST)).json).toMatchObject({ totalCount: 0 });
    const name = await bed.create({ environmentVariables: { CI: 'true' } });
    const put = { method: 'PUT', body: { environmentVariables: variables } };
    // An engine whose sessions can't be changed says so first.
    expect([400, 501]).toContain((await bed.ask(bed.path(name), put)).status);
    expect((await bed.ask(bed.path(name))).json).toMatchObject({ spec: { environmentVariables: { CI: 'true' } } });
  });

  test('a heap of them costs serve no time', async () => {
    await using bed = await Bed.open();
    const heap = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`K${index}`, 'v']));
    const reply = await bed.ask(LIST, { method: 'POST', body: { environmentVariables: heap } });
    expect([reply.status, reply.json.error]).toEqual([400, 'environmentVariables: at most 500, not 501']);
    expect(changesWhatRuns(`${'_'.repeat(4_000_000)}OPTIONS`)).toBe(false);
  });

  test.each([['NODE_OPTIONS'], ['NODE_*']])('%s of --allow-env lets it through', async (allowed) => {
    await using bed = await Bed.open({ allowedVariables: [allowed] });
    await bed.create({ environmentVariables: variables });
    const other = await bed.ask(LIST, { method: 'POST', body: { environmentVariables: { LD_PRELOAD: '/x.so' } } });
    expect(other.status).toBe(400);
  });
});
