import { describe, expect, test } from 'vitest';
import { NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

const options = (place: Place, name: string): unknown =>
  JSON.parse(stored(place, name).metadata.annotations?.['amber/agent-options'] ?? '{}');

describe.skipIf(NO_LOCAL)('the options of an agent', () => {
  test('are shown with what sets them, set for a session, kept by it, and changed by a message', async () => {
    await using place = new Place();
    const shown = await place.amber(['agents', 'demo']).done;
    expect(shown.code).toBe(0);
    for (const line of ['--mode report +now +Report', '--effort high +High', '--option todos=true +now'])
      expect(shown.stdout).toMatch(new RegExp(`^${line}`, 'm'));

    const asked = ['--mode', 'brief', '--option', 'todos=false', '-o', 'json', 'Where is the hello?'];
    const brief = result(await place.call(['run', '--agent', 'demo', ...asked]));
    expect(brief.message).toMatch(/^Where it speaks about "hello":/);
    const name = String(brief.session);

    const kept = result(await place.call(['send', name, '-o', 'json', 'Where is the hello?']));
    expect(kept.message).toBe(brief.message);

    const changed = result(await place.call(['send', name, '--mode', 'Report', '-o', 'json', 'What is this?']));
    expect(changed.message).toContain('- **Size:** ');
    expect(changed.message).not.toContain('Marked as still to do');
    expect(options(place, name)).toEqual({ mode: 'Report', options: { todos: 'false' } });
  });

  test('that there are not end the run before the agent gets the prompt', async () => {
    await using place = new Place();
    const made = await place.call(['run', '--agent', 'demo', '--effort', 'huge', 'hello']);
    expect([made.code, made.stderr]).toEqual([
      3,
      expect.stringContaining('the agent "demo" does not take effort "huge"; it offers low, medium, high [INVALID]'),
    ]);
    const good = await place.call(['run', '--agent', 'demo', '-q', 'hello', '--keep']);
    expect(good.code).toBe(0);
    const sent = await place.call(['send', '@latest', '--option', 'colour=red', 'hello']);
    expect(sent.code).toBe(3);
    expect(sent.stderr).toContain('it offers mode (report, brief), effort (low, medium, high), todos (true, false)');
    expect(options(place, sessionIn(sent.stderr))).toEqual({});
  });
});
