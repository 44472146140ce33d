import { systemClock } from '../../src/async/system-clock.ts';
import { API_VERSION, KIND } from '../../src/core/session/session.ts';
import { serve } from '../../src/serve/serve.ts';
import { Hostless } from '../fakes/hostless/engine.ts';
import { PROJECT, TOKEN } from './harness.ts';

// A serve in a process of its own, to be killed: argv is the state directory, its port, the address of the runners, and the
// name of the one session that its store has. Prints its own address, and each stop that it asks for.
const [stateDir = '', port = '0', runners = '', name = ''] = process.argv.slice(2);
const store = new Hostless();
store.sessions.set(`${PROJECT}/${name}`, {
  apiVersion: API_VERSION,
  kind: KIND,
  metadata: { name, namespace: PROJECT },
  spec: { stopOnRunFinished: true },
  status: { phase: 'Running' },
});
const { url } = await serve({
  engine: { ...store.engine, stop: async (_ref, reason) => void process.stdout.write(`stop ${reason}\n`) },
  runners: {
    ...store.runners,
    address: async () => ({ url: runners, headers: { 'X-Ambient-Session-Token': `token-of-${name}` } }),
  },
  host: '127.0.0.1',
  port: Number(port),
  access: { token: TOKEN },
  stateDir,
  clock: systemClock,
  log: () => undefined,
  redact: (text) => text,
  timing: { errorSettle: 60 },
});
process.stdout.write(`${url}\n`);
