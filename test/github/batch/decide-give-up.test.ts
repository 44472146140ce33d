import { describe, expect, test } from 'vitest';
import type { GitHubThread, ThreadComment, ThreadPull } from '../../../src/github/api/github-api.ts';
import { peopleSince, type Standing, TRIPPED, verdictOf } from '../../../src/github/batch/decide-give-up.ts';
import { RECORD } from '../kit/situation.ts';

const MANAGED = 'amber:managed';
const HUMAN = 'amber:needs-human';
/** The record's run began at 8:00 and ended at 8:10. */
const BEFORE = '2026-11-22T07:00:00Z';
const AFTER = '2026-11-22T09:00:00Z';
const LATER = '2026-11-22T10:00:00Z';

const PULL: ThreadPull = {
  headSha: 'a'.repeat(40),
  headRef: 'cache',
  headRepo: 'octo/app',
  headRepoPushedAt: BEFORE,
  headCommittedAt: BEFORE,
  headAuthor: null,
  baseSha: 'b'.repeat(40),
  baseRef: 'main',
  mergeable: 'MERGEABLE',
  checks: [],
  opinions: [],
  reviews: [],
};

let id = 0;
function comment(author: string, body: string, createdAt: string, isOurs = false): ThreadComment {
  id += 1;
  return { id, url: `https://github.com/octo/app/pull/34#issuecomment-${id}`, body, author, isOurs, createdAt };
}

const tripped = (at: string): ThreadComment => comment('github-actions', `${TRIPPED}\n\nA person.`, at, true);

type Changes = Partial<Omit<Standing, 'thread' | 'record'>> & {
  readonly thread?: Partial<GitHubThread>;
  readonly record?: Partial<typeof RECORD> | null;
};

function standing({ record, thread, ...rest }: Changes = {}): Standing {
  return {
    needs: [{ kind: 'checks', names: ['build'] }],
    thread: {
      ...{ state: 'open', author: 'alice', title: '', body: '', labels: [MANAGED], comments: [], older: null },
      pull: PULL,
      ...thread,
    },
    record: record === null ? undefined : { commentId: 1, record: { ...RECORD, ...record } },
    access: { rita: 'write', mallory: 'read' },
    managedLabel: MANAGED,
    maxAttempts: 3,
    ...rest,
  };
}

const verdict = (changes: Changes = {}) => verdictOf(standing(changes));
const skipped = (because: string) => ({ kind: 'skip', because: expect.stringContaining(because) });

describe('attempts', () => {
  test('those of the record count; without one, what the body says', () => {
    expect(verdict()).toMatchObject({ kind: 'run', attempts: 1, resumes: false });
    expect(verdict({ record: null })).toMatchObject({ kind: 'run', attempts: 0 });
    const body = '<!-- acp:retry_count=2 -->';
    expect(verdict({ record: null, thread: { body } })).toMatchObject({ attempts: 2 });
    expect(verdict({ thread: { body } })).toMatchObject({ attempts: 1 });
  });

  test.each([
    ['999999999', 2],
    ['3', 2],
    ['-5', 0],
    ['NaN', 0],
    ['1e9', 0],
    ['"2"', 0],
    ['99999999999', 0],
  ])('a body alone, with retry_count=%s, makes it never give up', (count, attempts) => {
    const body = `<!-- acp:retry_count=${count} -->`;
    expect(verdict({ record: null, thread: { body } })).toMatchObject({ kind: 'run', attempts });
    expect(verdict({ record: null, thread: { body }, maxAttempts: 1 })).toMatchObject({ kind: 'run', attempts: 0 });
  });

  test('the last one is the last', () => {
    expect(verdict({ record: { attempts: 2 } })).toMatchObject({ kind: 'run', attempts: 2 });
    expect(verdict({ record: { attempts: 3 } })).toEqual({ kind: 'give-up', attempts: 3 });
  });

  test.each<[string, Partial<GitHubThread>]>([
    ['a comment', { comments: [comment('rita', 'Look at the cache.', AFTER)] }],
    [
      'a review',
      { pull: { ...PULL, reviews: [{ author: 'rita', state: 'COMMENTED', body: '', canPush: true, at: AFTER }] } },
    ],
    ['a push', { pull: { ...PULL, headCommittedAt: AFTER, headAuthor: 'rita' } }],
  ])('%s of a person makes them begin anew', (_what, thread) => {
    expect(verdict({ record: { attempts: 3 }, thread })).toMatchObject({ kind: 'run', attempts: 0 });
  });

  test.each<[string, Partial<GitHubThread>, Partial<typeof RECORD>?]>([
    ['a comment from before the run', { comments: [comment('rita', 'x', BEFORE)] }],
    ['a comment of somebody who can’t push', { comments: [comment('mallory', 'x', AFTER)] }],
    ['Amber’s own', { comments: [comment('rita', 'x', AFTER, true)] }],
    ['a comment with Amber’s marker', { comments: [comment('rita', '<!-- amber:x -->', AFTER)] }],
    ['a program’s push', { pull: { ...PULL, headCommittedAt: AFTER, headAuthor: 'rita[bot]' } }],
    ['a push of nobody', { pull: { ...PULL, headCommittedAt: AFTER } }],
    [
      'the push that Amber made in a person’s name',
      { pull: { ...PULL, headCommittedAt: AFTER, headAuthor: 'rita' } },
      { pushedSha: PULL.headSha },
    ],
    [
      'the head that the run began with',
      { pull: { ...PULL, headCommittedAt: AFTER, headAuthor: 'rita' } },
      { headSha: PULL.headSha },
    ],
  ])('%s does not', (_what, thread, record) => {
    expect(verdict({ record: { attempts: 3, ...record }, thread })).toEqual({ kind: 'give-up', attempts: 3 });
  });

  test('people who did something since are asked about, once, by a login in lower case', () => {
    const comments = [comment('Rita', 'x', AFTER), comment('rita', 'y', LATER), comment('renovate[bot]', 'z', AFTER)];
    expect(peopleSince(standing({ thread: { comments } }))).toEqual(['rita']);
    expect(peopleSince(standing({ record: null, thread: { comments } }))).toEqual([]);
  });
});

describe('given up', () => {
  const over = { record: { attempts: 3 }, thread: { labels: [HUMAN], comments: [tripped(AFTER)] } };

  test('it waits for a person', () => {
    expect(verdict(over)).toEqual(skipped('waits for a person'));
    const comments = [tripped(AFTER), comment('rita', 'Again.', LATER)];
    expect(verdict({ ...over, thread: { ...over.thread, comments } })).toMatchObject({ attempts: 0, resumes: true });
  });

  test('what a person said before that is no news', () => {
    const comments = [comment('rita', 'x', AFTER), tripped(LATER)];
    expect(verdict({ ...over, thread: { ...over.thread, comments } })).toEqual(skipped('waits for a person'));
  });

  test.each([[[]], [[MANAGED]]])('without that label it is back: %j', (labels: readonly string[]) => {
    expect(verdict({ ...over, thread: { ...over.thread, labels } })).toMatchObject({
      kind: 'run',
      attempts: 0,
      resumes: labels.length === 0,
    });
  });

  test('a run that a comment has started since counts from its own attempts, and brings the labels back', () => {
    const record = { attempts: 1, startedAt: LATER, updatedAt: LATER };
    expect(verdict({ ...over, record })).toMatchObject({ kind: 'run', attempts: 1, resumes: true });
  });

  test('what was cut off in the middle is finished', () => {
    const labels = [MANAGED, HUMAN];
    expect(verdict({ ...over, thread: { labels } })).toMatchObject({ kind: 'give-up' });
    expect(verdict({ ...over, thread: { ...over.thread, labels } })).toMatchObject({ kind: 'give-up' });
  });

  test('a person may put that label on: then Amber leaves it alone', () => {
    expect(verdict({ thread: { labels: [HUMAN, MANAGED] } })).toEqual(skipped(`has the label ${HUMAN}`));
  });
});

describe('left alone', () => {
  test.each<[string, Changes]>([
    ['closed by now', { thread: { state: 'closed' } }],
    ['merged by now', { thread: { state: 'merged' } }],
    ['lost the label', { thread: { labels: [] } }],
    ['nothing is wrong with it', { needs: [] }],
    ['question is not answered', { record: { outcome: 'needs-input' } }],
  ])('%s', (because, changes) => {
    expect(verdict(changes)).toEqual(skipped(because));
  });

  test('a review that a finished run has worked on; not a new one, nor after a run that failed', () => {
    const needs = [{ kind: 'review', by: 'rita', at: BEFORE }] as const;
    expect(verdict({ needs })).toEqual(skipped('waits for its reviewers'));
    expect(verdict({ needs, record: { outcome: 'failed' } })).toMatchObject({ kind: 'run' });
    const again = [{ kind: 'review', by: 'rita', at: AFTER }] as const;
    expect(verdict({ needs: again })).toMatchObject({ kind: 'run', needs: again });
    const both = [...needs, { kind: 'conflict' }] as const;
    expect(verdict({ needs: both })).toMatchObject({ kind: 'run', needs: [{ kind: 'conflict' }] });
  });
});
