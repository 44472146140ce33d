import { describe, expect, test } from 'vitest';
import { agent, QUESTION } from './kit/agents.ts';
import { eventually, lines, NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

/** Asks twice, so that a second question shows whether the first answer has come through. */
const SURE = {
  elicit: {
    mode: 'form',
    message: 'Paint it?',
    requestedSchema: { type: 'object', properties: { sure: { type: 'boolean', title: 'Sure', default: true } } },
  },
};

const status = (place: Place, name: string) => stored(place, name).status;

describe.skipIf(NO_LOCAL)('a question that is answered within its grace', () => {
  test('goes back to the agent, and the run that asked goes on to its end', async () => {
    await using place = new Place();
    const asking = place.amber(['run', ...agent([QUESTION, SURE, { text: ' done' }]), '--question-grace', '10m', 'x']);
    const shown = await asking.until('stderr', /this answers it/);
    expect(shown).toMatch(/question: Which colour\?\n\S+ +1\. red\n\S+ +2\. blue\n\S+ waiting 10m00s for an answer/);
    const name = sessionIn(shown);
    expect(shown).toContain(`this answers it: amber send ${name}`);
    await eventually(() => status(place, name)?.agentStatus === 'waiting_input', 'waiting_input');

    const wrong = await place.call(['send', name, 'purple']);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/"purple" is none of red, blue[\s\S]*still waits/),
    ]);
    const first = place.amber(['send', name, 'blue', '-o', 'jsonl']);
    await asking.until('stderr', /Paint it\?/);
    const second = await place.call(['send', name, 'no', '-o', 'json']);

    const { code, stderr, stdout } = await asking.done;
    expect(code).toBe(0);
    expect(stderr).toContain('says: {"action":"accept","content":{"colour":"blue"}}');
    expect(stdout).toContain('{"action":"accept","content":{"sure":false}} done');
    const [asked, answered] = [result(second), lines((await first.done).stdout).at(-1)];
    for (const one of [asked, answered]) expect(one).toMatchObject({ outcome: 'finished', exitCode: 0 });
    expect(answered?.runId).toBe(asked.runId);
    expect(status(place, name)).toMatchObject({ phase: 'Stopped', stoppedReason: 'run-finished' });

    const exported = await place.call(['export', name, '--format', 'md']);
    expect(exported.stdout).toMatch(/Which colour\?[\s\S]*blue[\s\S]*Paint it\?[\s\S]*no/);
  });

  test('of two answers at once the first counts; the other one is a message of its own', async () => {
    await using place = new Place();
    const args = ['run', ...agent([QUESTION], [{ echo: true }]), '--question-grace', '10m', '--keep', 'x'];
    const asking = place.amber(args);
    const name = sessionIn(await asking.until('stderr', /this answers it/));
    const both = ['red', 'blue'].map((answer) => place.amber(['send', name, answer, '-o', 'json']).done);
    const messages = (await Promise.all(both)).map((sent) => result(sent).message);
    const { stdout } = await asking.done;
    const [, colour] = /"colour":"(red|blue)"/.exec(stdout) ?? [];
    expect(messages).toContain(stdout.trim());
    expect(messages).toContain(colour === 'red' ? 'blue' : 'red');
  });

  test('holds where the session is detached, too, beyond its inactivity limit', async () => {
    await using place = new Place();
    const detached = [
      'run',
      ...agent([QUESTION]),
      '-d',
      '--question-grace',
      '10m',
      '--inactivity-timeout',
      '1s',
      '-o',
      'name',
    ];
    const { stdout } = await place.call([...detached, 'x']);
    const name = sessionIn(stdout);
    await eventually(() => status(place, name)?.agentStatus === 'waiting_input', 'waiting_input');
    const watching = place.amber(['watch', name]);
    await watching.until('stderr', /Which colour\?/);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const sent = await place.call(['send', name, '2', '-o', 'json']);
    expect(result(sent)).toMatchObject({ outcome: 'finished', message: expect.stringContaining('"colour":"blue"') });
    await eventually(() => status(place, name)?.phase === 'Stopped', 'the stop');
    expect(status(place, name)?.stoppedReason).toBe('run-finished');
    await watching.done;
  });

  test('that nobody answers ends the run once, after its grace', async () => {
    await using place = new Place();
    const { code, stdout } = await place.call(['run', ...agent([SURE]), '--question-grace', '1s', '-o', 'json', 'x']);
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'needs-input',
      stopped: true,
      stopReason: 'question',
      question: { text: expect.stringContaining('Paint it?'), questions: [{ default: 'Yes' }] },
    });
  });

  test('whose host is killed fails the session, and a later message starts it again', async () => {
    await using place = new Place();
    const asking = place.amber(['run', ...agent([QUESTION]), '--question-grace', '10m', 'x']);
    const name = sessionIn(await asking.until('stderr', /this answers it/));
    asking.child.kill('SIGKILL');
    await asking.done;
    const looked = await place.call(['status', name, '-o', 'json']);
    expect(JSON.parse(looked.stdout).status).toMatchObject({ phase: 'Failed', stoppedReason: 'host-lost' });
    // The message is a new prompt now, at which this agent asks again.
    const sent = place.amber(['send', name, 'blue']);
    await sent.until('stderr', /this answers it/);
    const answered = await place.call(['send', name, 'red', '-o', 'json']);
    expect(result(answered)).toMatchObject({ outcome: 'finished', session: name });
    expect((await sent.done).stdout).toContain('"colour":"red"');
  });
});
