import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UNCONFINED } from '../../src/core/session/confinement.ts';
import { last, prompt, said } from '../engine/local/acp/agent-harness.ts';
import { KEY, REAL } from './agents-with-keys.ts';
import { missing, startReal } from './real-agent.ts';

const CONFINED = { permissions: 'all', confinement: { ...UNCONFINED, keyProxy: 'on' } } as const;

/** What an agent's own tools see of its environment, and what is in the environments of all processes of this user. */
const LOOK = 'env > seen; cat /proc/[0-9]*/environ > others 2>/dev/null; true';

for (const [command, { api, tool, env }] of Object.entries(REAL))
  test.skipIf(missing)(
    `${command} works with a key that it never sees${missing ? ` (skipped: ${missing})` : ''}`,
    async () => {
      const { agent, model, cwd } = await startReal(command, api, env, CONFINED);
      model.script({ thinking: 'Let me look.', tools: [tool(LOOK)] }, { text: 'I have looked.' });
      const { events, end } = await prompt(agent, 'look around');
      expect({ end, said: said(events), last: last(events).type }).toEqual({
        end: 'finished',
        said: 'I have looked.',
        last: 'RUN_FINISHED',
      });
      const seen = readFileSync(join(cwd, 'seen'), 'utf8');
      expect(seen).toMatch(/_API_KEY=amber-[0-9a-f]{64}/);
      expect(seen).not.toContain(KEY);
      expect(readFileSync(join(cwd, 'others'), 'utf8')).not.toContain(KEY);
      const calls = model.requests.filter((request) => api.isModelCall(request));
      expect(calls.length).toBeGreaterThanOrEqual(2);
      for (const { headers } of calls) expect(JSON.stringify(headers)).toContain(KEY);
      expect(events).toContainEqual(
        expect.objectContaining({ name: 'amber:model-requests', value: { count: model.requests.length } }),
      );
    },
  );

test.skipIf(missing).each(['ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'])(
  'claude-agent-acp works with %s, which it never sees',
  async (variable) => {
    const claude = REAL['claude-agent-acp'];
    if (claude === undefined) throw new Error('no claude');
    const { agent, model, cwd } = await startReal(
      'claude-agent-acp',
      claude.api,
      (place) => {
        const { ANTHROPIC_API_KEY = '', ...others } = claude.env(place);
        return { ...others, [variable]: ANTHROPIC_API_KEY };
      },
      CONFINED,
    );
    model.script({ tools: [claude.tool(LOOK)] }, { text: 'I have looked.' });
    const { events, end } = await prompt(agent, 'look around');
    expect([end, said(events)]).toEqual(['finished', 'I have looked.']);
    expect(readFileSync(join(cwd, 'seen'), 'utf8')).not.toContain(KEY);
    const calls = model.requests.filter((request) => claude.api.isModelCall(request));
    expect(new Set(calls.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${KEY}`]));
  },
);
