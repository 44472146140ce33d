import type { Job } from '../open-job.ts';
import { cappedJson, outputLimit } from '../show/output-limit.ts';
import { batchFailure, batchSummary, reportJson, reportLine } from './batch-report.ts';
import { type BatchRow, outcomeOf } from './batch-rows.ts';
import { runBatch } from './run-batch.ts';

/** A pass as a step of a job: the log says what becomes of each pull request, the summary has all of it. Returns the exit code. */
export async function runBatchStep(job: Job): Promise<number> {
  const { inputs, redactor, reports, runner, say } = job;
  const report = await runBatch(job, {
    acts: true,
    begin: (rows, healthy) => {
      for (const row of rows.filter(({ state }) => state === 'waiting')) say(`#${row.number} needs work: ${row.why}`);
      for (const row of rows.filter(({ state }) => state === 'skipped')) say(lineOf(row));
      say(`${healthy} need nothing`);
    },
    change: (row) => {
      if (row.state === 'running' && row.session !== undefined && row.phase === undefined)
        say(`#${row.number}: session ${row.session}${row.sessionUrl === undefined ? '' : ` ${row.sessionUrl}`}`);
      if (!['waiting', 'looking', 'running'].includes(row.state)) say(lineOf(row));
    },
  });
  say(reportLine(report));
  const json = redactor.all(JSON.stringify(reportJson(report)));
  reports.output('batch-json', cappedJson(json, outputLimit(runner.env)));
  if (inputs.summary) await reports.summary(batchSummary(report, redactor));
  const failure = batchFailure(report, inputs.failOn);
  if (failure === undefined) return 0;
  reports.failed(redactor.all(failure));
  return 1;
}

const lineOf = (row: BatchRow): string => `#${row.number}: ${outcomeOf(row)}`;
