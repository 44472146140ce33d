import { describe, expect, test } from 'vitest';
import { scripted } from '../fakes/acp-agents/scripted.ts';
import { annotations } from '../scenarios/kit/action.ts';
import { NO_LOCAL } from '../scenarios/kit/local.ts';
import { onThread } from '../scenarios/kit/thread.ts';

/** Takes every parser of Markdown at hand a minute and more. */
const ENDLESS = ']'.repeat(60_000);

describe.skipIf(NO_LOCAL)('text that takes too long to read', () => {
  test('a comment that nothing can read is refused, and its author learns it', async () => {
    await using on = await onThread('issue', { engine: 'local', agent: 'demo' });
    const { code, stdout } = await on.comment(`@amber fix it ${ENDLESS}`).done;
    expect({ code, said: annotations(stdout) }).toEqual({
      code: 0,
      said: ['notice: refused: the comment takes too long to read'],
    });
    expect(on.bodies()).toEqual([expect.stringContaining('too tangled to be read')]);
  });

  test('an answer that nothing can read is shown as it was written', async () => {
    await using on = await onThread('issue', {
      engine: 'local',
      agent: scripted({ prompts: [[{ text: 'Done.\n\n' }, { text: { repeat: [']', 19_000] } }]] }),
    });
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(on.bodies()[0]).toContain('Done.');
  });
});
