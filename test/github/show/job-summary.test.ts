import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { Transcript } from '../../../src/core/transcript/transcript.ts';
import { jobSummary } from '../../../src/github/show/job-summary.ts';
import { expectHarmless, rendered } from '../kit/harmless.ts';
import { resultOf, viewOf } from '../kit/runs.ts';

const SECRET = 'hunter2-very-secret';
const redactor = makeRedactor([SECRET]);
const OURS = ['sub', 'details', 'summary', 'h2', 'h3'];

function transcriptOf(events: readonly object[]): Transcript {
  const transcript = new Transcript();
  for (const event of events) transcript.apply({ event: event as AguiEvent, runId: 'run-1' });
  return transcript;
}

const message = (id: string, role: string, text: string): object[] => [
  { type: 'TEXT_MESSAGE_START', messageId: id, role },
  { type: 'TEXT_MESSAGE_CONTENT', messageId: id, delta: text },
  { type: 'TEXT_MESSAGE_END', messageId: id },
];
const call = (id: string, name: string, args: object, content: string): object[] => [
  { type: 'TOOL_CALL_START', toolCallId: id, toolCallName: name },
  { type: 'TOOL_CALL_ARGS', toolCallId: id, delta: JSON.stringify(args) },
  { type: 'TOOL_CALL_END', toolCallId: id },
  { type: 'TOOL_CALL_RESULT', toolCallId: id, content },
];

const result = resultOf();
const session = {
  result,
  promptType: 'fix',
  number: 34,
  url: 'https://ambient.example.com/projects/team-a/sessions/s',
};
const summaryOf = (events: readonly object[], isCut = false): Promise<string> =>
  jobSummary([session], { view: viewOf({ result }), transcript: transcriptOf(events), isCut }, redactor);

test('a run as the job’s summary shows it', async () => {
  const summary = await summaryOf([
    ...message('1', 'user', 'Fix the build.\n\nIt fails on `main`.'),
    ...message('2', 'assistant', 'I look at what fails.'),
    ...call('3', 'Bash', { command: 'npm test' }, 'FAIL src/app.test.ts\n```\nCannot find name "readFile"\n```'),
    ...call('4', 'Edit', { file_path: 'src/app.ts', new_string: 'import { readFile } from "node:fs/promises";' }, ''),
    { type: 'TOOL_CALL_START', toolCallId: '5', toolCallName: 'Read' },
    { type: 'TOOL_CALL_END', toolCallId: '5', error: 'no such file' },
    ...message('6', 'assistant', result.message),
  ]);
  expect(summary).toMatchSnapshot();
  // The only reference is ours: the thread's.
  expectHarmless(summary.replace('fix #34', 'fix'), OURS);
});

test('the files that the run has changed are named, and their names are text', async () => {
  const evil = `a </code></details><b> ${SECRET} @octocat #1 \`x`;
  const files = [
    { path: 'src/app.ts', status: 'modified', added: 2, removed: 1 },
    { path: 'logo.png', status: 'added', added: null, removed: null },
    { path: evil, from: 'b', status: 'renamed', added: 0, removed: 0 },
  ] as const;
  const changes = { files, total: { files: 4, added: 2, removed: 1 }, dir: '/work' };
  const changed = resultOf({ changes });
  const summary = await jobSummary(
    [session],
    { view: viewOf({ result: changed }), transcript: transcriptOf([]), isCut: false },
    redactor,
  );
  expect(summary).toContain('<summary>4 files changed, +2 −1</summary>');
  expect(summary).toContain('- <code>src/app.ts</code> +2 −1\n- <code>logo.png</code> binary, new\n');
  expect(summary).toContain('… and 1 that are not named');
  expectHarmless(summary.replace('fix #34', 'fix'), [...OURS, 'code', 'li', 'ul']);
});

test('a tool that never ended is told from one that was done', async () => {
  const end = { type: 'TOOL_CALL_RESULT', toolCallId: '1', content: '', metadata: { status: 'unfinished' } };
  const events = [...call('1', 'Bash', { command: 'make deploy' }, '').slice(0, 3), end];
  const summary = await jobSummary(
    [session],
    { view: viewOf({ result: resultOf() }), transcript: transcriptOf(events), isCut: false },
    redactor,
  );
  expect(summary).toContain('<summary>■ not ended: <code>Bash make deploy</code></summary>');
});

test('several sessions are a table', async () => {
  const rows = [
    session,
    { result: resultOf({ outcome: 'needs-input', session: 'a|b`c' }), promptType: 'fix', number: 35 },
    { result: resultOf({ outcome: null, session: null, usage: null, durationMs: 0 }), promptType: 'fresh', number: 36 },
  ];
  expect(await jobSummary(rows, undefined, redactor)).toMatchSnapshot();
});

test('foreign text does nothing, wherever it stands', async () => {
  const evil = `${SECRET} @octocat #1 <!-- --> </details></summary> ![a](https://evil.example/x) \`\`\`\`\n\n<img src=x>`;
  const summary = await jobSummary(
    [{ result: resultOf({ session: evil }), promptType: evil, url: 'https://evil.example/")|<b>' }],
    {
      view: viewOf({ result: resultOf({ message: evil }) }),
      transcript: transcriptOf([
        ...message('1', 'user', evil),
        ...message('2', evil, evil),
        ...call('3', evil, { command: evil }, evil),
        ...message('4', 'assistant', evil),
      ]),
      isCut: true,
    },
    redactor,
  );
  expectHarmless(summary, OURS);
  expect(summary).not.toContain(SECRET);
  const html = rendered(summary);
  const count = (text: string): number => html.split(text).length - 1;
  expect(count('<details>')).toBe(3);
  expect(count('<details>')).toBe(count('</details>'));
});

describe('a long run', () => {
  test('keeps its beginning and its end, and fits', async () => {
    const events = Array.from({ length: 3_000 }, (_, at) =>
      call(`${at}`, 'Bash', { command: `step ${at}` }, 'é'.repeat(3_000)),
    );
    const summary = await summaryOf([
      ...message('a', 'user', 'Begin.'),
      ...events.flat(),
      ...message('z', 'assistant', 'The end.'),
    ]);
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(900_000);
    expect(summary).toMatch(
      /step 0\b[\s\S]*step 1\b[\s\S]*\d+ more entries are not shown[\s\S]*step 2999[\s\S]*The end\./,
    );
  });

  test('says if not all of it was kept', async () => {
    expect(await summaryOf(message('a', 'assistant', 'Hello.'), true)).toContain('its transcript is cut');
  });
});
