import { nearest } from '../../core/did-you-mean.ts';
import { expandMcpServers, missingText } from '../../core/mcp-servers.ts';
import { secretsIn, secretsOf } from '../../core/secrets/from-environment.ts';
import type { McpServerMap } from '../../core/session/session.ts';
import type { Inputs } from './inputs.ts';

/** The inputs of action.yml. */
export const INPUT_NAMES: readonly string[] = [
  'sign-commits',
  ...[
    'agent',
    'agent-headers',
    'agent-options',
    'allow-bots',
    'allow-forks',
    'allow-users',
    'api-token',
    'api-url',
    'base',
    'ca-file',
    'check-run',
    'comment',
  ],
  ...['effort', 'lfs', 'submodules'],
  ...[
    'allow-paths',
    'commit-author',
    'context',
    'deliver',
    'deliver-from',
    'draft',
    'events-service',
    'max-file-size',
    'max-files',
  ],
  ...['concurrency', 'display-name', 'engine', 'environment-variables', 'fail-on', 'github-token'],
  ...['kubeconfig', 'label', 'labels'],
  ...[
    'managed-label',
    'max-attempts',
    'mcp-config',
    'mode',
    'model',
    'no-verify-ssl',
    'permissions',
    'poll-interval',
    'poll-timeout',
  ],
  ...['project', 'prompt', 'prompts-dir', 'repos', 'request-id', 'session-name', 'stop-on-run-finished', 'summary'],
  ...['timeout', 'trigger', 'trust-unmarked-sessions', 'wait', 'workflow'],
  ...['allow-domains', 'allow-registries', 'key-proxy', 'sandbox'],
  ...['output-schema', 'output-schema-file', 'max-cost', 'max-cost-per-day', 'max-turns', 'max-tokens'],
];

/** What is allowed and probably not what was meant, or not known to be risky. */
export function inputWarnings(
  { allowBots, allowUsers, engine, environmentVariables, insecureSkipTlsVerify, mcpServers = {} }: Inputs,
  env: { readonly [name: string]: string | undefined },
): readonly string[] {
  const secret = Object.entries(environmentVariables).filter(
    ([name, value]) => secretsOf({ [name]: value }).length > 0,
  );
  return [
    ...misspelt(env),
    ...noLogins('allow-users', allowUsers),
    ...noLogins('allow-bots', allowBots),
    ...(secret.length === 0 || engine === 'local'
      ? []
      : [
          `environment-variables: ${secret.map(([name]) => name).join(', ')} will stand in the session’s object, where everybody who may read the project’s sessions can read it`,
        ]),
    ...(engine === 'local' ? [] : ofMcpServers(mcpServers)),
    ...(insecureSkipTlsVerify && engine !== 'local'
      ? [
          `no-verify-ssl: anyone between this runner and the ${engine === 'platform' ? 'platform' : 'cluster'} can read the token; ca-file trusts one authority`,
        ]
      : []),
  ];
}

/** Of servers that go elsewhere, with the values of variables in place. */
function ofMcpServers(servers: McpServerMap): readonly string[] {
  const { missing } = expandMcpServers(servers, {});
  const isSecret = secretsIn({ mcpServers: { custom: servers } }).length > 0;
  return [
    ...(isSecret
      ? [
          'mcp-config: the variables and headers of its servers will stand in the session’s object, where everybody who may read the project’s sessions can read them',
        ]
      : []),
    ...(missing.length === 0
      ? []
      : [
          `mcp-config: ${missingText(missing)} not set in this step: the names go with the session, for its runner to find`,
        ]),
  ];
}

/** As GitHub makes them; those of a company's own accounts end with `_` and its code, those of apps with `[bot]`. */
const LOGIN = /^[a-z\d](?:[a-z\d-]*[a-z\d])?(?:_[a-z\d]+)?(?:\[bot\])?$/;

function noLogins(input: string, logins: readonly string[]): readonly string[] {
  return logins
    .filter((login) => !LOGIN.test(login))
    .map(
      (login) =>
        `${input}: "${login}" can't be a login, and lets nobody in; logins stand between commas or blanks, and teams can't be named`,
    );
}

/** The runner hands over what a step names, known or not. */
function misspelt(env: { readonly [name: string]: string | undefined }): readonly string[] {
  return Object.keys(env).flatMap((variable) => {
    const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase();
    if (name === undefined || INPUT_NAMES.includes(name)) return [];
    const meant = nearest(name, INPUT_NAMES);
    return meant === undefined ? [] : [`there is no input "${name}": did you mean "${meant}"?`];
  });
}
