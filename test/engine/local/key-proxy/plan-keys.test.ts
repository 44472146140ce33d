import { describe, expect, test } from 'vitest';
import { REGISTRY } from '../../../../src/engine/local/agents/known-agents.ts';
import { planKeys } from '../../../../src/engine/local/key-proxy/plan-keys.ts';

const ADDRESS = new URL('http://127.0.0.1:4000');

function plan(name: string, env: { readonly [name: string]: string }) {
  let made = 0;
  return planKeys({ name, known: REGISTRY[name] }, env, () => `placeholder-${++made}`);
}

/** The plan and the agent's environment by it. */
function planned(name: string, env: { readonly [name: string]: string }) {
  const it = plan(name, env);
  if ('why' in it) throw new Error(it.why);
  return { upstream: it.upstream.href, keys: it.keys, env: it.env(ADDRESS) };
}

describe('which keys are kept', () => {
  test('claude: every credential of its API, each with a placeholder and the header that it is sent in', () => {
    const env = { ANTHROPIC_API_KEY: 'k1', ANTHROPIC_AUTH_TOKEN: 'k2', CLAUDE_CODE_OAUTH_TOKEN: 'k3', PATH: '/bin' };
    const it = planned('claude', env);
    expect(it.upstream).toBe('https://api.anthropic.com/');
    expect(it.keys.map(({ value, placeholder, header }) => [value, placeholder, header])).toEqual([
      ['k1', 'placeholder-1', 'x-api-key'],
      ['k2', 'placeholder-2', 'authorization'],
      ['k3', 'placeholder-3', 'authorization'],
    ]);
    expect(it.env).toEqual({
      PATH: '/bin',
      ANTHROPIC_API_KEY: 'placeholder-1',
      ANTHROPIC_AUTH_TOKEN: 'placeholder-2',
      CLAUDE_CODE_OAUTH_TOKEN: 'placeholder-3',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:4000',
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    });
  });

  test('codex gets a provider of its own, beside what CODEX_CONFIG says already', () => {
    const CODEX_CONFIG = JSON.stringify({ model: 'm', model_providers: { mine: { name: 'mine' } } });
    const { env } = planned('codex', { OPENAI_API_KEY: 'k', CODEX_CONFIG });
    expect(env.MODEL_PROVIDER).toBe('amber');
    expect(JSON.parse(env.CODEX_CONFIG ?? '')).toEqual({
      model: 'm',
      model_providers: {
        mine: { name: 'mine' },
        amber: {
          name: 'amber',
          base_url: 'http://127.0.0.1:4000',
          wire_api: 'responses',
          env_key: 'OPENAI_API_KEY',
          requires_openai_auth: false,
        },
      },
    });
    expect(() => planned('codex', { OPENAI_API_KEY: 'k', CODEX_CONFIG: '[]' })).toThrow(
      'CODEX_CONFIG is no JSON object',
    );
  });

  test('an address that the environment names is where the requests go; it may have a path', () => {
    const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://gateway.example.com/team-a/' };
    expect(planned('claude', env).upstream).toBe('https://gateway.example.com/team-a/');
    for (const ANTHROPIC_BASE_URL of [
      'gateway',
      'file:///etc',
      'https://user:secret@example.com',
      'https://a.example?x=1',
    ])
      expect(() => plan('claude', { ...env, ANTHROPIC_BASE_URL })).toThrow(
        'ANTHROPIC_BASE_URL is no address of an API',
      );
  });

  test('the proxies that the agent knows are not between it and Amber, whichever case it reads', () => {
    const env = { ANTHROPIC_API_KEY: 'k', HTTPS_PROXY: 'http://proxy:1', NO_PROXY: 'example.com' };
    expect(planned('claude', env).env).toMatchObject({
      NO_PROXY: 'example.com,127.0.0.1',
      no_proxy: 'example.com,127.0.0.1',
    });
    expect(planned('claude', { ...env, no_proxy: 'other.example' }).env).toMatchObject({
      NO_PROXY: 'example.com,127.0.0.1',
      no_proxy: 'other.example,127.0.0.1',
    });
  });

  test.each([
    ['claude', {}, /has no key of the agent "claude" \(ANTHROPIC_API_KEY, /],
    ['claude', { ANTHROPIC_API_KEY: '' }, /has no key/],
    ['claude', { ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_USE_BEDROCK: '1' }, /^CLAUDE_CODE_USE_BEDROCK makes/],
    ['codex', { OPENAI_API_KEY: 'k', MODEL_PROVIDER: 'mine' }, /^MODEL_PROVIDER makes/],
    ['copilot', { GH_TOKEN: 'k' }, /can't be pointed at another address/],
    ['./my-agent', { ANTHROPIC_API_KEY: 'k' }, /it is not known how the agent ".\/my-agent" reaches/],
  ])('%s with %j keeps its key, and the plan says why', (name, env: { [name: string]: string }, why) => {
    expect(plan(name, env)).toEqual({ why: expect.stringMatching(why) });
  });
});
