import { fileURLToPath } from 'node:url';

/** The Action's post step: stops what a cancelled job left running, and finishes what people see of it. */
const running = main();

export const run = (): Promise<void> => running;

async function main(): Promise<void> {
  const [{ processIo }, { handedOver, replaceProcess }, { runPost }] = await Promise.all([
    import('./cli/process/process-io.ts'),
    import('./cli/process/restart-without-environment.ts'),
    import('./github/post-step/post-step.ts'),
  ]);
  const io = processIo(handedOver());
  const runner = Object.assign(io, { handOver: () => replaceProcess(io.env, fileURLToPath(import.meta.url)) });
  io.leave(await runPost(runner, async () => (await import('./github/runner-reports.ts')).runnerReports));
}
