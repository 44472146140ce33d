import { randomUUID } from 'node:crypto';
import { AmberError } from '../../../core/errors.ts';
import { givenSecrets, secretsInAddresses, secretsOf } from '../../../core/secrets/from-environment.ts';
import { makeRedactor } from '../../../core/secrets/redact.ts';
import { UNCONFINED } from '../../../core/session/confinement.ts';
import { readSettingFile } from '../../platform/credentials.ts';
import type { AgentProcess, AgentSettings, AgentSpec } from '../acp/agent-interface.ts';
import { AguiAgent, SERVER_RUN_LIMITS, type ServerRunLimits } from './agui-agent.ts';
import { readConversation } from './conversation-file.ts';
import { ServerConversation } from './server-conversation.ts';
import { checkServer, headerSecrets } from './server-settings.ts';

/**
 * Opens the conversation with an agent that is an AG-UI server. Nothing is sent before the first run.
 * @throws AmberError USAGE for an address that is not allowed, INVALID for options, UNSUPPORTED for a confinement that can't be had, CONFIG, STATE
 */
export async function openServer(
  url: URL,
  spec: AgentSpec,
  settings: AgentSettings,
  limits: Partial<ServerRunLimits> = {},
): Promise<AgentProcess> {
  const { confinement = UNCONFINED, servers = {} } = settings;
  checkServer(url, servers);
  for (const way of ['sandbox', 'keyProxy'] as const)
    if (confinement[way] === 'on')
      throw new AmberError(
        'UNSUPPORTED',
        `the ${WAYS[way]} is on, but the agent at ${url.host} runs on its server, not here`,
        {
          hint: `leave it out, or take auto: it is for agents that run on this machine`,
        },
      );
  const { caFile, headers, insecure } = servers;
  const ca = caFile === undefined ? undefined : await readSettingFile(caFile, `caFile: ${caFile}`);
  const { conversation: path } = spec;
  const kept = path === undefined || spec.load === undefined ? undefined : readConversation(path);
  const agent = new AguiAgent({
    url,
    path,
    headers,
    conversation: new ServerConversation(kept),
    sessionId: kept === undefined ? randomUUID() : (spec.load ?? randomUUID()),
    loaded: kept !== undefined,
    reach: { env: settings.env, ...(ca !== undefined && { ca }), ...(insecure === true && { insecure }) },
    redactor: makeRedactor([
      ...secretsOf(settings.env),
      ...givenSecrets(spec.env),
      ...headerSecrets(headers),
      ...secretsInAddresses(url.href),
    ]),
    limits: { ...SERVER_RUN_LIMITS, ...limits },
  });
  if (spec.options !== undefined) await agent.setOptions(spec.options);
  const unused = Object.keys(spec.mcpServers ?? {});
  if (unused.length > 0)
    agent.warn('MCP_SERVERS', `an AG-UI server takes no MCP servers: ${unused.join(', ')} left out`);
  return agent;
}

const WAYS = { sandbox: 'sandbox', keyProxy: 'key proxy' } as const;
