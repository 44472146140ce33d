import { didYouMean } from '../../core/did-you-mean.ts';
import { AmberError } from '../../core/errors.ts';

/** One commit of an Action. */
export interface ActionPin {
  /** `owner/name`. */
  readonly action: string;
  readonly sha: string;
  /** Without `v`; a commit that is no release has none. */
  readonly version?: string;
}

/** The Actions that the workflows of Amber's need beside it, each by the commit of the release that is named. */
export const UPLOAD: ActionPin = {
  action: 'actions/upload-artifact',
  sha: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a',
  version: '7.0.1',
};
export const DOWNLOAD: ActionPin = {
  action: 'actions/download-artifact',
  sha: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
  version: '8.0.1',
};
export const APP_TOKEN: ActionPin = {
  action: 'actions/create-github-app-token',
  sha: 'bcd2ba49218906704ab6c1aa796996da409d3eb1',
  version: '3.2.0',
};

/** What stands behind `uses:`. */
export function usesOf({ action, sha, version }: ActionPin): string {
  return `${action}@${sha}${version === undefined ? '' : ` # v${version}`}`;
}

/** The agents that a job can install, each at the version that Amber's own tests run with. `null` comes with Amber. */
export const AGENT_PACKAGES: { readonly [agent: string]: string | null } = {
  claude: '@agentclientprotocol/claude-agent-acp@0.49.0',
  codex: '@agentclientprotocol/codex-acp@2.6.0',
  gemini: '@google/gemini-cli@0.61.0',
  demo: null,
};
export const SANDBOX_PACKAGE = '@anthropic-ai/sandbox-runtime@0.0.83';

/** The agent's package with its version, null for one that needs none. @throws AmberError USAGE for an agent without a version that was tried */
export function packageOf(agent: string): string | null {
  const known = Object.hasOwn(AGENT_PACKAGES, agent) ? AGENT_PACKAGES[agent] : undefined;
  if (known !== undefined) return known;
  const names = Object.keys(AGENT_PACKAGES);
  throw new AmberError('USAGE', `init can't install the agent "${agent}": of ${names.join(', ')} it knows a version`, {
    hint: didYouMean(agent, names) ?? 'init with one of those, then change the step that installs it',
  });
}
