import { describe, expect, test } from 'vitest';
import type { SessionMeta, SessionSpec } from '../../../src/core/session/session.ts';
import { validateSpec } from '../../../src/core/session/validate.ts';

const META: SessionMeta = { project: 'team-a', requestId: 'request-1' };

describe('validateSpec', () => {
  test('takes an empty session, and one with everything', () => {
    expect(() => validateSpec({}, META)).not.toThrow();
    expect(() =>
      validateSpec(
        {
          initialPrompt: 'x'.repeat(1_000_000),
          displayName: 'Fix the flaky test',
          runnerType: './my-agent --flag "a b"',
          llmSettings: { model: 'claude-sonnet-4-6', temperature: 0.7, maxTokens: 4_000 },
          timeout: 1_830,
          inactivityTimeout: 0,
          stopOnRunFinished: true,
          repos: [{ url: 'https://github.com/o/r', branch: 'main', autoPush: true }],
          activeWorkflow: { gitUrl: 'https://github.com/o/w', branch: 'main', path: 'flows/x' },
          environmentVariables: { A: '', B: 'ä\n' },
        },
        { ...META, labels: { a: 'b' }, annotations: { 'amber/worktree': 'true' } },
      ),
    ).not.toThrow();
  });

  test.each<[field: string, spec: SessionSpec, meta?: Partial<SessionMeta>]>([
    ['project "Team"', {}, { project: 'Team' }],
    ['request id', {}, { requestId: '' }],
    ['request id', {}, { requestId: 'a b' }],
    ['label key', {}, { labels: { '-': 'x' } }],
    ['annotation key', {}, { annotations: { ' ': 'x' } }],
    ['display name', { displayName: 'a\nb' }],
    ['display name', { displayName: ' ' }],
    ['display name', { displayName: 'x'.repeat(257) }],
    ['agent', { runnerType: '' }],
    ['timeout -1', { timeout: -1 }],
    ['timeout 1.5', { timeout: 1.5 }],
    ['timeout', { timeout: Number.NaN }],
    ['timeout', { timeout: 2 ** 31 }],
    ['inactivity timeout', { inactivityTimeout: -1 }],
    ['model', { llmSettings: { model: '' } }],
    ['temperature', { llmSettings: { temperature: 2.1 } }],
    ['temperature', { llmSettings: { temperature: Number.NaN } }],
    ['max tokens', { llmSettings: { maxTokens: 0 } }],
    ['repo', { repos: [{ url: 'ext::sh' }] }],
    ['branch of repo', { repos: [{ url: 'https://h/r', branch: '-x' }] }],
    ['workflow', { activeWorkflow: { gitUrl: 'x y' } }],
    ['environment variable', { environmentVariables: { '1A': 'x' } }],
    ['environment variable "A"', { environmentVariables: { A: 'a\0b' } }],
  ])('names the field, the value and what is allowed: %s', (field, spec, meta) => {
    const message = expect.stringMatching(/is not allowed: /);
    expect(() => validateSpec(spec, { ...META, ...meta })).toThrow(
      expect.objectContaining({ code: 'INVALID', message }),
    );
    expect(() => validateSpec(spec, { ...META, ...meta })).toThrow(field);
  });

  test('never says the value of an environment variable', () => {
    expect(() => validateSpec({ environmentVariables: { TOKEN: 'hunter2\0' } }, META)).not.toThrow(/hunter2/);
  });

  test('an error stays one line of bearable length, whatever the value', () => {
    expect(() => validateSpec({ displayName: '\n'.repeat(10_000) }, META)).toThrow(/^[^\n]{1,300}$/);
  });
});
