import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeCommand } from './command.ts';
import { type Figure, figure, interleave } from './figures.ts';

const AMBER = new URL('../../bin/amber.js', import.meta.url).pathname;
const SESSIONS = 10_000;

/** What a person, or a shell that completes a word, waits for where years of sessions are kept. */
export async function manySessions(workDir: string): Promise<readonly Figure[]> {
  const env = { AMBER_STATE_DIR: join(workDir, 'many-sessions') };
  await timeCommand([AMBER, 'run', '--agent', 'demo', '-q', 'hello'], { env });
  multiply(join(env.AMBER_STATE_DIR, 'projects', 'default'));
  const exit = (args: readonly string[]) => async () => (await timeCommand([AMBER, ...args], { env })).exit;
  const ms = await interleave(7, {
    names: exit(['list', '-o', 'name']),
    table: exit(['list', '--limit', '50']),
    words: exit(['complete', 'sessions', 'send']),
  });
  return [
    figure('amber list -o name, of 10,000 sessions', ms.names, 'ms', '<= 300'),
    figure('amber list --limit 50, of 10,000 sessions', ms.table, 'ms', '<= 300'),
    figure('completion of a session, of 10,000', ms.words, 'ms', '<= 300'),
  ];
}

/** Makes of the one session in a folder as many as are wanted, one a minute. */
function multiply(folder: string): void {
  const [original = ''] = readdirSync(folder);
  const text = readFileSync(join(folder, original, 'session.json'), 'utf8');
  const now = Date.now();
  for (let i = 1; i < SESSIONS; i++) {
    const made = now - i * 60_000;
    const time = made.toString(16).padStart(12, '0');
    const name = `session-${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${i.toString(16).padStart(12, '0')}`;
    const session = text
      .replaceAll(original, name)
      .replace(/"creationTimestamp": ".*?"/, `"creationTimestamp": "${new Date(made).toISOString()}"`);
    mkdirSync(join(folder, name, 'inbox'), { recursive: true });
    writeFileSync(join(folder, name, 'session.json'), session);
  }
}
