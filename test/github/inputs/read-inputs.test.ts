import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs, readStepInputs } from '../../../src/github/inputs/read-inputs.ts';

const action = parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8')) as {
  readonly inputs: { readonly [name: string]: { readonly default?: string } };
};
/** As the runner hands them over: the default where the step names none, "" where there is none. */
const read = (given: { readonly [name: string]: string } = {}) =>
  readInputs((name) => given[name] ?? action.inputs[name]?.default ?? '');
const PLATFORM = { 'api-url': 'https://a.test', 'api-token': 't', project: 'team-a' };

test('without any input it is the local engine, and one hour', () => {
  expect(read({ 'github-token': 'g' })).toMatchInlineSnapshot(`
    {
      "agentOptions": {},
      "allowBots": [],
      "allowForks": false,
      "allowPaths": [],
      "allowUsers": [],
      "commitAuthor": {
        "email": "41898282+github-actions[bot]@users.noreply.github.com",
        "name": "github-actions[bot]",
      },
      "concurrency": 4,
      "confinement": {
        "domains": [],
        "keyProxy": "auto",
        "registries": [],
        "sandbox": "auto",
      },
      "deliver": "push",
      "draft": false,
      "engine": "local",
      "environmentVariables": {},
      "failOn": [],
      "githubToken": "g",
      "insecureSkipTlsVerify": false,
      "label": "amber:auto-fix",
      "labels": {},
      "lfs": false,
      "managedLabel": "amber:managed",
      "maxAttempts": 3,
      "maxFileSize": 5242880,
      "maxFiles": 300,
      "project": "default",
      "promptsDir": ".github/amber",
      "repos": [],
      "signCommits": false,
      "stopOnRunFinished": true,
      "submodules": "false",
      "summary": true,
      "timeoutMs": 3600000,
      "trigger": "@amber",
      "trustUnmarkedSessions": false,
      "wait": true,
    }
  `);
});

test('outside of a runner, where no default is handed over, they are the same', () => {
  expect(readInputs((name) => (name === 'github-token' ? 'g' : undefined))).toEqual(read({ 'github-token': 'g' }));
});

test('only inputs of action.yml are asked for, and each of them is', () => {
  const asked = new Set<string>();
  readInputs((name) => {
    asked.add(name);
    return PLATFORM[name as keyof typeof PLATFORM];
  });
  // Accepted and ignored: the end of a run is read off its stream.
  expect([...asked, 'poll-interval'].sort()).toEqual(Object.keys(action.inputs).sort());
});

test('the predecessor’s forms are taken as they were', () => {
  const inputs = read({
    ...PLATFORM,
    repos: '[{"url": "https://github.com/o/r", "branch": "main", "autoPush": true}]',
    labels: '{"team": "a", "n": 1}',
    'environment-variables': '{"A": "b"}',
    workflow: '{"gitUrl": "https://github.com/o/w", "branch": "main", "path": "x"}',
    timeout: '0',
    'poll-timeout': '90',
    'no-verify-ssl': 'true',
    'poll-interval': '15',
  });
  expect(inputs).toMatchObject({
    engine: 'platform',
    repos: [{ url: 'https://github.com/o/r', branch: 'main', autoPush: true }],
    labels: { team: 'a', n: '1' },
    environmentVariables: { A: 'b' },
    workflow: { gitUrl: 'https://github.com/o/w', branch: 'main', path: 'x' },
    inactivityTimeout: 0,
    timeoutMs: 5_400_000,
    insecureSkipTlsVerify: true,
  });
});

describe('what is wrong is said, with the input and what is allowed', () => {
  test.each<[string, { readonly [name: string]: string }, RegExp]>([
    ['an address that is given but empty', { 'api-url': '' }, /api-url is given but empty/],
    ['a prompt that is given but empty', { prompt: '' }, /prompt is given but empty/],
    ['a prompt of nothing but blanks', { prompt: ' \n' }, /prompt is given but empty/],
    ['an engine that is none', { engine: 'cloud' }, /input engine "cloud".*local, platform, kubernetes/],
    ['the platform without an address', { engine: 'platform', project: 'a' }, /needs the input api-url/],
    ['the platform without a token', { 'api-url': 'https://a.test', project: 'a' }, /needs the input api-token/],
    ['the platform without a project', { 'api-url': 'https://a.test', 'api-token': 't' }, /needs the input project/],
    ['a project that is no name', { ...PLATFORM, project: 'A B' }, /project "A B"/],
    ['no waiting with the local engine', { wait: 'false' }, /wait: false does not go with engine "local"/],
    ['forks with the local engine', { 'allow-forks': 'true' }, /allow-forks does not go with engine "local"/],
    ['both jobs in one', { deliver: 'patch', 'deliver-from': 'x' }, /deliver: patch and deliver-from are of two jobs/],
    ['a session without a prompt', { 'session-name': 'session-1' }, /session-name needs a prompt/],
    ['a session that is a path', { 'session-name': '../x', prompt: 'x' }, /input session-name "..\/x"/],
    ['every bot', { 'allow-bots': 'a[bot], *' }, /input allow-bots "\*"/],
    ['another outcome to fail on', { 'fail-on': 'needs-input, failed' }, /input fail-on "failed".*needs-input/],
    ['a flag that is none', { wait: 'yes' }, /input wait "yes".*true or false/],
    ['a time that is none', { 'poll-timeout': '0' }, /input poll-timeout "0"/],
    ['a timeout with a unit', { timeout: '5m' }, /input timeout "5m".*whole seconds/],
    ['repositories that are no list', { repos: '{}' }, /input repos "{}".*JSON array/],
    ['a repository without an address', { repos: '[{}]' }, /input repos: url/],
    ['labels that are no JSON', { labels: 'a=b' }, /input labels "a=b".*JSON/],
    ['permissions that would ask', { permissions: 'ask' }, /input permissions "ask".*read, all, none/],
    ['options of the agent that are no JSON', { 'agent-options': 'a=b' }, /input agent-options "a=b".*JSON/],
    [
      'headers for no server',
      { agent: 'demo', 'agent-headers': '{"a": "b"}' },
      /agent-headers is for an agent that is/,
    ],
    [
      'a header of two lines',
      { agent: 'https://a.example', 'agent-headers': '{"a": "b\\nc"}' },
      /^input agent-headers: "a" is not allowed/,
    ],
    [
      'headers on a platform',
      { engine: 'kubernetes', project: 'a', agent: 'https://a.example', 'agent-headers': '{"a": "b"}' },
      /agent-headers does not go with engine/,
    ],
    ['a mode of two lines', { mode: 'a\nb' }, /^mode "a\\nb" is not allowed/],
    ['a mode in a cluster', { engine: 'kubernetes', project: 'a', mode: 'plan' }, /mode and agent-options go not with/],
    ['a phrase of two words', { trigger: 'hey amber' }, /input trigger "hey amber"/],
    ['a folder outside', { 'prompts-dir': '../x' }, /input prompts-dir "..\/x"/],
  ])('%s', (_what, given, message) => {
    expect(() => read(given)).toThrow(message);
  });

  test('but never the value of a variable: it may be a secret', () => {
    for (const value of ['{"KEY": ["hunter2"]}', '{"KEY": "hunter2"', '["hunter2"]'])
      expect(() => read({ 'environment-variables': value })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
      );
  });
});

test('a prompt that a step does not name is none: the event decides', () => {
  expect(readInputs((name) => (name === 'prompt' ? 'none' : undefined)).prompt).toBeUndefined();
});

describe('a kubeconfig', () => {
  const CONFIG =
    'apiVersion: v1\nclusters: [{name: c, cluster: {server: "https://c.test"}}]\nusers: []\ncontexts: []\n';
  const KUBERNETES = { engine: 'kubernetes', project: 'team-a' };

  test.each<[string, string, object]>([
    ['its text', CONFIG, { kubeconfigText: CONFIG.trim() }],
    ['its text as JSON', '{"clusters": []}', { kubeconfigText: '{"clusters": []}' }],
    ['its text in base64', btoa(CONFIG), { kubeconfigText: CONFIG }],
    [
      'the same, of more than ASCII',
      Buffer.from(`# Größe\n${CONFIG}`).toString('base64'),
      { kubeconfigText: `# Größe\n${CONFIG}` },
    ],
    ['the same in lines', btoa(CONFIG).replace(/.{76}/g, '$&\n'), { kubeconfigText: CONFIG }],
    ['a path', './kube/config', { kubeconfig: './kube/config' }],
    ['nothing', 'none', {}],
  ])('%s', (_, kubeconfig, expected) => {
    const inputs = read({ ...KUBERNETES, kubeconfig });
    expect({
      ...(inputs.kubeconfig !== undefined && { kubeconfig: inputs.kubeconfig }),
      ...(inputs.kubeconfigText !== undefined && { kubeconfigText: inputs.kubeconfigText }),
    }).toEqual(expected);
  });

  test('base64 of something else is an error that does not show it: it may be a secret', () => {
    for (const kubeconfig of [btoa('x'.repeat(200)), 'A'.repeat(125)])
      expect(() => read({ ...KUBERNETES, kubeconfig })).toThrow(
        expect.objectContaining({ code: 'USAGE', message: 'input kubeconfig is base64, and not of a kubeconfig' }),
      );
  });

  test('given but empty is an error: the runner’s own would be used in its place', () => {
    expect(() => read({ ...KUBERNETES, kubeconfig: ' ' })).toThrow(/kubeconfig is given but empty/);
  });

  test.each([{ kubeconfig: CONFIG }, { context: 'team' }, { 'events-service': 'a/b:80' }])(
    'is for no other engine',
    (given) => {
      expect(() => read({ ...PLATFORM, ...given })).toThrow(
        /kubeconfig, context and events-service are for engine "kubernetes"/,
      );
    },
  );
});

test('logins are taken with their @, in letters of any case', () => {
  const given: { readonly [name: string]: string } = { 'allow-users': '@Bob, eve', 'allow-bots': '@renovate[bot]' };
  const { allowUsers, allowBots } = readInputs((name) => given[name]);
  expect({ allowUsers, allowBots }).toEqual({ allowUsers: ['bob', 'eve'], allowBots: ['renovate[bot]'] });
});

describe('mcp-config', () => {
  const docs = { type: 'http', url: 'https://docs.example', headers: { Authorization: 'Bearer ${DOCS_TOKEN}' } };
  const step = (given: { readonly [name: string]: string }, env = {}) =>
    readStepInputs((name) => given[name] ?? action.inputs[name]?.default ?? '', env);

  test('is JSON text, whose variables are the step’s', async () => {
    const given = { 'mcp-config': JSON.stringify({ mcpServers: { docs } }), 'github-token': 'g' };
    // The names stay where the agent is started here: no file gets the values.
    expect((await step(given, { DOCS_TOKEN: 'abc' })).mcpServers).toEqual({ docs });
    expect((await step({ ...given, ...PLATFORM }, { DOCS_TOKEN: 'abc' })).mcpServers).toEqual({
      docs: { ...docs, headers: { Authorization: 'Bearer abc' } },
    });
    await expect(step(given)).rejects.toMatchObject({ code: 'CONFIG', message: expect.stringContaining('DOCS_TOKEN') });
  });

  test.each([
    ['a path', '.mcp.json', /^input mcp-config is not allowed: JSON with "mcpServers"/],
    ['servers alone', '{"docs": {"url": "https://docs.example"}}', /JSON with "mcpServers": \{"mcpServers"/],
    ['no servers', '{}', /^input mcp-config is not allowed: JSON with "mcpServers"/],
    [
      'a wrong one',
      '{"mcpServers": {"a": {"command": ["secret"]}}}',
      /MCP server "a" must have a text as its command$/,
    ],
  ])('%s is refused, and not quoted', (_what, text, message) => {
    expect(() => read({ 'mcp-config': text })).toThrow(message);
  });
});
