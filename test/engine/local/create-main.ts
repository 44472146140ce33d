import { systemClock } from '../../../src/async/system-clock.ts';
import { isAmberError } from '../../../src/core/errors.ts';
import { refOf } from '../../../src/core/session/session.ts';
import { startAgent } from '../../../src/engine/local/acp/start-program.ts';
import { resolveAgent } from '../../../src/engine/local/agents/known-agents.ts';
import { createLocalEngine } from '../../../src/engine/local/create-local-engine.ts';
import { HANG_MS } from '../../fakes/patience.ts';

// Creates a session and hosts it, as `amber run` does: argv is the state directory, the request id and the agent.
const [stateDir = '', requestId = '', runnerType = ''] = process.argv.slice(2);
const engine = createLocalEngine(
  {
    stateDir,
    hosting: 'here',
    spawnHost: () => {},
    agent: { env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, commands: {}, permissions: 'read' },
    cwd: stateDir,
    clock: systemClock,
    notice: () => {},
  },
  {
    startAgent,
    resolveAgent,
    waits: { cancel: 200, close: 3_000, launch: HANG_MS, activity: 10_000 },
    platform: 'linux',
  },
);
process.stdout.write('ready\n');
try {
  const session = await engine.create(
    { initialPrompt: 'hello', runnerType, stopOnRunFinished: true },
    { project: 'default', requestId },
  );
  process.stdout.write(`${session.metadata.name}\n`);
  for await (const _ of engine.events(refOf(session), undefined, new AbortController().signal));
} catch (error) {
  if (!isAmberError(error)) throw error;
  process.stdout.write(`${error.code} ${error.message}\n`);
}
await engine.close();
process.stdout.write('closed\n');
