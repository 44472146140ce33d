import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AGENT_PACKAGES } from '../../src/github/setup/action-pins.ts';
import { convert } from '../../src/github/setup/migrate/convert-workflow.ts';
import { workflowText } from '../../src/github/setup/write-workflow.ts';
import { zizmor } from './zizmor.ts';

const amber = { action: 'octo/amber', sha: 'a'.repeat(40), version: '1.2.3' };
const found = await zizmor();
if ('missing' in found) console.warn(`skipped: ${found.missing}`);

/** The predecessor's own handler, as it is in public. Not kept here: it is somebody else's work. */
const PUBLIC =
  'https://raw.githubusercontent.com/ambient-code/platform/0b59fe7de035d827ea221ef1370598edc77b527f/.github/workflows/amber-issue-handler.yml';

async function publicHandler(): Promise<string | undefined> {
  const path = process.env.AMBER_TEST_ISSUE_HANDLER;
  if (path !== undefined) return readFileSync(path, 'utf8');
  const answer = await fetch(PUBLIC, { signal: AbortSignal.timeout(15_000) }).catch(() => undefined);
  return answer?.ok === true ? answer.text() : undefined;
}

const handler = await publicHandler();
if (handler === undefined)
  console.warn(`skipped: ${PUBLIC} can't be fetched; AMBER_TEST_ISSUE_HANDLER can name a copy`);

async function findings(workflows: { readonly [name: string]: string }): Promise<string> {
  if ('missing' in found) throw new Error(found.missing);
  return found.check(workflows);
}

describe.skipIf('missing' in found)('zizmor', () => {
  test('finds what is wrong', async () => {
    const text = 'on: pull_request_target\njobs:\n  a:\n    runs-on: x\n    steps: [{ uses: actions/checkout@v4 }]\n';
    expect(await findings({ 'a.yml': text })).toContain('dangerous-triggers');
  });

  test('finds nothing in the workflows of this repository', async () => {
    const names = readdirSync(new URL('../../.github/workflows/', import.meta.url));
    const texts = names.map((name) => [
      name,
      readFileSync(new URL(`../../.github/workflows/${name}`, import.meta.url), 'utf8'),
    ]);
    expect(await findings(Object.fromEntries(texts))).toBe('');
  });

  test('finds nothing in the workflows that init writes', async () => {
    const setups = [
      { engine: 'platform' },
      { engine: 'kubernetes', agent: 'codex', schedule: '7 * * * *' },
      ...Object.keys(AGENT_PACKAGES).map((agent) => ({ engine: 'local', agent }) as const),
    ] as const;
    const texts = setups.map((setup, at) => [`${at}-${setup.engine}.yml`, workflowText({ ...setup, amber })]);
    expect(await findings(Object.fromEntries(texts))).toBe('');
  });

  test('finds nothing in a handler that was converted', async () => {
    const path = new URL('../fixtures/workflows/issue-handler.yml', import.meta.url);
    const { text } = await convert(readFileSync(path, 'utf8'), 'x.yml', amber);
    expect(await findings({ 'x.yml': text })).toBe('');
  });

  test.skipIf(handler === undefined)('nor in the predecessor’s own, which becomes one job', async () => {
    const { changes, text } = await convert(handler ?? '', 'x.yml', amber);
    expect(await findings({ 'x.yml': text })).toBe('');
    expect(text.match(/^ {2}\w[\w-]*:$/gm)?.at(-1)).toBe('  amber:');
    expect(text).not.toContain('ambient-code/ambient-action');
    expect(text.split('\n').length).toBeLessThan(70);
    for (const comment of (handler ?? '').match(/^ {0,6}# .*$/gm) ?? []) expect(text).toContain(comment.trim());
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['kept', 'changed', 'dropped']));
  });
});
