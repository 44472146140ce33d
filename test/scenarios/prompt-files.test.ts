import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agent, QUESTION } from './kit/agents.ts';
import { NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { onServe } from './kit/serve.ts';

/** The beginning of a PNG is all that tells its size. */
const PNG = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0', 'latin1');

const FILES = ['--file', 'shot.png', '--file', 'src/main.ts', '--file', 'data.bin'];

function write(place: Place): void {
  place.write('work/shot.png', PNG);
  place.write('work/data.bin', Buffer.from([0, 1, 2]));
}

const GIVEN = [
  '- an image, image/png, 640 × 480 pixels, 29 B',
  '- `main.ts`, 1 line of text',
  '- `data.bin`, which is at `',
] as const;

describe.skipIf(NO_LOCAL)('files that go with a prompt', () => {
  test('reach the agent as it takes them, and are shown with the message wherever that is shown', async () => {
    await using place = new Place();
    write(place);
    const run = await place.amber(['run', '--agent', 'demo', ...FILES, '-o', 'json', 'What is this?']).done;
    const { message, session } = result(run);
    for (const given of GIVEN) expect(message).toContain(given);
    const name = String(session);
    expect(stored(place, name).spec).toMatchObject({ displayName: 'What is this?' });

    const { stdout: raw } = await place.call(['logs', '--raw', name]);
    const started = raw
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .find(({ type }) => type === 'RUN_STARTED');
    expect(started.input.messages[0].content).toMatchObject([
      { type: 'text', text: 'What is this?' },
      {
        type: 'image',
        source: { type: 'data', value: PNG.toString('base64'), mimeType: 'image/png' },
        metadata: { name: 'shot.png', path: 'shot.png' },
      },
      { type: 'document', source: { mimeType: 'text/plain' }, metadata: { path: 'src/main.ts' } },
      { type: 'document', source: { mimeType: 'application/octet-stream' } },
    ]);
    const logs = await place.call(['logs', name]);
    expect(logs.stdout + logs.stderr).toContain('[image: shot.png, image/png, 29 B]');
    const exported = await place.call(['export', name, '--format', 'html']);
    expect(exported.stdout).toContain(`<img src="data:image/png;base64,${PNG.toString('base64')}"`);
    const json = await place.call(['export', name, '--format', 'json']);
    expect(json.stdout).toContain('"name": "shot.png"');
    expect(json.stdout).not.toContain(PNG.toString('base64'));

    const sent = result(await place.call(['send', name, '--file', 'shot.png', '-o', 'json', 'And this?']));
    expect(sent.message).toContain(GIVEN[0]);
  });

  test('go with a session that is left behind, too', async () => {
    await using place = new Place();
    write(place);
    const { stderr } = await place.call(['run', '--agent', 'demo', '-d', ...FILES, 'What is this?']);
    const { stdout } = await place.call(['watch', sessionIn(stderr)]);
    expect(stdout).toContain(GIVEN[0]);
  });

  test('are no answer to a question, which waits on', async () => {
    await using place = new Place();
    write(place);
    const asking = place.amber(['run', ...agent([QUESTION, { text: ' done' }]), '--question-grace', '10m', 'x']);
    const name = sessionIn(await asking.until('stderr', /this answers it/));
    const wrong = await place.call(['send', name, '--file', 'shot.png', 'blue']);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/an answer takes no files[\s\S]*still waits/),
    ]);
    expect((await place.call(['send', name, 'blue', '-q'])).code).toBe(0);
    expect((await asking.done).stdout).toContain('done');
  });
});

describe.skipIf(NO_LOCAL)('behind amber serve', () => {
  test('files and options go with a prompt as they do here', async () => {
    await using on = await onServe();
    write(on.place);
    const asked = ['--agent', 'demo', '--mode', 'brief', ...FILES, '-o', 'json', 'Where is the hello?'];
    const run = await on.call(['run', ...asked]);
    const { message, session } = result(run);
    for (const given of GIVEN) expect(message).toContain(given);
    expect(message).not.toContain('**Size:**');
    const again = result(await on.call(['send', String(session), '--mode', 'report', '-o', 'json', 'again']));
    expect(again.message).toContain('**Size:**');
    const log = join(on.place.stateDir, 'projects/default', String(session), 'events.jsonl');
    expect(readFileSync(log, 'utf8')).toContain(PNG.toString('base64'));
  });
});
