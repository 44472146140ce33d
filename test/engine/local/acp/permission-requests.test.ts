import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PermissionRule } from '../../../../src/core/permissions/rule.ts';
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

  test('names files by their paths in the workspace', async () => {
    const { human, asked } = person(async () => 'once');
    const cwd = workspace();
    const content = [{ type: 'diff', path: join(cwd, 'src/a.ts'), oldText: 'x', newText: 'y' }];
    const { events } = await play([ask({ kind: 'edit', title: `Edit ${cwd}/src/a.ts`, content })], {
      settings: { permissions: 'ask', human },
      spec: { cwd },
    });
    expect(asked).toMatchObject([{ title: 'Edit src/a.ts', edits: [{ path: 'src/a.ts' }] }]);
    expect(customs(events, 'amber:permission')).toMatchObject([{ title: 'Edit src/a.ts' }]);
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

  test('that a person refuses is none that the run warns of', async () => {
    const { human } = person(async () => 'reject');
    const { events, refused } = await play([ask({ kind: 'edit' })], { settings: { permissions: 'ask', human } });
    expect([said(events), refused]).toEqual(['[reject]', 1]);
    expect(customs(events, 'amber:refused')).toEqual([]);
    expect(customs(events, 'amber:permission')).toMatchObject([
      { toolCallId: 't1', answer: 'refused', by: 'a person' },
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

describe('with rules, a permission request', () => {
  const rules = (...list: readonly Omit<PermissionRule, 'line'>[]) => ({
    permissionRules: { file: 'rules.yaml', rules: list.map((rule, at) => ({ ...rule, line: at + 1 })) },
  });
  const counted = { allowed: 0, refused: 0 };
  const run = (command: unknown, more: object = {}) =>
    ask({ kind: 'execute', title: String(command), rawInput: { command }, ...more });

  test('that one allows is granted once, whatever the mode, and the others are answered by the mode', async () => {
    const settings = { permissions: 'none', ...rules({ answer: 'allow', commands: ['npm test *'] }) } as const;
    const other = { toolCallId: 't2' };
    const { events, refused } = await play([run('npm test'), run('npm test; rm -rf /', other)], { settings });
    expect([said(events), refused]).toEqual(['[once][reject]', 1]);
    expect(customs(events, 'amber:permission-rules')).toEqual([{ ...counted, allowed: 1 }]);
    expect(customs(events, 'amber:permission')).toMatchObject([
      { answer: 'allowed', by: 'rule rules.yaml:1' },
      { answer: 'refused', by: 'permissions none' },
    ]);
  });

  test('that one denies is refused, whatever the mode', async () => {
    const settings = { permissions: 'all', ...rules({ answer: 'deny', paths: ['.env'] }) } as const;
    const toolCall = { kind: 'edit', rawInput: {}, content: [{ type: 'diff', path: '.env', newText: 'x' }] };
    const { events, refused } = await play([ask(toolCall)], { settings });
    expect([said(events), refused]).toEqual(['[reject]', 1]);
    expect(customs(events, 'amber:permission-rules')).toEqual([{ ...counted, refused: 1 }]);
  });

  test('is put to a person where one says ask, also under all; where there is none it is refused', async () => {
    const { human, asked } = person(async () => 'once');
    const settings = { permissions: 'all', ...rules({ answer: 'ask', kinds: ['execute'] }) } as const;
    const seen = await play([run('make')], { settings: { ...settings, human } });
    expect([said(seen.events), asked.length]).toEqual(['[once]', 1]);
    expect(customs(seen.events, 'amber:permission-rules')).toEqual([counted]);
    const alone = await play([run('make')], { settings });
    expect([said(alone.events), alone.refused]).toEqual(['[reject]', 1]);
  });

  test('does not disturb a person where one decides', async () => {
    const { human, asked } = person(async () => 'once');
    const settings = {
      permissions: 'ask',
      human,
      ...rules({ answer: 'deny', commands: ['rm *'] }, { answer: 'allow', kinds: ['edit'] }),
    } as const;
    const cwd = workspace();
    const edit = { toolCallId: 't2', kind: 'edit', locations: [{ path: join(cwd, 'a') }] };
    const { events } = await play([run('sudo rm x'), ask(edit)], { settings, spec: { cwd } });
    expect([said(events), asked.length]).toEqual(['[reject][once]', 0]);
  });

  test('is judged by all that was said of the call: a read that carries a diff, links, what came before', async () => {
    const cwd = workspace();
    symlinkSync('/etc', join(cwd, 'link'));
    const settings = { permissions: 'none', ...rules({ answer: 'allow', kinds: ['read'] }) } as const;
    const word = { type: 'content', content: { type: 'text', text: 'x' } };
    const read = (toolCallId: string, more: object) =>
      ask({ toolCallId, kind: 'read', locations: [{ path: join(cwd, 'a') }], ...more });
    const { events } = await play(
      [
        read('1', {}),
        read('2', { content: [{ type: 'diff', path: join(cwd, 'a'), newText: 'x' }] }),
        read('2b', { content: [...Array(200).fill(word), { type: 'diff', path: join(cwd, 'a'), newText: 'x' }] }),
        read('3', { locations: [{ path: join(cwd, 'link/passwd') }] }),
        read('4', { rawInput: { command: 'rm x' } }),
        {
          update: { sessionUpdate: 'tool_call', toolCallId: '5', title: 'x', kind: 'execute', rawInput: { cmd: 'x' } },
        },
        ask({ toolCallId: '5', kind: 'read', locations: [{ path: join(cwd, 'a') }] }),
        { update: { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed' } },
        read('1', {}),
        read('1', { locations: [{ path: '/etc/passwd' }] }),
      ],
      { settings, spec: { cwd } },
    );
    expect(said(events)).toBe('[once][reject][reject][reject][reject][reject][once][reject]');
  });

  test('an agent that gives up because one denied learns which command shows the rule', async () => {
    const settings = rules({ answer: 'deny' });
    const { events } = await play([ask({ kind: 'edit' }), { stop: 'cancelled' }], { settings });
    expect(last(events)).toMatchObject({
      code: 'PERMISSION_REFUSED',
      hint: expect.stringContaining('amber permissions'),
    });
  });
});
