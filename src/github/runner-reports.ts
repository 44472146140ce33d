import * as toolkit from '@actions/core';
import type { Reports } from './runner.ts';

/** The real runner's: by GitHub's toolkit, whose file commands have random delimiters. To be imported lazily. */
export const runnerReports: Reports = {
  output: toolkit.setOutput,
  state: toolkit.saveState,
  notice: toolkit.notice,
  warning: toolkit.warning,
  failed: toolkit.setFailed,
  secret: toolkit.setSecret,
  summary: async (markdown) => void (await toolkit.summary.addRaw(markdown).write()),
};
