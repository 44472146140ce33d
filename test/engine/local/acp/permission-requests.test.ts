import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Human, PermissionPrompt } from '../../../../src/engine/local/acp/agent-interface.ts';
import { OPTIONS } from '../../../fakes/acp-agents/scripted.ts';
import { customs, last, play, prompt, said, start, types, workspace } from './agent-harness.ts';

const ask = (toolCall: object, options: readonly object[] = OPTIONS) => ({
  permission: { toolCall: { toolCallId: 't1', title: 'A tool', ...toolCall }, options },
});

/** A person who answers what the function says, and remembers what was asked. */
function person(answer: (request: PermissionPrompt, signal: AbortSignal) => Promise<string | null>): {
  human: Human;
  asked: PermissionPrompt[];
} {
  const asked: PermissionPrompt[] = [];
  const permission: Human['permission'] = (request, signal) => {
    asked.push(request);
    return answer(request, signal);
  };
  return { human: { permission, question: async () => null }, asked };
}

describe('a permission request', () => {
  test('to read in the workspace is granted once under read', async () => {
    const cwd = workspace();
    const { events, refused } = await play([ask({ kind: 'read', locations: [{ path: join(cwd, 'a') }] })], {
      spec: { cwd },
    });
    expect(said(events)).toBe('[once]');
    expect(refused).toBe(0);
    expect(customs(events, 'amber:refused')).toEqual([]);
  });

  test('to read elsewhere, to write or to run is refused under read, counted and reported before the end', async () => {
    const { events, refused } = await play([
      ask({ kind: 'read', rawInput: { file_path: '/etc/passwd' } }),
      ask({ toolCallId: 't2', kind: 'edit' }),
      ask({ toolCallId: 't3', kind: 'execute' }),
    ]);
    expect(said(events)).toBe('[reject][reject][reject]');
    expect(refused).toBe(3);
    expect(customs(events, 'amber:refused')).toEqual([{ count: 3 }]);
    expect(types(events).slice(-2)).toEqual(['CUSTOM', 'RUN_FINISHED']);
  });

  test('shows the call and its arguments before it is answered', async () => {
    const { events } = await play([ask({ kind: 'execute', title: '`make`', rawInput: { command: 'make' } })], {
      settings: { permissions: 'all' },
    });
    expect(types(events).slice(1, 4)).toEqual(['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END']);
  });

  test('to edit carries what would change', async () => {
    const { human, asked } = person(async () => 'once');
    const content = [{ type: 'diff', path: '/w/a', oldText: 'x', newText: 'y' }];
    await play([ask({ kind: 'edit', content })], { settings: { permissions: 'ask', human } });
    expect(asked[0]?.edits).toEqual([{ path: '/w/a', before: 'x', after: 'y' }]);
  });

  test('takes kind and title from what was said of the call before', async () => {
    const { human, asked } = person(async () => 'once');
    await play(
      [
        { update: { sessionUpdate: 'tool_call', toolCallId: 't1', title: 'Run make', kind: 'execute' } },
        { permission: { toolCall: { toolCallId: 't1' }, options: OPTIONS } },
      ],
      { settings: { permissions: 'ask', human } },
    );
    expect(asked).toMatchObject([{ title: 'Run make', kind: 'execute' }]);
  });

  test('is put to a person under ask, with the agent’s own options', async () => {
    const { human, asked } = person(async () => 'always');
    const { events } = await play([ask({ kind: 'edit', title: 'Edit a.ts' })], {
      settings: { permissions: 'ask', human },
    });
    expect(said(events)).toBe('[always]');
    expect(asked).toMatchObject([
      {
        title: 'Edit a.ts',
        kind: 'edit',
        options: [{ id: 'always' }, { id: 'once' }, { id: 'reject', name: 'Reject' }],
      },
    ]);
  });

  test('several at once are put to a person one after the other', async () => {
    let open = 0;
    let most = 0;
    const { human } = person(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 10));
      open--;
      return 'once';
    });
    const options = [...OPTIONS];
    const permissions = ['a', 'b', 'c'].map((toolCallId) => ({ toolCall: { toolCallId, title: toolCallId }, options }));
    const { events } = await play([{ permissions }], { settings: { permissions: 'ask', human } });
    expect(said(events)).toBe('["once","once","once"]');
    expect(most).toBe(1);
  });

  test('is taken back from the person when the run is cancelled', async () => {
    const controller = new AbortController();
    let takenBack = false;
    const { human } = person(
      (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            takenBack = true;
            reject(signal.reason);
          });
          controller.abort();
        }),
    );
    const agent = await start({ prompts: [[ask({ kind: 'edit' })]] }, { settings: { permissions: 'ask', human } });
    const { end } = await prompt(agent, 'go', { signal: controller.signal });
    expect([end, takenBack]).toEqual(['cancelled', true]);
  });

  test('an agent that gives up its turn because it was refused has failed, not been cancelled', async () => {
    const { events } = await play([ask({ kind: 'edit' }), { stop: 'cancelled' }]);
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'PERMISSION_REFUSED' });
  });
});
