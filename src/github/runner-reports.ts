import type { Reports } from './runner.ts';

/** The real runner: GitHub's toolkit, whose file commands have random delimiters. */
export async function runnerReports(): Promise<Reports> {
  const toolkit = await import('./toolkit.ts');
  return {
    output: toolkit.setOutput,
    state: toolkit.saveState,
    notice: toolkit.notice,
    warning: toolkit.warning,
    failed: toolkit.setFailed,
    secret: toolkit.setSecret,
    summary: async (markdown) => void (await toolkit.summary.addRaw(markdown).write()),
  };
}
