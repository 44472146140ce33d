import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scripted } from '../fakes/acp-agents/scripted.ts';
import { annotations, step } from './kit/action.ts';
import { inThisProcess } from './kit/in-process-step.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';

const HERE = { start: inThisProcess };
const LINE = 'A line of a long report: größer.\n';

describe.skipIf(NO_LOCAL)('what a step hands to later ones', () => {
  test('a long report starts the next step, and is whole in its file', async () => {
    await using place = new Place();
    const agent = scripted({ prompts: [[{ text: { repeat: [LINE, 6_000] } }]] });
    const inputs = { engine: 'local', agent, 'environment-variables': '{"MY_TOKEN": "größer."}' };
    const it = step(place, { with: { ...inputs, prompt: 'word '.repeat(24_000) } });
    expect((await it.done).code).toBe(0);
    const outputs = it.outputs();
    // As README does it, and as most workflows do.
    const env = { RESULT: outputs['session-result'] ?? '', PLAN: outputs['plan-json'] ?? '', PATH: '/usr/bin:/bin' };
    expect(spawnSync('/bin/sh', ['-c', 'echo "$RESULT$PLAN" | wc -l'], { env }).error).toBeUndefined();
    expect(outputs['session-result']).toContain(
      '[cut: an environment variable holds no more, result-path has all of it]',
    );
    const path = outputs['result-path'] ?? '';
    expect(path.startsWith(`${place.root}/`)).toBe(true);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(6_000);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(JSON.parse(outputs['plan-json'] ?? '')).toMatchObject({ action: 'run' });
  });

  test('the file is masked as the output is', async () => {
    await using place = new Place();
    const agent = scripted({ prompts: [[{ text: 'it is geheimnis-1234' }]] });
    const variables = '{"MY_API_KEY": "geheimnis-1234"}';
    const it = step(place, {
      ...HERE,
      with: { engine: 'local', agent, prompt: 'x', 'environment-variables': variables },
    });
    expect((await it.done).code).toBe(0);
    const said = it.outputs()['session-result'];
    expect(said).not.toContain('geheimnis');
    expect(readFileSync(it.outputs()['result-path'] ?? '', 'utf8')).toBe(said);
  });

  test('a structured result is a value for fromJSON, masked, and in a file', async () => {
    await using place = new Place();
    const agent = scripted({ prompts: [[{ text: 'So:\n```json\n{"ok": true, "key": "geheimnis-1234"}\n```' }]] });
    place.write('work/answer.schema.json', '{"type": "object", "required": ["ok"]}');
    const variables = '{"MY_API_KEY": "geheimnis-1234"}';
    const inputs = { engine: 'local', agent, prompt: 'x', 'environment-variables': variables };
    const it = step(place, { ...HERE, with: { ...inputs, 'output-schema-file': 'answer.schema.json' } });
    expect((await it.done).code).toBe(0);
    const { 'structured-output': value = '', 'structured-output-path': path = '' } = it.outputs();
    expect(JSON.parse(value)).toEqual({ ok: true, key: '***' });
    expect(readFileSync(path, 'utf8')).toBe(value);
    const wrong = step(place, { ...HERE, with: { ...inputs, 'output-schema': '{"type": "text"}' } });
    expect((await wrong.done).code).toBe(1);
    expect(annotations((await wrong.done).stdout)).toEqual([
      expect.stringMatching(/^error: input output-schema: schema is invalid/),
    ]);
    expect(wrong.outputs()['session-name']).toBeUndefined();
  });

  test.each([
    '{"settled": fal',
    'null',
    '[]',
    '{}',
    '{"project":"default","requestId":"","session":5,"settled":false,"shown":null}',
  ])('a saved state that is damaged fails no post step: %s', async (damaged) => {
    await using place = new Place();
    const it = step(place, { ...HERE, with: { engine: 'local', agent: 'demo', prompt: 'x' } });
    expect((await it.done).code).toBe(0);
    const post = await it.post({ STATE_amber: damaged }).done;
    expect({ code: post.code, reported: annotations(post.stdout) }).toEqual({
      code: 0,
      reported: [expect.stringMatching(/^warning: what the main step saved is damaged/)],
    });
  });
});
