/** The Action's main step: runs when it is loaded; a host that calls `run` as well waits for its end. */
const running = main();

export const run = (): Promise<void> => running;

async function main(): Promise<void> {
  const [{ processIo }, { handedOver, handOver }, { runStep }, { runnerReports }] = await Promise.all([
    import('./cli/process/process-io.ts'),
    import('./cli/process/process-handover.ts'),
    import('./github/main-step.ts'),
    import('./github/runner-reports.ts'),
  ]);
  const io = processIo(handedOver());
  io.leave(await runStep(Object.assign(io, { handOver: () => handOver(io.env) }), runnerReports));
}
