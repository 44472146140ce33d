import { describe, expect, test } from 'vitest';
import { type PermissionRules, rulesText } from '../../../../src/core/permissions/rule.ts';
import { ANNOTATION, refOf, type SessionMeta } from '../../../../src/core/session/session.ts';
import type { AgentSettings } from '../../../../src/engine/local/acp/agent-interface.ts';
import { OPTIONS } from '../../../fakes/acp-agents/scripted.ts';
import { customs, said } from '../acp/agent-harness.ts';
import { agentEnv, meta, open, read, session } from '../engine-harness.ts';

const only = (answer: 'allow' | 'deny'): PermissionRules => ({
  file: 'rules.yaml',
  rules: [{ answer, kinds: ['execute'], line: 2 }],
});
const keeping = (rules: PermissionRules, more: { readonly [key: string]: string } = {}): SessionMeta => ({
  ...meta(),
  annotations: { [ANNOTATION.permissionRules]: rulesText(rules), ...more },
});
const permission = { toolCall: { toolCallId: 't', title: 'make', kind: 'execute' }, options: OPTIONS };

async function answered(meta: SessionMeta, settings: Partial<AgentSettings> = {}) {
  const { engine } = open({ agent: { env: agentEnv(), commands: {}, permissions: 'read', ...settings } });
  const ref = refOf(await engine.create(session([{ permission }]), meta));
  const events = await read(engine, ref);
  return { said: said(events), told: customs(events, 'amber:permission-rules'), last: events.at(-1) };
}

describe('the rules of a session', () => {
  test('are its own, wherever its host was started, and count more than those of the host', async () => {
    const host = { readPermissionRules: async () => only('deny') };
    expect(await answered(keeping(only('allow')), host)).toMatchObject({
      said: '[once]',
      told: [{ allowed: 1, refused: 0 }],
    });
    expect(await answered(keeping({ file: 'none', rules: [] }), { ...host, permissions: 'all' })).toMatchObject({
      said: '[once]',
    });
  });

  test('that has none of its own are those of its host', async () => {
    expect(await answered(meta(), { permissions: 'all', readPermissionRules: async () => only('deny') })).toMatchObject(
      {
        said: '[reject]',
      },
    );
    expect((await answered(meta(), { readPermissionRules: async () => undefined })).told).toEqual([]);
  });

  test('allow nothing where the host has a limit, and still deny', async () => {
    expect((await answered(keeping(only('allow')), { mostPermissions: 'read' })).said).toBe('[reject]');
    expect((await answered(keeping(only('allow')), { mostPermissions: 'all' })).said).toBe('[once]');
    const host = { mostPermissions: 'read' as const, readPermissionRules: async () => only('allow') };
    expect((await answered(meta(), host)).said).toBe('[reject]');
  });

  test('that can’t be read keep the agent from starting', async () => {
    const broken = { ...meta(), annotations: { [ANNOTATION.permissionRules]: '{"rules": 7}' } };
    expect((await answered(broken)).last).toMatchObject({ type: 'RUN_ERROR' });
    const readPermissionRules = async (): Promise<never> => Promise.reject(new Error('no such file'));
    expect((await answered(meta(), { readPermissionRules })).last).toMatchObject({
      type: 'RUN_ERROR',
      message: 'no such file',
    });
  });

  test('are refused with an AG-UI server, which asks nobody', async () => {
    const { engine } = open();
    const spec = { ...session([]), runnerType: 'https://agents.example.com/a' };
    await expect(engine.create(spec, keeping(only('deny')))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: expect.stringContaining('--permissions-file none'),
    });
  });
});
