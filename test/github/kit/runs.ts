import type { Result } from '../../../src/core/result.ts';
import type { RunView } from '../../../src/github/show/run-view.ts';
import type { ThreadRecord } from '../../../src/github/thread/thread-record.ts';

export const RECORD: ThreadRecord = {
  v: 1,
  engine: 'platform',
  project: 'team-a',
  session: 'session-4f2a',
  runId: 'run-1',
  workflowRunId: 99,
  state: 'running',
  outcome: null,
  attempts: 1,
  askedBy: 'mona',
  promptType: 'fix',
  startedAt: '2026-11-22T12:00:00.000Z',
  updatedAt: '2026-11-22T12:00:00.000Z',
};

export function resultOf(changes: Partial<Result> = {}): Result {
  return {
    outcome: 'finished',
    exitCode: 0,
    session: 'session-4f2a',
    runId: 'run-1',
    message: 'The build was broken by a missing import. I added it in `src/app.ts`; **all 214 tests pass**.',
    usage: { inputTokens: 48_210, outputTokens: 3_104 },
    cost: { usd: 0.2134 },
    stopped: true,
    stopReason: 'run-finished',
    durationMs: 252_300,
    ...changes,
  };
}

export function viewOf(changes: Partial<RunView> = {}): RunView {
  return {
    record: RECORD,
    phrase: '@amber',
    runUrl: 'https://github.com/octo/hello/actions/runs/99',
    notes: [],
    sessionUrl: 'https://ambient.example.com/projects/team-a/sessions/session-4f2a',
    activity: { phase: 'Running', toolCalls: 0, failedCalls: 0, elapsedMs: 0 },
    ...changes,
  };
}

export const QUESTION = {
  text: 'Which database?\n  1. Postgres – what production runs\n  2. SQLite',
  questions: [
    {
      question: 'Which database should the tests use?',
      multiSelect: false,
      options: [{ label: 'Postgres', description: 'what production runs' }, { label: 'SQLite' }],
    },
  ],
};
