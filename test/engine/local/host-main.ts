import { systemClock } from '../../../src/async/system-clock.ts';
import { resolveAgent } from '../../../src/engine/local/agents/known-agents.ts';
import { startAgent } from '../../../src/engine/local/choose-protocol.ts';
import { hostSession } from '../../../src/engine/local/create-local-engine.ts';
import { POLL } from '../../../src/engine/local/state/watch-directory.ts';
import { HANG_MS } from '../../fakes/patience.ts';

// A host process as the tests start it: argv is the state directory, <project>/<session>, and perhaps that it never polls.
const [stateDir = '', session = '', polls] = process.argv.slice(2);
const [project = '', name = ''] = session.split('/');
await hostSession(
  { project, name },
  {
    stateDir,
    hosting: 'here',
    spawnHost: () => {},
    agent: { env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, commands: {}, permissions: 'read' },
    cwd: process.cwd(),
    clock: {
      ...systemClock,
      sleep: (ms, signal) => systemClock.sleep(polls === 'unpolled' && ms === POLL ? 60_000 : ms, signal),
    },
    notice: () => {},
  },
  undefined,
  {
    startAgent: (spec, settings, onSpawn, options) =>
      startAgent(spec, settings, onSpawn, { ...options, limits: { cancel: 300, terminate: 300 } }),
    resolveAgent,
    waits: { cancel: 200, close: 3_000, launch: HANG_MS, activity: 10_000 },
    platform: 'linux',
  },
);
