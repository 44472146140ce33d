import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../src/core/agui/events.ts';
import { expectValid } from '../engine/local/acp/agent-harness.ts';
import { lines, result, stored } from '../scenarios/kit/local.ts';
import { Place } from '../scenarios/kit/place.ts';
import { pythonFor, RealServer, SERVERS } from './agui/server.ts';

const found = await Promise.all(Object.keys(SERVERS).map(async (name) => ({ name, ...(await pythonFor(name)) })));

/** Memory of a process at its most, in MB. */
function peakOf(pid: number | undefined): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** The log of a session, in which each run is valid by itself. */
async function logOf(place: Place, name: string): Promise<AguiEvent[]> {
  const text = readFileSync(join(place.stateDir, 'projects/default', name, 'events.jsonl'), 'utf8');
  const events = lines(text) as unknown as AguiEvent[];
  await expectValid(events);
  return events;
}

const nameOf = ({ session }: { readonly [field: string]: unknown }): string => String(session);

describe.concurrent.each(found)('$name', (server) => {
  const { name } = server;
  const missing = 'missing' in server ? server.missing : undefined;
  if (missing !== undefined) console.warn(`skipped: ${missing}`);
  const start = (env = {}): Promise<RealServer> => RealServer.start('python' in server ? server.python : '', name, env);

  test.skipIf(missing)('runs, remembers, and is exported like any agent', async () => {
    await using real = await start();
    await using place = new Place();
    const first = await place.amber(['run', '--agent', `${real.url}/echo`, '-o', 'json', 'first words']).done;
    expect([first.code, first.stderr]).toEqual([0, expect.any(String)]);
    const run = result(first);
    expect(run).toMatchObject({ outcome: 'finished', message: expect.stringContaining('first words') });
    const session = nameOf(run);
    const second = result(await place.amber(['send', session, '-o', 'json', 'second words']).done);
    expect(second).toMatchObject({ outcome: 'finished', message: expect.stringContaining('second words') });
    if (name !== 'agent-framework-ag-ui') expect(second.message).toContain('3 messages');
    const log = await logOf(place, session);
    expect(log.filter(({ type }) => type === 'RUN_FINISHED')).toHaveLength(2);
    const { stdout } = await place.amber(['export', session, '--format', 'md']).done;
    expect(stdout).toMatch(/first words[\s\S]*second words/);
    expect(stored(place, session).status).toMatchObject({ phase: 'Stopped', stoppedReason: 'run-finished' });
  });

  test.skipIf(missing)('fails where the server says so', async () => {
    await using real = await start();
    await using place = new Place();
    const failed = await place.amber(['run', '--agent', `${real.url}/failing`, '-o', 'json', 'x']).done;
    expect(failed.code).toBe(3);
    const run = result(failed);
    expect(run).toMatchObject({ outcome: 'failed', error: { message: expect.any(String) } });
    await logOf(place, nameOf(run));
  });

  test.skipIf(missing)('is killed in the middle: the run has failed', async () => {
    await using real = await start();
    await using place = new Place();
    const running = place.amber(['run', '--agent', `${real.url}/endless`, '-o', 'jsonl', 'x']);
    await running.until('stdout', /"delta":".*word/);
    real.signal('SIGKILL');
    const { code, stdout } = await running.done;
    const end = lines(stdout).at(-1) ?? {};
    expect([code, end]).toEqual([
      3,
      expect.objectContaining({ outcome: 'failed', error: expect.objectContaining({ code: 'AGENT_STREAM_ENDED' }) }),
    ]);
    await logOf(place, nameOf(end));
  });

  test.skipIf(missing)('stalls: the time limit ends the run and the request', async () => {
    await using real = await start();
    await using place = new Place();
    const running = place.amber(['run', '--agent', `${real.url}/endless`, '--timeout', '6s', '-o', 'jsonl', 'x']);
    await running.until('stdout', /"delta":".*word/);
    real.signal('SIGSTOP');
    const { code, stdout } = await running.done;
    const end = lines(stdout).at(-1) ?? {};
    expect([code, end]).toEqual([124, expect.objectContaining({ outcome: 'timed-out', stopped: true })]);
    await logOf(place, nameOf(end));
    expect(stored(place, nameOf(end)).status).toMatchObject({ phase: 'Stopped', stoppedReason: 'timeout' });
  });

  test.skipIf(missing)('floods: memory has a bound, and so has the run', async () => {
    await using real = await start();
    await using place = new Place();
    // Without a reader for its output it would be as slow as the test.
    const running = place.amber(
      ['run', '--agent', `${real.url}/flood`, '--timeout', '12s', '-q', '--events', '/dev/null', 'x'],
      { stalled: false },
    );
    let peak = 0;
    const looking = setInterval(() => {
      try {
        peak = Math.max(peak, peakOf(running.child.pid));
      } catch {
        // It has ended.
      }
    }, 50);
    const { code } = await running.done;
    clearInterval(looking);
    console.log(`${name}: flooded, exit ${code}, ${Math.round(peak)} MB at most`);
    expect([3, 124]).toContain(code);
    expect(peak).toBeLessThan(700);
  });
});

describe.concurrent.each(found.filter(({ name }) => name !== 'agent-framework-ag-ui'))('$name asks', (server) => {
  const missing = 'missing' in server ? server.missing : undefined;
  const start = (env = {}): Promise<RealServer> =>
    RealServer.start('python' in server ? server.python : '', server.name, env);

  test.skipIf(missing)('for an approval, which a message gives', async () => {
    await using real = await start();
    await using place = new Place();
    const asked = await place.amber(['run', '--agent', `${real.url}/approval`, '-o', 'json', 'delete it']).done;
    const run = result(asked);
    expect([asked.code, run]).toEqual([
      5,
      expect.objectContaining({
        outcome: 'needs-input',
        question: expect.objectContaining({ text: expect.stringMatching(/Approve delete|May I delete it/) }),
      }),
    ]);
    const answered = await place.amber(['send', nameOf(run), '-o', 'json', 'yes']).done;
    expect(result(answered)).toMatchObject({
      outcome: 'finished',
      message: expect.stringMatching(/Deleted|The answer was yes/),
    });
    await logOf(place, nameOf(run));
  });

  test.skipIf(missing)('for a token, which only the user’s configuration holds', async () => {
    const token = 'agui-s3cret-token-value';
    await using real = await start({ EXPECTED_TOKEN: token });
    await using place = new Place();
    const call = ['run', '--agent', `${real.url}/echo`, '-o', 'json'];
    const refused = await place.amber([...call, 'x']).done;
    expect([refused.code, result(refused)]).toEqual([
      4,
      expect.objectContaining({
        error: expect.objectContaining({ code: 'AUTH_REQUIRED', hint: expect.stringContaining('agentHeaders') }),
      }),
    ]);
    place.write(
      'home/.config/amber/config.yaml',
      `agentHeaders:\n  ${real.url}:\n    Authorization: Bearer \${AGUI_TOKEN}\n`,
    );
    const env = { AGUI_TOKEN: token };
    const wrong = 'agui-wr0ng-token-value';
    const bad = await place.amber([...call, 'x'], { env: { AGUI_TOKEN: wrong } }).done;
    expect(result(bad)).toMatchObject({ error: { code: 'AUTH_REQUIRED', message: expect.stringContaining('***') } });
    const dry = await place.amber([...call, '--dry-run', 'x'], { env }).done;
    const given = await place.amber([...call, 'x'], { env }).done;
    expect(result(given)).toMatchObject({ outcome: 'finished' });
    const session = nameOf(result(given));
    const doctor = await place.amber(['doctor', '-o', 'json'], { env }).done;
    const exported = await place.amber(['export', session, '--format', 'html'], { env }).done;
    const kept = place
      .files('state/projects')
      .filter((file) => /\.jsonl?$/.test(file))
      .map((file) => place.read(join('state/projects', file)));
    const all = [refused, bad, dry, given, doctor, exported].map(({ stdout, stderr }) => stdout + stderr);
    for (const secret of [token, wrong]) expect([...all, ...kept].join('\n')).not.toContain(secret);
    // A project must not say to whom it goes.
    place.write('work/.amber.yaml', `agentHeaders:\n  ${real.url}:\n    Authorization: x\n`);
    expect((await place.amber([...call, 'x'], { env }).done).stderr).toContain('"agentHeaders" is not allowed');
  });
});

const pydantic = found.find(({ name }) => name === 'pydantic-ai');
const noPydantic = pydantic === undefined || 'missing' in pydantic ? 'it is not installed' : undefined;
test.skipIf(noPydantic)('pydantic-ai leaves a tool call to others, whose result a message is', async () => {
  await using real = await RealServer.start(pydantic && 'python' in pydantic ? pydantic.python : '', 'pydantic-ai');
  await using place = new Place();
  const asked = result(await place.amber(['run', '--agent', `${real.url}/client-tool`, '-o', 'json', 'x']).done);
  expect(asked).toMatchObject({ outcome: 'needs-input', question: { text: expect.stringContaining('ask_boss') } });
  expect(result(await place.amber(['send', nameOf(asked), '-o', 'json', 'granted']).done)).toMatchObject({
    outcome: 'finished',
    message: 'So be it.',
  });
  await logOf(place, nameOf(asked));
  const tools = result(await place.amber(['run', '--agent', `${real.url}/tools`, '-o', 'json', 'x']).done);
  expect(tools).toMatchObject({ outcome: 'finished', message: 'The weather is fine.' });
});
