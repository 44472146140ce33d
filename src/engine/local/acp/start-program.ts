import { basename } from 'node:path';
import { orAbort, within } from '../../../async/abort.ts';
import { systemClock } from '../../../async/system-clock.ts';
import { AmberError } from '../../../core/errors.ts';
import { givenSecrets, secretsIn, secretsOf } from '../../../core/secrets/from-environment.ts';
import { makeRedactor } from '../../../core/secrets/redact.ts';
import { UNCONFINED } from '../../../core/session/confinement.ts';
import { codexExtras } from '../agents/codex.ts';
import { DEMO, knownAgent, resolveAgent } from '../agents/known-agents.ts';
import { mayRefuseRoot } from '../agents/root-refusal.ts';
import type { ConfinedStart, UnconfinedStart } from '../confine-agent.ts';
import { AcpAgent } from './acp-agent.ts';
import { describeExit, withRootHint } from './agent-failure.ts';
import type { AgentSettings, AgentSpec, StartOptions } from './agent-interface.ts';
import { AGENT_LIMITS } from './agent-limits.ts';
import { resolveMcpServers } from './agent-mcp-servers.ts';
import { openSession } from './open-session.ts';
import { spawnAgent } from './process/agent-child.ts';
import { openWire } from './process/wire.ts';

/**
 * Starts an agent in a process group of its own and opens (or loads) an ACP session.
 * `onSpawn` is awaited before the session is opened, so that the group can be found after a crash of ours.
 *
 * No file system and no terminal is offered to the agent: agents have tools of their own, which obey their own rules and
 * settings, and what Amber would do for them it would do with its own rights, outside of any sandbox of the agent's.
 * @throws AmberError AGENT if the command can't be found or started or does not speak ACP, AUTH_REQUIRED if it wants a login
 */
export async function startAgent(
  spec: AgentSpec,
  settings: AgentSettings,
  onSpawn: (pid: number) => Promise<void>,
  options: StartOptions = {},
): Promise<AcpAgent> {
  const env = { ...settings.env, ...spec.env };
  const resolved = resolveAgent(spec.runnerType, env, settings.commands);
  const { name: registered, argv } = resolved;
  const known = knownAgent(resolved);
  // The built-in agent says nothing after its answer.
  const limits = { ...AGENT_LIMITS, ...(registered === DEMO && { quiet: 0 }), ...options.limits };
  // A command line can be long; its first word says which one it is.
  const name = registered.length > 60 ? basename(argv[0]) : registered;
  const extras = codexExtras(argv);
  const variables = { ...settings.mcpVariables, ...spec.env };
  const mcpServers = resolveMcpServers(spec.mcpServers ?? {}, { cwd: spec.cwd, env, variables });
  options.signal?.throwIfAborted();
  const bare = { agent: resolved, known, env: { ...extras.env, ...env }, cwd: spec.cwd };
  const surroundings = await surroundingsOf({ ...bare, offLimits: settings.offLimits ?? [] }, settings);
  const { refusals } = surroundings;
  const child = await spawnAgent(
    surroundings.argv,
    { cwd: spec.cwd, env: surroundings.env, report: refusals && ((line) => refusals.take(line)) },
    limits,
  ).catch(async (error: unknown) => {
    await surroundings.close();
    throw error;
  });
  // The agent's process starts while the SDK loads. The other way round it would not: what a module does as it loads keeps
  // everything else waiting.
  const loading = import('@agentclientprotocol/sdk');
  loading.catch(() => {});
  const { version = '0.0.0' } = settings;
  const opening = { name, known, spec, env, limits, version, mcpServers, clientMeta: extras.clientMeta };
  const redactor = makeRedactor([
    ...secretsOf(env),
    ...givenSecrets(spec.env),
    ...secretsIn({ mcpServers: { custom: Object.fromEntries(mcpServers.map((one) => [one.name, one])) } }),
  ]);
  const parts = { name, known, mayRefuseRoot: mayRefuseRoot(known, env), child, settings, redactor, limits };
  const agent = new AcpAgent({ ...parts, surroundings, workspace: spec.cwd });
  for (const { code, message } of surroundings.notes) agent.warn(code, message);
  if (registered === DEMO && mcpServers.length > 0) agent.warn('MCP_SERVERS', 'the demo agent uses no MCP servers');
  try {
    const [sdk] = await Promise.all([loading, onSpawn(child.pid)]);
    const wire = openWire(child.stdout, child.stdin, {
      update: (sessionId, update) => agent.update(sessionId, update),
      stray: (line) => agent.noise(line),
    });
    const { client } = sdk.methods;
    agent.connection = sdk
      .client({ name: 'amber' })
      .onRequest(client.session.requestPermission, ({ params, signal }) =>
        agent.turn === undefined ? { outcome: { outcome: 'cancelled' } } : agent.turn.permission(params, signal),
      )
      .onRequest(client.elicitation.create, ({ params, signal }) =>
        agent.turn === undefined ? { action: 'cancel' } : agent.turn.elicitation(params, signal),
      )
      .connect(wire);
    const opened = openSession(agent, opening);
    await (options.signal === undefined ? opened : orAbort(opened, options.signal));
    return agent;
  } catch (error) {
    // An agent that is gone says why by its exit; the closed connection says nothing.
    const closed = agent.connection?.signal.aborted === true;
    const exit = closed ? await within(agent.exited, limits.silence, systemClock) : undefined;
    await agent.close();
    if (!closed) throw error;
    const banner = agent.strayOutput.first === undefined ? '' : `\nits stdout began with: ${agent.strayOutput.first}`;
    const what =
      exit === undefined
        ? `the agent "${name}" closed its output before it was ready`
        : describeExit(name, exit, 'before it was ready');
    const { message, hint = NO_ACP } = withRootHint({ code: 'AGENT', message: what + banner }, agent.failing());
    throw new AmberError('AGENT', message, { hint, cause: error });
  }
}

/** Loaded only where something holds the agent in. */
async function surroundingsOf(
  bare: UnconfinedStart,
  { confinement = UNCONFINED }: AgentSettings,
): Promise<ConfinedStart> {
  if (confinement.keyProxy === 'off' && confinement.sandbox === 'off')
    return { argv: bare.agent.argv, env: bare.env, notes: [], modelRequests: () => undefined, close: async () => {} };
  return (await import('../confine-agent.ts')).confineAgent(bare, confinement);
}

const NO_ACP = 'amber agents shows what would be started; does this command speak ACP on stdio?';
