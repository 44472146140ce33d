import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { step } from '../../scenarios/kit/action.ts';
import { NO_LOCAL, sessionIn, stored } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { onThread } from '../../scenarios/kit/thread.ts';

const DEMO = { engine: 'local', agent: 'demo' } as const;

/** The checkout of another runner with the same home. */
function otherCheckout(place: Place): string {
  const folder = `${place.root}/other`;
  mkdirSync(folder);
  place.write('other/NOTES.md', '# Other\n\nAnother checkout.\n');
  return folder;
}

describe.skipIf(NO_LOCAL)('runners that share a home', () => {
  test('a thread’s session goes on in the directory that it was made in, and in no other', async () => {
    await using on = await onThread('pull-request', DEMO);
    const runner = { env: { RUNNER_TEMP: `${on.place.root}/runner-1` } };
    const first = on.comment('@amber what is this?', runner);
    expect((await first.done).code).toBe(0);
    const name = first.outputs()['session-name'] ?? '';
    const again = on.comment('@amber and what is that?', runner);
    expect((await again.done).code).toBe(0);
    expect(again.outputs()['session-name']).toBe(name);

    const elsewhere = on.comment('@amber what is here?', { env: { RUNNER_TEMP: `${on.place.root}/runner-2` } });
    const { code, stdout } = await elsewhere.done;
    expect(code).toBe(0);
    const made = elsewhere.outputs()['session-name'] ?? '';
    expect(made).not.toBe(name);
    expect(stdout).toContain(
      `plan: a new session: session ${name} was made in ${on.place.root}/runner-1/amber-work/octo-hello-7, and this job works in ${on.place.root}/runner-2/amber-work/octo-hello-7`,
    );
    expect(stored(on.place, made).metadata.annotations?.['amber/workspace']).toContain('/runner-2/');
  });

  test('nothing is sent again to a session of another directory', async () => {
    await using on = await onThread('pull-request', DEMO);
    expect((await on.comment('@amber what is this?').done).code).toBe(0);
    const retry = on.comment('@amber retry');
    await retry.done;
    expect(on.bodies().at(-1)).toContain('was made in');
    expect(retry.outputs()['session-name']).toBeUndefined();
  });

  test('session-name names a session of this directory only; of a step that was killed the other one is not stopped', async () => {
    await using place = new Place();
    const one = step(place, { with: { ...DEMO, prompt: 'What is this?' } });
    expect((await one.done).code).toBe(0);
    const name = one.outputs()['session-name'] ?? '';
    const inputs = { ...DEMO, prompt: 'What is here?', 'session-name': name };
    const same = step(place, { with: inputs });
    expect((await same.done).code).toBe(0);
    expect(same.outputs()['session-name']).toBe(name);
    const elsewhere = step(place, { with: inputs, env: { GITHUB_WORKSPACE: otherCheckout(place) } });
    const { code, stdout } = await elsewhere.done;
    expect(code).toBe(0);
    expect(stdout).toContain(`plan: a new session: session ${name} was made in`);
    const made = sessionIn(elsewhere.outputs()['session-name'] ?? '');
    expect(made).not.toBe(name);
    expect(JSON.parse(elsewhere.state().amber ?? '')).toMatchObject({ session: made });
  });
});
