import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Step } from '../fakes/acp-agents/scripted.ts';
import { scripted } from '../fakes/acp-agents/scripted.ts';
import { step } from './kit/action.ts';
import { agent } from './kit/agents.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';

/** What people use: printable, with a blank, a quote and whatever else escapes change. */
const SECRETS = fc.sample(
  fc.array(fc.constantFrom(...'abcdefgXYZ0123456789-_ /+&<"%ü'), { minLength: 12, maxLength: 40 }).map((characters) => {
    const secret = characters.join('').trim().replaceAll(/ +/g, ' ');
    return `q${secret}7z`;
  }),
  { numRuns: 3, seed: 11 },
);

const hex = (text: string): string => Buffer.from(text).toString('hex');
const percent = (text: string): string => hex(text).replace(/../g, '%$&');

/** The texts in which a secret may be said. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  [...secret].join('\u200b'),
  [...secret].join('\u2060'),
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  percent(secret),
  percent(secret).toUpperCase(),
  hex(secret),
  hex(secret).toUpperCase(),
  Buffer.from(secret).toString('base64'),
  Buffer.from(`user:${secret}`).toString('base64url'),
];

/** A prompt in which an agent says all of it: in a message cut into pieces, in a thought, and in a tool's work. */
function saysAll(secret: string, index: number): readonly Step[] {
  const text = formsOf(secret).join(' , ');
  const pieces = (text.match(/.{1,7}/gsu) ?? []).map((piece) => ({ text: piece }));
  const call = { toolCallId: `t${index}`, title: `look for ${secret}`, kind: 'execute', rawInput: { command: text } };
  const content = [{ type: 'content', content: { type: 'text', text } }];
  return [
    { thought: text },
    { update: { sessionUpdate: 'tool_call', status: 'in_progress', ...call } },
    { update: { sessionUpdate: 'tool_call_update', toolCallId: `t${index}`, status: 'completed', content } },
    ...pieces,
  ];
}

/** Each of them is in a variable of its own. */
const VARIABLES = Object.fromEntries(SECRETS.map((secret, index) => [`REGION_${index}`, secret]));

/** Which of the forms a reader of the text finds, whatever escapes it undoes. */
function foundIn(output: string): readonly string[] {
  return SECRETS.flatMap((secret) => formsIn(output, secret));
}

function formsIn(output: string, secret: string): readonly string[] {
  // Of events the reader joins the deltas.
  const deltas = [...output.matchAll(/"delta":"((?:[^"\\]|\\.)*)"/g)].map(([, delta]) => delta).join('');
  return [output, deltas].flatMap((whole) => {
    const unescaped = whole
      .replace(/\\+u([0-9a-f]{4})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
      .replaceAll(/[\u200b\u2060]/g, '')
      .replaceAll(/&(quot|#34);/g, '"')
      .replaceAll(/&(lt|#60);/g, '<')
      .replaceAll('&amp;', '&')
      .replaceAll(/\\+(["\\])/g, '$1');
    const decoded = unescaped.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
    );
    const base64 = Buffer.from(secret).toString('base64').replace(/.=*$/, '').slice(0, -1);
    const wanted = [secret, hex(secret), hex(secret).toUpperCase(), base64, secret.replaceAll(' ', '+')];
    return wanted.filter((form) => [unescaped, decoded].some((text) => text.includes(form)));
  });
}

describe.skipIf(NO_LOCAL)('a value that a session was given, by any name', () => {
  test('is found by this test’s own reader where it is shown', () => {
    for (const secret of SECRETS) {
      for (const form of formsOf(secret).slice(0, -1)) expect([form, formsIn(form, secret)]).not.toEqual([form, []]);
    }
  });

  test('is in no output of a command', async () => {
    await using place = new Place();
    const file = place.write('agent.json', JSON.stringify({ prompts: [SECRETS.flatMap(saysAll)] }));
    const scenario = ['--agent', `${process.execPath} ${place.write('agent.mjs', agentOf(file))}`];
    const shown = ['--show', 'tools,reasoning'];
    for (const format of ['text', 'json', 'jsonl', 'yaml']) {
      const env = Object.entries(VARIABLES).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
      const given = [...env, '--events', 'e', '--last-message', 'm'];
      const args = ['run', ...scenario, ...given, ...shown, '-o', format, 'x'];
      const { code, stdout, stderr } = await place.amber(args).done;
      expect([format, code]).toEqual([format, 0]);
      for (const output of [stdout, stderr, place.read('work/e'), place.read('work/m')])
        expect([format, foundIn(output), output]).toEqual([format, [], output]);
    }
    const later = [
      ['logs'],
      ['logs', '--raw'],
      ['export'],
      ['export', '--format', 'html'],
      ['export', '--format', 'json'],
    ];
    for (const [verb = '', ...more] of [...later, ['status', '-o', 'json'], ['watch', '-o', 'jsonl']]) {
      const { code, stdout, stderr } = await place.call([verb, '@latest', ...more]);
      expect([verb, more, code, foundIn(stdout + stderr)]).toEqual([verb, more, 0, []]);
    }
  });

  test('is in nothing that a step of the Action leaves', async () => {
    await using place = new Place();
    const file = place.write('agent.json', JSON.stringify({ prompts: [SECRETS.flatMap(saysAll)] }));
    const runner = `${process.execPath} ${place.write('agent.mjs', agentOf(file))}`;
    const variables = JSON.stringify(VARIABLES);
    const it = step(place, {
      with: { engine: 'local', agent: runner, prompt: 'x', 'environment-variables': variables },
    });
    const { code, stdout, stderr } = await it.done;
    expect(code).toBe(0);
    const { 'transcript-path': path = '', 'result-path': whole = '', ...outputs } = it.outputs();
    expect(outputs['session-result']).toContain('***');
    const left = [
      stdout,
      stderr,
      JSON.stringify(outputs),
      JSON.stringify(it.state()),
      it.summary(),
      readFileSync(path, 'utf8'),
      readFileSync(whole, 'utf8'),
    ];
    for (const output of left) expect([foundIn(output), output]).toEqual([[], output]);
  });
});

describe.skipIf(NO_LOCAL)('what looks like a token', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;

  test('is in no error, result or message', async () => {
    await using place = new Place();
    const failing = agent([{ text: `it is ${token}` }, { error: { code: -32603, message: `with ${token}` } }]);
    for (const format of ['text', 'json', 'jsonl']) {
      const { code, stdout, stderr } = await place.call(['run', ...failing, '-o', format, 'x']);
      expect([format, code]).toEqual([format, 3]);
      expect(stderr).not.toContain(token);
      const result = format === 'jsonl' ? stdout.trimEnd().split('\n').at(-1) : stdout;
      expect(result).not.toContain(token);
      for (const line of stdout.split('\n').filter((text) => text.includes('RUN_ERROR')))
        expect(line).not.toContain(token);
    }
  });

  test('is in no output of a step', async () => {
    await using place = new Place();
    const it = step(place, {
      with: { engine: 'local', agent: scripted({ prompts: [[{ text: `it is ${token}` }]] }), prompt: 'x' },
    });
    expect((await it.done).code).toBe(0);
    expect(it.outputs()['session-result']).toBe('it is ***');
    expect(JSON.stringify(it.outputs()) + it.summary()).not.toContain(token);
  });
});

/** The scripted agent, with a scenario that no command line shows. */
function agentOf(file: string): string {
  const script = new URL('../fakes/acp-agents/scripted.mjs', import.meta.url);
  return `import { readFileSync } from 'node:fs';
process.argv[2] = readFileSync(${JSON.stringify(file)}, 'utf8');
await import(${JSON.stringify(script.href)});
`;
}
