import { describe, expect, test } from 'vitest';
import { toolkitContext } from '../../../src/github/event/toolkit-context.ts';

const RUN = {
  GITHUB_EVENT_NAME: 'issue_comment',
  GITHUB_REPOSITORY: 'octo/hello',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SERVER_URL: 'https://ghe.example',
  GITHUB_API_URL: 'https://ghe.example/api/v3',
};
const PAYLOAD = { issue: { number: 7 }, repository: { owner: { login: 'other' }, name: 'place' } };

describe('what the toolkit reads of an event', () => {
  test('is that of the given environment and of the given payload', () => {
    expect(toolkitContext(RUN, PAYLOAD)).toEqual({
      eventName: 'issue_comment',
      payload: PAYLOAD,
      repo: { owner: 'octo', repo: 'hello' },
      issue: { owner: 'octo', repo: 'hello', number: 7 },
      runId: 77,
      runAttempt: 2,
      serverUrl: 'https://ghe.example',
      apiUrl: 'https://ghe.example/api/v3',
    });
  });

  test('without a repository in the environment it is the payload’s; without one there, none', () => {
    const repo = { owner: 'other', repo: 'place' };
    expect(toolkitContext({}, PAYLOAD)).toMatchObject({ repo, issue: { ...repo, number: 7 } });
    for (const payload of [undefined, null, 'x', [], { repository: {} }, { repository: null }])
      expect(toolkitContext({}, payload)).toMatchObject({ repo: undefined, issue: undefined });
  });

  test('an empty variable is none', () => {
    const empty = { GITHUB_SERVER_URL: '', GITHUB_API_URL: '', GITHUB_REPOSITORY: '' };
    expect(toolkitContext(empty, PAYLOAD)).toMatchObject({
      repo: { owner: 'other', repo: 'place' },
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
    });
  });

  test('the process’s own environment is what it was; no secret and no file was looked at', () => {
    const own = process.env;
    const env = {
      ...RUN,
      get GITHUB_TOKEN(): string {
        throw new Error('read');
      },
      get GITHUB_EVENT_PATH(): string {
        throw new Error('read');
      },
    };
    expect(toolkitContext(env).runId).toBe(77);
    expect(process.env).toBe(own);
    const broken = {
      get issue(): never {
        throw new Error('broken');
      },
    };
    expect(toolkitContext(RUN, broken).issue).toBeUndefined();
    expect(process.env).toBe(own);
  });

  test('a step that is told to read its event from the file of the process reads none of it', () => {
    process.env.GITHUB_EVENT_PATH = '/nowhere';
    try {
      expect(toolkitContext(RUN).payload).toEqual({});
    } finally {
      delete process.env.GITHUB_EVENT_PATH;
    }
  });
});
