import { messageOf } from '../../core/errors.ts';
import { secretsOf } from '../../core/secrets/from-environment.ts';
import { makeRedactor, type Redactor } from '../../core/secrets/redact.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GitHubApi } from '../api/github-api.ts';
import { payloadAt, readEvent } from '../event/github-event.ts';
import { toolkitContext } from '../event/toolkit-context.ts';
import { contextOf } from '../event/workflow-context.ts';
import { hideEnvironment } from '../hide-environment.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { readStepInputs } from '../inputs/read-inputs.ts';
import { openApi, redactorFor, sayIn } from '../open-job.ts';
import { learner, openEngine } from '../run/open-engine.ts';
import { resultOfLeft } from '../run/results-without-run.ts';
import { inputOf, type Reports, type Runner } from '../runner.ts';
import type { CommentStart } from '../show/live-comment.ts';
import { reactionTo } from '../show/outcome-text.ts';
import { findComment } from '../thread/find-comments.ts';
import { readRecord } from '../thread/thread-record.ts';
import { type ShownState, type StepState, savedStates } from './step-state.ts';
import { type LeftSession, stopLeft } from './stop-abandoned.ts';

/** The Action's post step: does what the main step could not, if anything. Returns the exit code; never throws. */
export async function runPost(runner: Runner, reports: () => Promise<Reports>): Promise<number> {
  let states: readonly StepState[];
  try {
    states = savedStates(runner.env).filter(({ settled, shown }) => !settled || shown !== null);
  } catch (error) {
    // Nothing is known of a failure, so none is reported; mostly nothing is left to do.
    (await reports()).warning(
      `${messageOf(error).replace(/\s+/g, ' ')}; if a session was left running: amber list, amber stop`,
    );
    return 0;
  }
  if (states.length === 0) return 0;
  const runnerReports = await reports();
  const { failed, warning } = runnerReports;
  let redactor = makeRedactor(secretsOf(runner.env));
  try {
    hideEnvironment(runner, warning);
    const inputs = await readStepInputs((name) => inputOf(runner.env, name), runner.env);
    redactor = redactorFor(runner, inputs);
    const deps = { inputs, runner, redactor, warn: (message: string) => warning(redactor.all(message)) };
    let engine: Promise<Engine> | undefined;
    const open = (): Promise<Engine> => {
      engine ??= openEngine(inputs, runner, {
        notice: sayIn(runner, redactor),
        learn: learner(redactor, runnerReports),
      });
      return engine;
    };
    try {
      const codes = await Promise.all(states.map((state) => settleOne(state, open, deps, runnerReports)));
      return Math.max(...codes);
    } finally {
      await engine?.then((it) => it.close());
    }
  } catch (error) {
    failed(redactor.all(`the post step could not do its work: ${messageOf(error)}`));
    return 1;
  }
}

/** Does what is left of one run. Returns the exit code that it deserves. @throws AmberError if no engine can be opened */
async function settleOne(
  state: StepState,
  open: () => Promise<Engine>,
  deps: FinishDeps,
  { failed, notice }: Reports,
): Promise<number> {
  const { redactor, runner, warn } = deps;
  const left: LeftSession = state.settled ? { kind: 'nothing' } : await stopLeft(state, await open(), runner.clock);
  if (state.shown !== null)
    await finish(state.shown, state, left, deps).catch((error: unknown) =>
      warn(`what people see of the run could not be finished: ${messageOf(error)}`),
    );
  switch (left.kind) {
    case 'stopped':
      notice(`session ${left.ref.name} is stopped: the step before had no time to`);
      if (left.processes !== undefined) warn(left.processes);
      return 0;
    case 'nothing':
      return 0;
    case 'unconfirmed':
      failed(redactor.all(`${nameOf(left, state)} may still be running: ${left.why}`));
      return 1;
  }
}

const nameOf = ({ ref }: Extract<LeftSession, { kind: 'unconfirmed' }>, { requestId, session }: StepState): string =>
  `session ${ref?.name ?? session ?? `of request ${requestId}`}`;

interface FinishDeps {
  readonly inputs: Inputs;
  readonly runner: Runner;
  readonly redactor: Redactor;
  warn(message: string): void;
}

/** Says in the comment and in the check how the run ended, as far as anybody knows. */
async function finish(
  { comment, check, result: known }: ShownState,
  { session }: StepState,
  left: LeftSession,
  { inputs, runner, redactor, warn }: FinishDeps,
): Promise<void> {
  const [{ LiveComment }, { LiveCheck }, { react }] = await Promise.all([
    import('../show/live-comment.ts'),
    import('../show/check-run.ts'),
    import('../show/reaction.ts'),
  ]);
  const { clock, env } = runner;
  const api = await openApi(inputs, contextOf(env), runner);
  const deps = { api, clock, redactor, warn };
  const name = left.kind === 'stopped' ? left.ref.name : session;
  const result = resultOfLeft(known, name, left.kind !== 'unconfirmed');
  const reaction = reactionTo(result);
  const event = readEvent(toolkitContext(env, payloadAt(env.GITHUB_EVENT_PATH)));
  const shown = comment === undefined ? undefined : await withId(comment, api);
  await Promise.all([
    shown === undefined ? undefined : new LiveComment(deps, shown).finish(result),
    check === undefined ? undefined : new LiveCheck(deps, check).finish(result),
    comment === undefined || reaction === undefined ? undefined : react(event, reaction, deps),
  ]);
}

/** The comment, with its id if the main step was killed between making it and saving that. @throws AmberError */
async function withId(comment: CommentStart, api: GitHubApi): Promise<CommentStart> {
  if (comment.id !== undefined) return comment;
  const { workflowRunId, startedAt } = comment.record;
  const made = await findComment(api, comment.thread, (body) => {
    const record = readRecord(body);
    return record?.workflowRunId === workflowRunId && record.startedAt === startedAt;
  });
  return made === undefined ? comment : { ...comment, id: made.id };
}
