import { describe, expect, test } from 'vitest';
import { createRequest, type SessionUse } from '../../src/run/create-session.ts';

const PLAIN: SessionUse = { keep: false, detached: false, questionGraceMs: 0 };

describe('what a session is created with', () => {
  test.each([
    ['a run that is watched', {}, true],
    ['one that is kept', { keep: true }, undefined],
    ['one whose question may be answered', { questionGraceMs: 60_000 }, undefined],
    ['one that is left', { detached: true }, true],
    ['one that is left, whose question may be answered', { detached: true, questionGraceMs: 60_000 }, true],
    ['one that is left and kept', { detached: true, keep: true }, undefined],
  ])('%s: stopOnRunFinished is %j %j, or not there', (_name, use, expected) => {
    const asked = { initialPrompt: 'hi', stopOnRunFinished: false };
    const { spec, message } = createRequest(asked, { ...PLAIN, ...use }, {});
    expect(spec).toEqual({ initialPrompt: 'hi', ...(expected && { stopOnRunFinished: true }) });
    expect(message).toBeUndefined();
  });

  test('a prompt that is too long for the request follows as a message', () => {
    const spec = { initialPrompt: 'ää', displayName: 'long' };
    expect(createRequest(spec, PLAIN, { maxInitialPrompt: 4 }).message).toBeUndefined();
    expect(createRequest(spec, PLAIN, { maxInitialPrompt: 3 })).toEqual({
      spec: { displayName: 'long', stopOnRunFinished: true },
      message: 'ää',
    });
  });

  test('one that is too long and left stays where it is: nobody would send it', () => {
    const made = createRequest({ initialPrompt: 'long' }, { ...PLAIN, detached: true }, { maxInitialPrompt: 3 });
    expect(made).toEqual({ spec: { initialPrompt: 'long', stopOnRunFinished: true } });
  });
});
