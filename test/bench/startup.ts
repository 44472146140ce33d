import { timeCommand } from './command.ts';
import { type Figure, figure, interleave } from './figures.ts';

const AMBER = new URL('../../bin/amber.js', import.meta.url).pathname;

/** What a person waits for before anything is seen, over bare Node. */
export async function startup(stateDir: string): Promise<readonly Figure[]> {
  const env = { AMBER_STATE_DIR: stateDir };
  const exit = (args: readonly string[]) => async () => (await timeCommand(args, { env })).exit;
  const ms = await interleave(15, {
    node: exit(['-e', '0']),
    version: exit([AMBER, '--version']),
    dryRun: exit([AMBER, 'run', '--dry-run', '--agent', 'demo', 'hello']),
    firstEvent: async () =>
      (await timeCommand([AMBER, 'run', '--agent', 'demo', '-o', 'jsonl', 'hello'], { env, mark: '"RUN_STARTED"' }))
        .first,
  });
  return [
    figure('bare node -e 0', ms.node, 'ms'),
    figure('amber --version, over bare node', ms.version - ms.node, 'ms', '<= 15'),
    figure('amber run --dry-run, over bare node', ms.dryRun - ms.node, 'ms', '<= 40'),
    figure('amber run: first event, over bare node', ms.firstEvent - ms.node, 'ms'),
  ];
}
