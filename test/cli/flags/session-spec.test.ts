import { describe, expect, test } from 'vitest';
import type { Flags } from '../../../src/cli/config/resolve-config.ts';
import { resolveConfig } from '../../../src/cli/config/resolve-config.ts';
import { metaOf, type SessionFlags, specOf, variablesOf } from '../../../src/cli/flags/session-spec.ts';

const NO_FLAGS: SessionFlags = {
  repos: [],
  autoPush: false,
  workflow: undefined,
  env: [],
  labels: [],
  name: undefined,
  requestId: undefined,
  worktree: false,
};

function wanted(flags: Flags = {}, session: Partial<SessionFlags> = {}, { detach = false }: { detach?: boolean } = {}) {
  const { settings } = resolveConfig({ flags, env: {}, files: [], registry: [] });
  return { prompt: 'hi', settings, session: { ...NO_FLAGS, ...session }, environmentVariables: {}, detach };
}

describe('the specification of a session', () => {
  test('says no more than was asked for', () => {
    expect(specOf(wanted())).toEqual({ initialPrompt: 'hi', timeout: 1830 });
  });

  test('gets a time limit after ours: --timeout and --stop-timeout together', () => {
    expect(specOf(wanted({ timeout: '60', stopTimeout: '5' })).timeout).toBe(65);
  });

  test('a detached session is stopped when inactive for 15 minutes, unless another time is named', () => {
    expect(specOf(wanted({}, {}, { detach: true })).inactivityTimeout).toBe(900);
    expect(specOf(wanted({ inactivityTimeout: '0' }, {}, { detach: true })).inactivityTimeout).toBe(0);
    expect(specOf(wanted({ inactivityTimeout: '5m' })).inactivityTimeout).toBe(300);
  });

  test('repositories, workflow, agent and model are passed on', () => {
    const repos = ['https://example.com/a.git#main', 'https://example.com/b.git'];
    const workflow = 'https://example.com/w.git#v1:flows/x';
    expect(specOf(wanted({ agent: 'demo', model: 'm' }, { repos, autoPush: true, workflow, name: 'N' }))).toMatchObject(
      {
        displayName: 'N',
        runnerType: 'demo',
        llmSettings: { model: 'm' },
        repos: [
          { url: 'https://example.com/a.git', branch: 'main', autoPush: true },
          { url: 'https://example.com/b.git', autoPush: true },
        ],
        activeWorkflow: { gitUrl: 'https://example.com/w.git', branch: 'v1', path: 'flows/x' },
      },
    );
  });
});

describe('a name that would mean something else where it is typed is refused', () => {
  const id = 'session-019abcde-f012-7abc-8def-5c0ffee12345';
  test.each(['@latest', '@mine', '-x', 'session/x', id])('%s', (name) => {
    expect(() => specOf(wanted({}, { name }))).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(`--name ${name}: a name `) }),
    );
  });

  test.each(['two words', 'a/b', '🎉', 'session-x', '5c0ffe'])('%s is one', (name) => {
    expect(specOf(wanted({}, { name })).displayName).toBe(name);
  });
});

describe('flags that could have no effect are refused', () => {
  test.each([
    ['--auto-push without a branch of its own', { autoPush: true }, '--auto-push needs --worktree or --repo'],
    ['--worktree beside a clone', { worktree: true, repos: ['https://example.com/a.git'] }, 'exclude each other'],
  ])('%s', (_name, session, message) => {
    expect(() => specOf(wanted({}, session))).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    );
  });
});

describe('what goes with a session', () => {
  test('labels of the flags come over those of the configuration', () => {
    const input = wanted({}, { labels: ['a=2', 'c=d=e'] });
    const settings = { ...input.settings, labels: { a: '1', b: '1' } };
    expect(metaOf({ ...input, settings }, 'read', 'id').labels).toEqual({ a: '2', b: '1', c: 'd=e' });
  });

  test('a worktree goes as an annotation, and so does its push', () => {
    const annotations = (flags: { worktree?: boolean; autoPush?: boolean }) =>
      metaOf(wanted({}, flags), undefined, 'id').annotations;
    expect(annotations({ worktree: true })).toEqual({ 'amber/worktree': 'true' });
    expect(annotations({ worktree: true, autoPush: true })).toEqual({
      'amber/worktree': 'true',
      'amber/auto-push': 'true',
    });
    // A clone's is in its entry of spec.repos.
    expect(annotations({ autoPush: true })).toEqual({});
  });

  test('a request id that was named may be known already', () => {
    expect(metaOf(wanted({}, { requestId: 'mine' }), 'read', 'id')).not.toHaveProperty('requestIdIsNew');
    expect(metaOf(wanted(), 'read', 'id')).toMatchObject({ requestId: 'id', requestIdIsNew: true });
  });
});

describe('--env', () => {
  test('K=V gives a value, K takes it from the environment', () => {
    expect(variablesOf(['A=1=2', 'B', 'C='], { B: 'b' })).toEqual({ A: '1=2', B: 'b', C: '' });
  });

  test('K that the environment does not have is an error', () => {
    expect(() => variablesOf(['B'], {})).toThrow('--env B: the environment has no variable of that name');
  });

  test('a value is never quoted: it may be a secret', () => {
    expect(() => variablesOf(['=geheim'], {})).toThrow(/^--env must be K=V or K$/);
  });
});
