/** Milliseconds that this thread has worked: what else the machine does counts little. Before Node 23.9 all time counts. */
export function cpuTime(): number {
  if (process.threadCpuUsage === undefined) return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
