import { expect, test } from 'vitest';
import { UnpostedRuns } from '../../../src/serve/proxy/unposted-runs.ts';
import { keyed } from '../../../src/serve/run-backend.ts';

const [one, two] = ['one', 'two'].map((name) => keyed({ project: 'team-a', name }));
if (one === undefined || two === undefined) throw new Error('two sessions');

function seer(...withRun: readonly string[]) {
  const reported: string[] = [];
  const seen = new UnpostedRuns({
    hasRun: ({ name }) => withRun.includes(name),
    tell: ({ name }) => reported.push(name),
  });
  return { seen, reported };
}

test('a session that ran and is over, and whose run never came, is reported; the next one not again', () => {
  const { seen, reported } = seer();
  for (const ref of [one, two]) {
    seen.see(ref, { phase: 'Running', hasPrompt: true });
    seen.see(ref, { phase: 'Stopping', hasPrompt: true });
    seen.see(ref, { phase: 'Stopped', hasPrompt: true });
  }
  expect(reported).toEqual(['one']);
});

test('not of one whose run came, that had no prompt, that never ran, that was over before, or that was deleted', () => {
  const { seen, reported } = seer('one');
  seen.see(one, { phase: 'Running', hasPrompt: true });
  seen.see(one, { phase: 'Stopped', hasPrompt: true });
  seen.see(two, { phase: 'Running', hasPrompt: false });
  seen.see(two, { phase: 'Stopped', hasPrompt: false });
  seen.see(two, { phase: 'Creating', hasPrompt: true });
  seen.see(two, { phase: 'Stopped', hasPrompt: true });
  seen.see(two, { phase: 'Running', hasPrompt: true });
  seen.forget(two);
  seen.see(two, { phase: 'Stopped', hasPrompt: true });
  expect(reported).toEqual([]);
});
