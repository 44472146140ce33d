import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Env } from '../../core/env.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { decodeText } from '../../core/text.ts';
import type { Plan } from '../../github/plan/plan-types.ts';
import type { Reports, Runner } from '../../github/runner.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { inputsOf } from '../batch/step-inputs.ts';
import { addFlags, collect, type Parsed, textOf, textsOf } from '../flags/add-flags.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';

export interface GitHubCommandOptions {
  /** A file with the webhook's payload. */
  readonly event: string;
  readonly eventName: string;
  /** `name=value`, named as in action.yml. */
  readonly inputs: readonly string[];
  readonly execute: boolean;
  readonly json: boolean;
}

export function command(io: Io, run: (io: Io, options: GitHubCommandOptions) => Promise<number> = theRun): Command {
  const made = new Command('github')
    .description(
      'Prints what the GitHub Action would do with an event, and why. Asks GitHub with GITHUB_TOKEN what it has to know; changes nothing without --execute.',
    )
    .requiredOption('--event <file>', 'the webhook’s payload, as JSON; - reads stdin')
    .requiredOption('--event-name <name>', 'for example issue_comment')
    .option('--input <name=value>', 'an input of the Action (action.yml describes them); repeatable', collect)
    .option('--execute', 'carry the plan out');
  return withHelp(addFlags(made, { output: ['text', 'json'] }), {
    examples: [
      {
        run: 'amber github --event event.json --event-name issue_comment',
        what: 'what a comment would start, and why',
      },
      {
        run: 'amber github --event event.json --event-name push --input prompt="List the TODOs" --input agent=demo -o json',
        what: 'the plan of a step with a prompt, for a program',
      },
      {
        run: 'amber github --event event.json --event-name push --input prompt="List the TODOs" --input agent=demo --execute',
        what: 'carry it out here',
      },
    ],
    exits: [0, 1, 2, 4],
    exitWords: { 0: 'planned; with --execute: carried out, and the step would be green', 1: 'the step would be red' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, {
      event: textOf(parsed, 'event') ?? '',
      eventName: textOf(parsed, 'eventName') ?? '',
      inputs: textsOf(parsed, 'input'),
      execute: parsed.execute === true,
      json: parsed.output === 'json',
    });
  });
}

async function theRun(io: Io, options: GitHubCommandOptions): Promise<number> {
  const [
    { catchCancel },
    { gatherAndPlan },
    { readEvent },
    { toolkitContext },
    { execute, planJson },
    { readStepInputs },
    { INPUT_NAMES },
    { openJob, redactorFor },
  ] = await Promise.all([
    import('../../github/cancel-signals.ts'),
    import('../../github/plan/gather-and-plan.ts'),
    import('../../github/event/github-event.ts'),
    import('../../github/event/toolkit-context.ts'),
    import('../../github/plan-and-execute.ts'),
    import('../../github/inputs/read-inputs.ts'),
    import('../../github/inputs/input-warnings.ts'),
    import('../../github/open-job.ts'),
  ]);
  const payload = await payloadAt(io, options.event);
  const runner = runnerFor(io, options, payload);
  const given = new Map([...tokensOf(io.env), ...inputsOf(options.inputs, INPUT_NAMES)]);
  const inputs = await readStepInputs((name) => given.get(name), io.env);
  const redactor = redactorFor(runner, inputs);
  const { interrupts, release } = catchCancel(runner);
  const event = readEvent(toolkitContext(runner.env, payload));
  const { job, close } = openJob({ event, runner, reports: reportsOn(io), inputs, redactor, interrupts });
  try {
    const planned = await gatherAndPlan(job);
    if (options.execute) return await execute(planned, job);
    const text = options.json ? planJson(planned.plan, redactor, 2) : redactor.all(planText(planned.plan));
    await io.stdout.write(`${text}\n`);
    return 0;
  } finally {
    await close();
    release();
  }
}

/** The process as a step would see it: a payload names its repository. */
function runnerFor(io: Io, { eventName }: GitHubCommandOptions, payload: unknown): Runner {
  const repository = (payload as { repository?: { full_name?: unknown } } | null)?.repository?.full_name;
  const { clock, cwd, onEnding, onExit, stdout } = io;
  return {
    ...{ clock, cwd, onEnding, onExit, stdout },
    env: {
      ...io.env,
      GITHUB_EVENT_NAME: eventName,
      GITHUB_REPOSITORY: io.env.GITHUB_REPOSITORY ?? (typeof repository === 'string' ? repository : undefined),
    },
  };
}

/** @throws AmberError USAGE */
async function payloadAt(io: Io, path: string): Promise<unknown> {
  try {
    const bytes =
      path === '-' ? await (await import('../process/stdin.ts')).readStdin(io) : readFileSync(resolve(io.cwd, path));
    return JSON.parse(decodeText(bytes ?? Buffer.of(), `--event ${path}`, 'USAGE'));
  } catch (cause) {
    if (cause instanceof AmberError) throw cause;
    throw new AmberError('USAGE', `--event ${path} is no file of JSON: ${messageOf(cause)}`, { cause });
  }
}

function planText(plan: Plan): string {
  const head =
    plan.action === 'run'
      ? `run: ${plan.promptType === 'prompt' ? 'the input prompt' : `${plan.promptType} prompt`}`
      : plan.action;
  const [first, ...more] = plan.decisions.map(({ what, because }) => `${what}: ${because}`);
  if (more.length === 0 && first?.startsWith(`${head}: `)) return first;
  return [head, ...plan.decisions.map(({ what, because }) => `  ${what}: ${because}`)].join('\n');
}

/** Tokens come from the environment: never from argv. */
function tokensOf(env: Env): readonly (readonly [string, string])[] {
  const token = env.GITHUB_TOKEN || env.GH_TOKEN;
  return [
    ...(token ? ([['github-token', token]] as const) : []),
    ...(env.AMBER_TOKEN ? ([['api-token', env.AMBER_TOKEN]] as const) : []),
  ];
}

/** Outside of a runner there are no outputs and no state; messages go to stderr. */
function reportsOn(io: Io): Reports {
  const say = (kind: string) => (message: string) => void writeLines(io.stderr, `${kind}: ${message}\n`);
  const nothing = (): void => {};
  return {
    output: nothing,
    state: nothing,
    secret: nothing,
    notice: say('notice'),
    warning: say('warning'),
    failed: say('error'),
    summary: async () => {},
  };
}
