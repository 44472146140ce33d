import { systemClock } from '../../../src/async/system-clock.ts';
import { annotated, SessionStore } from '../../../src/engine/local/state/session-store.ts';

// Patches one session as often as argv says, each time with a key of its own: argv is state directory, name, id, times.
const [stateDir = '', name = '', id = '', times = '0'] = process.argv.slice(2);
const store = new SessionStore(stateDir, systemClock);
for (let i = 0; i < Number(times); i++)
  await store.update({ project: 'default', name }, (session) => annotated(session, { [`test/${id}-${i}`]: 'x' }));
