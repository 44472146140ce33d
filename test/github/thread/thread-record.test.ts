import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MARKER, readRecord, type ThreadRecord, writeRecord } from '../../../src/github/thread/thread-record.ts';
import { anyText } from '../../fakes/any-text.ts';

const record: ThreadRecord = {
  v: 1,
  engine: 'platform',
  project: 'team-a',
  session: 'session-1',
  runId: 'r1',
  workflowRunId: 7,
  state: 'running',
  outcome: null,
  attempts: 1,
  askedBy: 'mona',
  promptType: 'fix',
  headSha: 'abc',
  startedAt: '2026-11-22T10:00:00Z',
  updatedAt: '2026-11-22T10:00:10Z',
};

test('what was written is read, if it is the first of the comment', () => {
  expect(readRecord(`${writeRecord(record)}\n\nRunning…\n`)).toEqual(record);
  expect(readRecord(`You said:\n\n${writeRecord(record)}\n`)).toBeUndefined();
  expect(writeRecord(record)).toContain(MARKER);
});

test('whatever is in it: it is one HTML comment, and is read as it was', () => {
  const text = fc.oneof(anyText(), fc.constantFrom('-->', '--', '--!>', '<!--', '->', '\u2028'));
  fc.assert(
    fc.property(text, text, text, (askedBy, runId, outcome) => {
      const odd = { ...record, askedBy, runId, outcome };
      const written = writeRecord(odd);
      expect(written.slice(4, -3)).not.toMatch(/--|>|</);
      expect(readRecord(written)).toEqual(odd);
    }),
  );
});

describe('what nobody of ours wrote so is no record', () => {
  test.each<[string, string]>([
    ['no record', 'hello'],
    ['no JSON', '<!-- amber:record {nonsense} -->'],
    ['another version', writeRecord({ ...record, v: 2 } as never)],
    ['a session’s name that is a path', writeRecord({ ...record, session: '../../other/session' })],
    ['a project that is a path', writeRecord({ ...record, project: 'a/b' })],
    ['a name with a part that begins with a dash', writeRecord({ ...record, session: 'a.-b' })],
    ['a name that is too long', writeRecord({ ...record, session: 'a'.repeat(254) })],
    ['fewer attempts than none', writeRecord({ ...record, attempts: -1 })],
    ['a state of its own', writeRecord({ ...record, state: 'flying' } as never)],
    ['a number that is none', writeRecord({ ...record, workflowRunId: '7' } as never)],
    ['null', '<!-- amber:record {"v":null} -->'],
  ])('%s', (_what, body) => {
    expect(readRecord(body)).toBeUndefined();
  });
});
