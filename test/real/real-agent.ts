import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { AcpAgent } from '../../src/engine/local/acp/acp-agent.ts';
import type { AgentSettings, AgentSpec } from '../../src/engine/local/acp/agent-interface.ts';
import { startAgent } from '../../src/engine/local/acp/start-program.ts';
import { type ModelApi, type ModelServer, serveModel } from '../fakes/model/server.ts';

const agents = inject('agents');

/** Why the agents can't be run here, or undefined. */
export const missing = 'missing' in agents ? agents.missing : undefined;

export interface RealAgent {
  readonly agent: AcpAgent;
  readonly model: ModelServer;
  readonly cwd: string;
}

/** What one agent needs to work against the stub: it may write files into `home`, and gives its environment. */
export type Setting = (place: { readonly home: string; readonly cwd: string; readonly url: string }) => {
  readonly [name: string]: string;
};

/**
 * Starts a real agent against a stub of its model's API. Nothing of this machine's user is seen by it, and nothing but
 * the loopback can be reached: every other address goes to a proxy that isn't there.
 */
export async function startReal(
  command: string,
  api: ModelApi,
  setting: Setting,
  settings: Partial<AgentSettings> = {},
  spec: Partial<AgentSpec> = {},
): Promise<RealAgent> {
  const model = await serveModel(api);
  onTestFinished(() => model[Symbol.asyncDispose]());
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'amber-real-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const [home, cwd] = [join(root, 'home'), join(root, 'work')];
  for (const directory of [home, cwd]) mkdirSync(directory);
  const bin = 'bin' in agents ? agents.bin : '';
  const agent = await startAgent(
    { runnerType: join(bin, command), cwd, env: {}, ...spec },
    {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        TMPDIR: root,
        HTTPS_PROXY: 'http://127.0.0.1:9',
        HTTP_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '127.0.0.1,localhost',
        ...setting({ home, cwd, url: model.url }),
      },
      commands: {},
      permissions: 'read',
      ...settings,
    },
    async () => {},
  );
  onTestFinished(() => agent.close());
  return { agent, model, cwd };
}
