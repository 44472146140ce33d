import { AmberError, invalid } from '../../core/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { REGISTRY } from '../../engine/local/agents/known-agents.ts';
import { type ActionPin, DOWNLOAD, packageOf, SANDBOX_PACKAGE, UPLOAD, usesOf } from './action-pins.ts';
import { PERMISSIONS, type Permissions } from './token-permissions.ts';

/** What a repository's workflow is to be like. */
export interface Setup {
  readonly engine: Engine['name'];
  /** Of Amber itself. */
  readonly amber: ActionPin;
  /** The project, if it is to stand in the workflow; else a secret of the repository has it. */
  readonly project?: string;
  /** With engine `local` one that a job can install, if none is named `claude`; elsewhere by the server's name for it. */
  readonly agent?: string;
  /** When managed pull requests are looked after, as `cron` of GitHub has it; never if absent. */
  readonly schedule?: string;
}

/** Why the linters' general advice does not hold here; zizmor reads these lines. */
export const TRIGGER_NOTE =
  '# zizmor: ignore[dangerous-triggers] Amber asks for write access first, and runs no code of a fork';
const INSTALL_NOTE = '# zizmor: ignore[adhoc-packages] versions are pinned, and no install scripts run';

/**
 * The workflow, of 40 lines at most.
 * @throws AmberError USAGE for an agent that can't be installed at a known version, or a pass over many threads in two jobs; INVALID
 */
export function workflowText(setup: Setup): string {
  const { engine, schedule } = setup;
  const jobs = engine === 'local' ? twoJobs(setup) : oneJob(setup);
  const pass = schedule === undefined ? '' : `  schedule: [{ cron: '${cronOf(schedule)}' }]\n  workflow_dispatch:\n`;
  const queue = schedule === undefined ? 'Has no concurrency group' : 'Comments have no concurrency group';
  return `# ${queue}, on purpose: it would keep "@amber stop" waiting. To check all of it: amber doctor --github
name: Amber
on:
  issue_comment: { types: [created] } ${TRIGGER_NOTE}
  pull_request_review_comment: { types: [created] }
  pull_request_review: { types: [submitted] }
  issues: { types: [labeled] }
${pass}permissions: {}
jobs:
${jobs}`;
}

/** The least and the most of each field, and its names from the least on. */
const CRON_FIELDS: readonly (readonly [least: number, most: number, names: readonly string[]])[] = [
  [0, 59, []],
  [0, 23, []],
  [1, 31, []],
  [1, 12, ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']],
  [0, 6, ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']],
];

/** Five fields, as GitHub takes them: with another one it takes the whole workflow for invalid. @throws AmberError INVALID */
function cronOf(text: string): string {
  const fields = text.split(' ');
  const isSchedule =
    fields.length === CRON_FIELDS.length &&
    CRON_FIELDS.every(([least, most, names], at) =>
      (fields[at] ?? '').split(',').every((item) => {
        const found = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item);
        if (found === null) return false;
        const [, from, to = from, step = '1'] = found;
        const numbers = [from, to].map((word) => {
          const named = names.indexOf(word ?? '');
          return named >= 0 ? named + least : /^\d+$/.test(word ?? '') ? Number(word) : Number.NaN;
        });
        const [first = Number.NaN, last = Number.NaN] = item.startsWith('*') ? [least, most] : numbers;
        return least <= first && first <= last && last <= most && Number(step) > 0;
      }),
    );
  if (!isSchedule) throw invalid('--schedule', 'five fields of cron, such as "*/30 * * * 1-5"', text);
  return text;
}

/** Two passes at once would both work on what they find. Any other job is alone in its group. */
export const PASS_GROUP = `    concurrency: { group: "\${{ (github.event_name == 'schedule' || github.event_name == 'workflow_dispatch') && 'amber-pass' || github.run_id }}" }\n`;

/** Spares a runner for most events. Whether the phrase counts, and who may use it, Amber decides. */
const IF = `      github.event.label.name == 'amber:auto-fix' ||
      contains(github.event.comment.body || github.event.review.body, '@amber')`;

/** More than `poll-timeout`, so that Amber's own limit stops the session: GitHub's only kills the job. In minutes. */
export const JOB_TIMEOUT = 75;

function oneJob({ agent, amber, engine, project, schedule }: Setup): string {
  if (agent !== undefined && !/^[\w.-]+$/.test(agent))
    throw invalid('--agent', 'with this engine a name of letters, digits, ".", "_" and "-"', agent);
  const access =
    engine === 'kubernetes'
      ? [`kubeconfig: \${{ secrets.AMBER_KUBECONFIG }}`]
      : [`api-url: \${{ secrets.AMBER_API_URL }}`, `api-token: \${{ secrets.AMBER_TOKEN }}`];
  const inputs = [
    `engine: ${engine}`,
    ...access,
    `project: ${project ?? `\${{ secrets.AMBER_PROJECT }}`}`,
    ...(agent === undefined ? [] : [`agent: ${agent}`]),
  ];
  const pass =
    schedule === undefined
      ? ''
      : `      github.event_name == 'schedule' || github.event_name == 'workflow_dispatch' ||\n`;
  return `  amber:
    if: >-
${pass}${IF}
    runs-on: ubuntu-latest
    timeout-minutes: ${JOB_TIMEOUT}
    permissions: ${flow(PERMISSIONS.session)}
${schedule === undefined ? '' : PASS_GROUP}    steps:
      - uses: ${usesOf(amber)}
        with:
${inputs.map((line) => `          ${line}\n`).join('')}`;
}

/** One job runs the agent and may only read; the other one writes, and runs no agent. */
function twoJobs({ agent = 'claude', amber, schedule }: Setup): string {
  if (schedule !== undefined)
    throw new AmberError(
      'USAGE',
      '--schedule does not go with engine "local": what two jobs hand over is of one thread',
      {
        hint: 'leave --schedule out, or: --engine platform',
      },
    );
  const packages = [packageOf(agent), SANDBOX_PACKAGE].filter((name) => name !== null);
  const key = REGISTRY[agent]?.login.variable;
  const env = key === undefined ? '' : `        env: { ${key}: '\${{ secrets.${key} }}' }\n`;
  return `  agent:
    if: >-
${IF}
    runs-on: ubuntu-latest
    timeout-minutes: ${JOB_TIMEOUT}
    permissions: ${flow(PERMISSIONS.leave)}
    outputs: { delivery: '\${{ steps.amber.outputs.delivery-path }}' }
    steps:
      - run: | ${INSTALL_NOTE}
          npm install -g --ignore-scripts ${packages.join(' ')}
          sudo apt-get update -q && sudo apt-get install -yq bubblewrap socat ripgrep
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - uses: ${usesOf(amber)}
        id: amber
        with: { engine: local, agent: ${agent}, sandbox: 'on', deliver: patch }
${env}      - if: always() && steps.amber.outputs.delivery-path != ''
        uses: ${usesOf(UPLOAD)}
        with: { name: delivery, path: '\${{ steps.amber.outputs.delivery-path }}' }
  deliver:
    needs: agent
    if: \${{ !cancelled() && needs.agent.result != 'skipped' }}
    runs-on: ubuntu-latest
    permissions: ${flow(PERMISSIONS.deliver)}
    steps:
      - if: needs.agent.outputs.delivery != ''
        uses: ${usesOf(DOWNLOAD)}
        with: { name: delivery, path: delivery }
      - uses: ${usesOf(amber)}
        with: { engine: local, deliver-from: delivery }
`;
}

/** As a flow mapping, on one line. */
export function flow(rights: Permissions): string {
  const pairs = Object.entries(rights).map(([scope, level]) => `${scope}: ${level}`);
  return `{ ${pairs.join(', ')} }`;
}
