import { fileURLToPath } from 'node:url';

/** The Action's main step: runs when it is loaded; a host that calls `run` as well waits for its end. */
const running = main();

export const run = (): Promise<void> => running;

async function main(): Promise<void> {
  const [{ processIo }, { handedOver, replaceProcess }, { runStep }] = await Promise.all([
    import('./cli/process/process-io.ts'),
    import('./cli/process/restart-without-environment.ts'),
    import('./github/main-step.ts'),
  ]);
  const io = processIo(handedOver());
  const runner = Object.assign(io, { handOver: () => replaceProcess(io.env, fileURLToPath(import.meta.url)) });
  io.leave(await runStep(runner, async () => (await import('./github/runner-reports.ts')).runnerReports));
}
