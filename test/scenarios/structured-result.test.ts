import { describe, expect, test } from 'vitest';
import { scripted } from '../fakes/acp-agents/scripted.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';

const SCHEMA = '{"type": "object", "properties": {"files": {"type": "integer"}}, "required": ["files"]}';

/** Says this, and that once it has been reported. */
const saying = (first: string, then: string): string =>
  scripted({
    prompts: [[{ sh: `if [ -e asked ]; then printf '%s' '${then}'; else touch asked; printf '%s' '${first}'; fi` }]],
  });

describe.skipIf(NO_LOCAL)('an answer that a program reads', () => {
  test('an agent that answers prose is asked once more; stdout holds the value alone', async () => {
    await using place = new Place();
    place.write('work/schema.json', SCHEMA);
    const agent = saying('About three files.', '{"files": 3}');
    const ran = await place.amber(['run', '--agent', agent, '--output-schema', 'schema.json', 'Count the files']).done;
    expect({ code: ran.code, value: JSON.parse(ran.stdout) }).toEqual({ code: 0, value: { files: 3 } });
    expect(ran.stderr).toContain(
      'warning: the answer does not fit the output schema, and the agent is asked once more',
    );
  });

  test('one that goes on like that fails, with what is wrong', async () => {
    await using place = new Place();
    place.write('work/schema.json', SCHEMA);
    const agent = saying('About three files.', '{"files": "3"}');
    const flags = ['--agent', agent, '--output-schema', 'schema.json', '-o', 'json'];
    const ran = await place.call(['run', ...flags, 'Count the files']);
    const error = { code: 'OUTPUT_INVALID', message: expect.stringContaining('/files must be integer') };
    expect({ code: ran.code, result: JSON.parse(ran.stdout) }).toMatchObject({
      code: 3,
      result: { outcome: 'failed', message: '{"files": "3"}', error, stopped: true },
    });
    expect((await place.call(['status', '@latest', '--exit-code'])).code).toBe(3);
    expect((await place.call(['list', '--outcome', 'failed', '-o', 'name'])).stdout).toContain('session/');
    const usage = JSON.parse((await place.call(['usage', '-o', 'json'])).stdout);
    expect(usage.total).toMatchObject({ runs: 2, outcomes: { failed: 2 } });
  });

  test('a schema that is none is refused before anything is created, and so is nobody to check the answer', async () => {
    await using place = new Place();
    place.write('work/schema.json', '{"type": "text"}');
    const run = ['run', '--agent', 'demo', '--output-schema', 'schema.json'];
    const none = await place.call([...run, 'x']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('--output-schema schema.json: schema is invalid');
    const detached = await place.call([...run, '--detach', 'x']);
    expect(detached.code).toBe(2);
    expect((await place.call(['list', '-o', 'json'])).stdout).toContain('"items": []');
  });
});
