import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OneAtATime } from '../../../src/async/one-at-a-time.ts';
import { SessionCalls } from '../../../src/cli/permissions/session-calls.ts';
import { answerCall } from '../../../src/cli/permissions/try-rules.ts';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { type PermissionRule, RULE_ANSWERS, TOOL_KINDS } from '../../../src/core/permissions/rule.ts';
import type { PermissionMode } from '../../../src/core/session/permission-mode.ts';
import { Turn } from '../../../src/engine/local/acp/turn/turn.ts';
import { OPTIONS } from '../../fakes/acp-agents/scripted.ts';

const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'amber-same-')));
for (const dir of ['src', 'secrets']) mkdirSync(join(workspace, dir));
writeFileSync(join(workspace, '.env'), '');
symlinkSync('/', join(workspace, 'src', 'root'));
symlinkSync('../secrets', join(workspace, 'src', 'link'));

const PATHS = [
  ...[
    'src/a.ts',
    '.env',
    'src/../.env',
    'src/../../x',
    'src/root/etc/passwd',
    'src/link/key',
    'SECRETS/key',
    '~/.ssh/id',
  ],
  ...[
    '',
    'src/\u0301',
    'a\nb',
    'src//a.ts',
    `${workspace}/src/a.ts`,
    'file:///etc/passwd',
    'https://x',
    '\0',
    "it's",
    'src/"a"',
  ],
];
const COMMANDS = [
  ...['npm test', 'npm test; rm x', 'npm test && git push', "bash -c 'git push'", 'A=b npm test', 'npm test\nrm x'],
  ...[
    'git -c alias.p=push p',
    'git -C /x push',
    'cat .e\\\nnv',
    'cat src/../.env',
    'r\\m x',
    '{rm,x}',
    '',
    'npm test "$(x)"',
  ],
];

const some = <T>(values: readonly T[]) => fc.constantFrom(...values);
const list = <T>(values: readonly T[]) => fc.array(some(values), { minLength: 1, maxLength: 2 });

const rule = fc
  .record(
    {
      answer: some(RULE_ANSWERS),
      kinds: list(TOOL_KINDS),
      paths: list(['.env', 'secrets/**', 'src/**', '**', '/etc/**', '*.ts']),
      commands: list(['npm test *', 'rm *', 'git push *', '*']),
    },
    { requiredKeys: ['answer'] },
  )
  .map((given): PermissionRule => ({ ...given, line: 1 }));

/** Also a kind that is none, and arguments of another kind's tools. */
const call = fc.record({
  kind: some([...TOOL_KINDS, 'Bash', undefined]),
  rawInput: fc.record(
    {
      command: some<unknown>([...COMMANDS, ['npm', 'test'], null]),
      args: some<unknown>([['test'], []]),
      file_path: some(PATHS),
      cwd: some(['src', '/etc', '..']),
      pattern: some(['../*', 'x']),
      new_string: fc.constant('x'),
      glob: some(['.env', 'secrets/**', '*']),
      path: some(['.', 'src', 's*/key']),
      arguments: some<unknown>([{ command: 'rm x' }, { uri: 'file:///etc/passwd' }, { 'a/b': ['x'] }]),
    },
    { requiredKeys: [] },
  ),
  locations: fc.array(
    some(PATHS).map((path) => ({ path })),
    { maxLength: 2 },
  ),
  content: fc.array(
    some(PATHS).map((path) => ({ type: 'diff', path, oldText: 'a', newText: 'b' })),
    { maxLength: 1 },
  ),
});

type Asked = typeof call extends fc.Arbitrary<infer T> ? T : never;

const rules = fc.array(rule, { maxLength: 4 });
const mode = some<PermissionMode>(['ask', 'read', 'all', 'none']);

/** What a run answers an agent that asks, and the events of it. */
async function answeredByRun(asked: Asked, given: readonly PermissionRule[], permissions: PermissionMode) {
  const events: AguiEvent[] = [];
  const settings = { env: {}, commands: {}, permissions, permissionRules: { file: 'f', rules: given } };
  const deps = { settings, workspace, questions: new OneAtATime(), cancel: () => {}, attendant: undefined };
  const turn = new Turn({ threadId: 't', runId: 'r', messages: [] }, (event) => events.push(event), deps);
  // As a message of the agent's, which can say anything.
  const request = { sessionId: 's', toolCall: { toolCallId: 'c', title: 'x', ...asked }, options: OPTIONS };
  const parsed = JSON.parse(JSON.stringify(request));
  const { outcome } = await turn.permission(parsed, new AbortController().signal);
  turn.update({ sessionUpdate: 'tool_call_update', toolCallId: 'c', status: 'completed', content: asked.content });
  const isAllowed = outcome.outcome === 'selected' && outcome.optionId === 'once';
  return { answer: isAllowed ? 'allow' : 'deny', events };
}

test('amber permissions answers each tool call of a session as its run has answered it', async () => {
  await fc.assert(
    fc.asyncProperty(call, rules, mode, async (asked, given, permissions) => {
      const { answer, events } = await answeredByRun(asked, given, permissions);
      const found = new SessionCalls();
      for (const event of events) found.take(event);
      const [tried, ...more] = found.calls;
      if (tried === undefined || more.length > 0) throw new Error('one call was made');
      const settings = { rules: { file: 'f', rules: given }, mode: permissions, workspace };
      expect((await answerCall(tried, settings)).unattended).toBe(answer);
    }),
    { numRuns: 200 },
  );
});
