import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { convert } from '../../src/github/setup/migrate/convert-workflow.ts';
import { FAILS, managedPull, scheduled } from './kit/batch.ts';
import { inThisProcess } from './kit/in-process-step.ts';
import { onPlatformThread } from './kit/thread.ts';

const HERE = { start: inThisProcess };

type Story = Awaited<ReturnType<typeof onPlatformThread>>;

/** The inputs that a converted handler gives to Amber's step; the place of its secrets have the story's own. */
async function inputsOf(): Promise<{ readonly [name: string]: string }> {
  const old = readFileSync(new URL('../fixtures/workflows/issue-handler.yml', import.meta.url), 'utf8');
  const { text } = await convert(old, 'x.yml', { action: 'octo/amber', sha: 'a'.repeat(40) });
  const inputs = Object.entries<string>(parse(text).jobs.amber.steps[0].with);
  return Object.fromEntries(inputs.filter(([, value]) => !value.includes('secrets.')));
}

/** What the platform was asked to do, in order: `create` or the session's name, with what was said. */
function asked({ platform }: Story): readonly { readonly to: string; readonly text: string; readonly body: Body }[] {
  return platform.requests.flatMap(({ body, method, path }) => {
    if (method !== 'POST' || !/agentic-sessions$|agui\/run$/.test(path)) return [];
    const sent = JSON.parse(body) as Body;
    const to = /agentic-sessions\/([^/]+)\/agui/.exec(path)?.[1] ?? 'create';
    return [{ to, text: sent.initialPrompt ?? sent.messages?.[0]?.content ?? '', body: sent }];
  });
}

interface Body {
  readonly initialPrompt?: string;
  readonly messages?: readonly { readonly content: string }[];
  readonly llmSettings?: { readonly model: string };
}

describe.concurrent('a handler of the predecessor, converted', async () => {
  const given = await inputsOf();

  test('its label starts a session with its model, unless there is a pull request for the issue', async () => {
    await using on = await onPlatformThread('issue');
    expect((await on.label('bot:fix-it', { with: given }).done).code).toBe(0);
    const [made] = asked(on);
    expect(made).toMatchObject({ to: 'create', text: expect.stringContaining('was handed to you by its label') });
    expect(made?.body.llmSettings?.model).toBe('claude-opus-4-6');
    managedPull(
      on.github,
      9,
      {},
      { labels: ['bot:managed'], body: '<!-- acp:session_id=s source=#7 retry_count=0 -->' },
    );
    expect((await on.label('bot:fix-it', { with: given }).done).code).toBe(0);
    expect((await on.label('amber:auto-fix', { with: given }).done).code).toBe(0);
    expect(asked(on)).toHaveLength(1);
    expect(on.github.violations).toEqual([]);
  });

  test('its phrase alone is the fix prompt, with words the custom one, in one session', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    const fix = on.comment('@the-bot', { with: given });
    expect((await fix.done).code).toBe(0);
    const custom = on.comment('@the-bot make it blue', { with: given });
    expect((await custom.done).code).toBe(0);
    expect((await on.comment('@amber make it red', { with: given }).done).code).toBe(0);
    expect([fix.outputs()['prompt-type'], custom.outputs()['prompt-type']]).toEqual(['fix', 'custom']);
    expect(asked(on)).toMatchObject([
      { to: 'create', text: expect.stringContaining('Failing checks') },
      { to: on.platform.session().name, text: expect.stringContaining('make it blue') },
    ]);
  });

  test('the session that a pull request’s body names goes on', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    const { name } = on.platform.add({ initialPrompt: 'hi', stopOnRunFinished: true });
    on.thread.body = `<!-- acp:session_id=${name} source=#3 last_action=2026-11-22T11:00:00Z retry_count=1 -->\nWords.`;
    expect((await on.comment('@the-bot', { with: given }).done).code).toBe(0);
    expect(asked(on)).toMatchObject([{ to: name }]);
  });

  test('who has no write access, and a pull request from a fork, start nothing', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    expect((await on.comment('@the-bot', { with: given, author: 'mallory' }).done).code).toBe(0);
    if (on.thread.pull !== undefined) on.thread.pull.headRepo = 'mallory/hello';
    expect((await on.comment('@the-bot', { with: given }).done).code).toBe(0);
    expect(asked(on)).toEqual([]);
  });

  test('its schedule looks after the pull requests with its label', async () => {
    await using on = await onPlatformThread('issue', HERE);
    managedPull(on.github, 12, FAILS, { labels: ['bot:managed'] });
    managedPull(on.github, 13, FAILS);
    const { token, url } = on.platform;
    const inputs = { ...given, 'api-url': url, 'api-token': token, project: 'team-a' };
    expect((await scheduled(on.place, on.github, { ...HERE, with: inputs }).done).code).toBe(0);
    expect(asked(on)).toMatchObject([{ to: 'create', text: expect.stringContaining('pull request #12') }]);
  });
});
