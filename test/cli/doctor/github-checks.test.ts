import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubChecks } from '../../../src/cli/doctor/github-checks.ts';
import { workflowText } from '../../../src/github/setup/write-workflow.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { fakeIo } from '../fake-io.ts';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'amber-doctor-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

test('a pin that is no commit: a build that is no release says what names one', async () => {
  await using github = await FakeGitHub.start();
  execFileSync('git', ['init', '-q', cwd]);
  mkdirSync(join(cwd, '.github/workflows'), { recursive: true });
  const text = workflowText({ engine: 'platform', amber: { action: 'example/amber', sha: 'f'.repeat(40) } });
  writeFileSync(join(cwd, '.github/workflows/amber.yml'), text);
  const env = { ...github.env, PATH: process.env.PATH, GITHUB_TOKEN: github.state.token };
  const found = await githubChecks(fakeIo({ cwd, env }), () => {});
  expect(found.find(({ name }) => name === 'example/amber@fffffff')).toMatchObject({
    status: 'fail',
    hint: expect.stringMatching(/^amber init --action OWNER\/NAME --ref SHA/),
  });
});
