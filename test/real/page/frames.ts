import type { CDPSession, Page } from 'playwright-core';

/** Times between frames, in ms. */
export interface Frames {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

/** Counts frames from a page's first moment on. */
export const COUNTER = `{
  let times = [], before;
  const frame = (now) => { if (before !== undefined) times.push(now - before); before = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  window.takeFrames = () => { const taken = times; times = []; return taken; };
}`;

/** Those since it was asked last. */
export async function framesOf(page: Page): Promise<Frames> {
  return summaryOf((await page.evaluate('takeFrames()')) as number[]);
}

function summaryOf(times: readonly number[]): Frames {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, median: at(0.5), p95: at(0.95), longest: at(1) };
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * What the page's main thread does meanwhile, task by task, in ms of a processor: a frame is late where one of them is long. Unlike
 * the times between frames it does not depend on what else the machine does.
 */
export async function tasksOf(page: Page, work: () => Promise<void>): Promise<Frames> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] },
  });
  await work();
  const isOver = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await isOver;
  await session.detach();
  const mains = new Set(
    events
      .filter(({ args, name }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return summaryOf(
    events
      .filter(({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid} ${tid}`))
      .map(({ tdur = 0 }) => tdur / 1_000)
      .filter((ms) => ms > 1),
  );
}
