import {
  type Handler,
  hasMinutes,
  inputsOf,
  isOwnRepos,
  isPredecessor,
  managedLabelOf,
  mayHaveMinutes,
  nameOf,
  reposIn,
  scriptsOf,
} from './find-handler-jobs.ts';
import type { WorkflowSource, WorkflowStep } from './read-workflow.ts';

/** What becomes of one behaviour of the old workflow. */
export interface BehaviourChange {
  readonly kind: 'kept' | 'changed' | 'dropped';
  readonly what: string;
}

const kept = (what: string): BehaviourChange => ({ kind: 'kept', what });
const changed = (what: string): BehaviourChange => ({ kind: 'changed', what });
const dropped = (what: string): BehaviourChange => ({ kind: 'dropped', what });

/** What stays, changes and goes where jobs with scripts become one job of Amber's; each is said only if it was there. */
export function handlerChanges(handlers: readonly Handler[], { events }: WorkflowSource): readonly BehaviourChange[] {
  const jobs = handlers.map(({ job }) => job);
  const steps = jobs.flatMap((job) => job.steps);
  const scripts = jobs.map(scriptsOf).join('\n');
  const conditions = jobs.map(({ value }) => String(value.if ?? '')).join('\n');
  const has = (pattern: RegExp): boolean => pattern.test(scripts);
  const label = handlers.find((one) => one.label !== undefined)?.label;
  const phrase = handlers.find((one) => one.phrase !== undefined)?.phrase;
  const batch = handlers.find(({ isBatch }) => isBatch);
  const sessions = steps.filter(isPredecessor);
  const prompts = sessions.filter((step) => step.with?.prompt !== undefined);
  const repos = sessions.flatMap((step) => (step.with?.repos === undefined ? [] : [String(step.with.repos)]));
  const others = repos.filter((one) => !isOwnRepos(one));
  return [
    ...(label === undefined
      ? []
      : [kept(`label "${label}" on an issue starts a session, unless an open managed pull request says source=#N`)]),
    ...(phrase === undefined
      ? []
      : [kept(`"${phrase}" alone in a comment is the fix prompt, with words behind it the custom prompt`)]),
    ...(/is_fork|isCrossRepository/.test(scripts + JSON.stringify(steps))
      ? [kept('pull requests from forks are refused (now with an answer)')]
      : []),
    ...(has(/reactions/) ? [kept('👀 on what was asked; 🚀 or 😕 at the end')] : []),
    ...(has(/check-runs/)
      ? [kept('the check "Amber Session" on a pull request’s head, brought to an end in every case')]
      : []),
    ...(has(/GITHUB_STEP_SUMMARY/) ? [kept('the job’s summary, now with the transcript')] : []),
    ...(has(/acp:session_id/)
      ? [
          changed(
            'the session that a pull request’s body names is used again: trust-unmarked-sessions is on for sessions of the old workflow, if the author has write access. Turn it off once they are gone',
          ),
        ]
      : []),
    ...(has(/retry_count/)
      ? [changed('attempts (retry_count) and frontmatter are kept by Amber, not by the agent')]
      : []),
    ...breakerChanges(scripts),
    ...(batch === undefined ? [] : batchChanges(events, scripts)),
    ...(/author_association/.test(conditions)
      ? [
          changed(
            'who may: author_association is not looked at any more; who comments, and who puts the label on, needs write access, which is asked of GitHub (allow-users names others)',
          ),
        ]
      : []),
    ...(/github\.event\.issue\.pull_request/.test(conditions)
      ? [changed('comments on issues are answered as well as those on pull requests')]
      : []),
    ...(has(/gh (?:issue|pr) comment/)
      ? [changed('comments: one for each run, edited as it goes, with the result and the session’s address')]
      : []),
    ...(prompts.length === 0
      ? []
      : [
          changed(
            `${prompts.length === 1 ? 'the prompt' : `the ${prompts.length} prompts`} of the workflow: Amber’s own take their place, with what others wrote fenced as data. Your words go into .github/amber/ (amber init --prompts writes files to begin with)`,
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          kept(
            `repos: sessions work in ${[...new Set(others.flatMap(reposIn))].join(', ')}, whatever the thread; without that input in the thread’s own repository`,
          ),
        ]),
    ...(repos.length === others.length
      ? []
      : [
          changed(
            'repos: the thread’s own repository, on a pull request its branch, where all sessions began with the one that was named',
          ),
        ]),
    ...(jobs.some(({ value }) => value['timeout-minutes'] !== undefined)
      ? [changed('limits: Amber stops the session after 60 minutes (poll-timeout), before GitHub kills the job')]
      : []),
    ...sessions.flatMap(timeoutChanges),
    ...unlike(handlers),
    ...(sessions.length === 0 ? [] : [ENDS]),
    ...(jobs.some(({ value }) => value.concurrency !== undefined)
      ? [dropped('concurrency groups: they would keep "stop" waiting, and drop commands; Amber queues them itself')]
      : []),
    ...labelsLost(handlers, scripts),
    ...(has(/slack/i)
      ? [dropped('Slack messages: Amber sends none; a prompt of yours in .github/amber/ can ask the agent to')]
      : []),
    ...(has(/log_correction/)
      ? [dropped('calls of log_correction, which the prompts asked for: say so in a prompt of yours')]
      : []),
    ...plumbing(steps),
  ];
}

/** Said for every step that used the predecessor. */
export const ENDS: BehaviourChange = changed(
  'a step fails if its run did: for every outcome but finished, detached and needs-input, and if the stop is not confirmed. It was green whatever happened',
);

/** Inputs of which each job had a value of its own: the one job takes the first. */
function unlike(handlers: readonly Handler[]): readonly BehaviourChange[] {
  const given = handlers.flatMap(({ job }) => inputsOf(job).map(([name, value]) => ({ job: job.name, name, value })));
  return given.flatMap(({ job, name, value }) => {
    const first = given.find((one) => one.name === name);
    return first === undefined || first.value === value
      ? []
      : [changed(`input "${name}": that of job "${first.job}" counts, and not the other one of job "${job}"`)];
  });
}

/** The predecessor's `timeout` was something else in its first versions. */
function timeoutChanges(step: WorkflowStep): readonly BehaviourChange[] {
  const { timeout } = step.with ?? {};
  const where = `step "${nameOf(step)}"`;
  if (hasMinutes(step))
    return [
      timeout === undefined
        ? changed(`${where} may take 60 minutes (poll-timeout), where it was 30`)
        : changed(`timeout of ${where}, in minutes for the whole of it, is poll-timeout`),
    ];
  if (timeout === undefined || String(timeout) === '0' || !mayHaveMinutes(step)) return [];
  return [
    changed(
      `timeout of ${where} is seconds without activity; up to v0.0.2 of ambient-action it was minutes for the whole of it, which is poll-timeout here`,
    ),
  ];
}

function breakerChanges(scripts: string): readonly BehaviourChange[] {
  const given = /([\w.-]+:needs-human)/.exec(scripts)?.[1];
  if (given === undefined) return [];
  const renamed = given === 'amber:needs-human' ? '' : `; the label is "amber:needs-human", not "${given}"`;
  return [kept(`after 3 attempts without success a person is asked to look (max-attempts)${renamed}`)];
}

function batchChanges(events: readonly string[], scripts: string): readonly BehaviourChange[] {
  const when = ['schedule', 'workflow_dispatch'].filter((name) => events.includes(name)).join(' and ');
  return [
    kept(`the batch over managed pull requests, at ${when}`),
    changed('the batch follows each of its sessions to the end and stops it, four at once (concurrency)'),
    changed(
      'the batch works on pull requests with failing checks, conflicts, or changes asked for by who can push; not on forks, nor on those that wait for an answer',
    ),
    ...(/--limit/.test(scripts) ? [changed('the batch sees all pull requests, not the first of --limit')] : []),
    ...(/updatedAt/.test(scripts) ? [dropped('skipping by updatedAt and last_action')] : []),
  ];
}

/** Labels that the scripts set or take away, and Amber does not know. */
function labelsLost(handlers: readonly Handler[], scripts: string): readonly BehaviourChange[] {
  const known = new Set([...handlers.map(({ job }) => managedLabelOf(job)), ...handlers.map(({ label }) => label)]);
  const found = [...scripts.matchAll(/--(?:add|remove)-label["',\s]+([\w:.-]+)/g)].map(([, name = '']) => name);
  return [...new Set(found)]
    .filter((name) => !known.has(name) && !/:(?:managed|needs-human)$/.test(name))
    .map((name) => dropped(`label "${name}": nothing sets it any more`));
}

function plumbing(steps: readonly WorkflowStep[]): readonly BehaviourChange[] {
  const names = steps.filter((step) => !isPredecessor(step)).map((step) => `"${nameOf(step)}"`);
  return names.length === 0
    ? []
    : [dropped(`steps of shell, whose work Amber does: ${[...new Set(names)].join(', ')}`)];
}

/** What changes for a step that stays a step, with the predecessor's inputs. */
export function stepChanges(step: WorkflowStep): readonly BehaviourChange[] {
  const given = step.with ?? {};
  const where = `step "${nameOf(step)}"`;
  const prompt = String(given.prompt ?? '');
  return [
    ...(given.wait === undefined
      ? [changed(`${where} waits for the end of its run; wait: 'false' leaves once the session runs, as before`)]
      : []),
    ...(given['stop-on-run-finished'] === undefined
      ? [changed(`${where} stops its session after the run; stop-on-run-finished: 'false' keeps it, as before`)]
      : []),
    ...timeoutChanges(step),
    ...(given['poll-interval'] === undefined
      ? []
      : [dropped(`poll-interval of ${where}: the end is read off the event stream`)]),
    ...(given['no-verify-ssl'] === undefined || String(given['no-verify-ssl']) === 'false'
      ? []
      : [kept(`no-verify-ssl of ${where}: anyone in between can read the token; ca-file is safer`)]),
    ...(/github\.event\.(?:comment|issue|review|pull_request)\.(?:body|title)/.test(prompt)
      ? [
          changed(
            `the prompt of ${where} has text in it that anybody may have written; without prompt Amber reads the event, and fences it`,
          ),
        ]
      : []),
  ];
}
