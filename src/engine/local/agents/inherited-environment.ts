import type { Env } from '../../../core/env.ts';
import { isMark } from '../host/end-leftover-processes.ts';

/** What a program needs to find itself at home: commands, folders, language and time. */
const AT_HOME = /^(?:PATH|HOME|TMPDIR|LANG|LANGUAGE|LC_[A-Z]+|TZ)$/;

/** How the network is reached. Programs read either letter case: curl takes `http_proxy` in small letters only. */
const PROXY = /^(?:(?:HTTPS?|FTP|ALL|NO)_PROXY|NODE_USE_ENV_PROXY)$/i;

/** The certificates that programs trust beside or in place of their own: Node, OpenSSL, curl, git, Python, clouds, Rust, Deno, npm. */
const CERTIFICATES = new RegExp(
  `^(?:${[
    'NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|(?:NIX_)?SSL_CERT_(?:FILE|DIR)|CURL_CA_BUNDLE|GIT_SSL_CA(?:INFO|PATH)',
    'REQUESTS_CA_BUNDLE|PIP_CERT|HTTPLIB2_CA_CERTS|AWS_CA_BUNDLE|CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE',
    'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH|CARGO_HTTP_CAINFO|DENO_(?:CERT|TLS_CA_STORE)|NPM_CONFIG_CAFILE',
  ].join('|')})$`,
  'i',
);

/** True for a variable that every program on a machine needs to work there, and that holds no secret. */
export function isOfTheMachine(name: string): boolean {
  return AT_HOME.test(name) || PROXY.test(name) || CERTIFICATES.test(name);
}

/** The variables that `keep` wants. */
export function pick(env: Env, keep: (name: string) => boolean): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && keep(name) ? [[name, value] as const] : [])),
  );
}

/**
 * Variables by which agents tell the programs that they start which session they belong to. An agent that finds it takes itself
 * for a part of that session: it refuses to start (claude), looks for an editor's port, believes to be in a sandbox.
 * Settings and credentials, which may begin alike (`CLAUDE_CODE_USE_BEDROCK`, `CODEX_HOME`), are no such marks.
 */
const OF_A_SESSION = new RegExp(
  `^(?:${[
    'CLAUDE_?CODE',
    'CLAUDE_CODE_(?:ENTRYPOINT|EXECPATH|SSE_PORT|IS_\\w+|\\w*SESSION\\w*|(?:REMOTE|AGENT|TEAM|TASK|PARENT)(?:_\\w+)?)',
    'CLAUDE_(?:PROJECT_DIR|PLUGIN_\\w+|ENV_FILE|AGENT_SDK_VERSION)',
    'CODEX_(?:SANDBOX\\w*|THREAD_ID|SESSION_ID|CI|INTERNAL_\\w+|MANAGED_\\w+)',
    'GEMINI_CLI(?:_NO_RELAUNCH|_SESSION\\w*)?',
    'COPILOT_(?:CLI|AGENT_\\w+)',
    'OPENCODE(?:_PID|_SESSION\\w*|_CLIENT)?',
    'CURSOR_(?:AGENT|TRACE_ID)',
    '(?:AI|AUGMENT|ANTIGRAVITY)_AGENT',
    'CLINE_ACTIVE',
  ].join('|')})$`,
);

/** A person's environment as an agent of theirs gets it: without Amber's own settings, and but for our mark as if no other agent had started us. */
export function inheritedEnv(env: Env): { readonly [name: string]: string } {
  const isOurs = (name: string): boolean => name.startsWith('AMBER_') && !isMark(name);
  return pick(env, (name) => !isOurs(name) && !OF_A_SESSION.test(name));
}
