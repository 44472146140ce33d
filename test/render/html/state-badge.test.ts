import { expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { Session, SessionStatus } from '../../../src/core/session/session.ts';
import { Conversation } from '../../../src/core/transcript/conversation.ts';
import { shownState, stateOfRun, stateWords } from '../../../src/render/html/session/state-badge.ts';
import { says } from '../../fakes/agui.ts';

const begun = { type: 'RUN_STARTED', threadId: 's', runId: 'r' };
const failed = { type: 'RUN_ERROR', runId: 'r', code: 'X', message: 'no' };
const refused = { ...failed, code: 'refusal' };
const finished = { type: 'RUN_FINISHED', runId: 'r', outcome: { type: 'success' } };
const answered = [begun, ...says('r', 'm', 'done'), finished];
const hostLost: SessionStatus = {
  phase: 'Failed',
  conditions: [{ type: 'Ready', status: 'False', reason: 'HostLost', message: 'gone' }],
};
const idle = { phase: 'Running', agentStatus: 'idle' } as const;

const words = (status: SessionStatus, events: readonly AguiEvent[], lastRun?: string): string => {
  const conversation = new Conversation();
  for (const [at, event] of events.entries()) conversation.apply(at + 1, event);
  const annotations = lastRun === undefined ? {} : { 'amber/last-run': lastRun };
  const session: Session = {
    ...{ apiVersion: 'v', kind: 'k', spec: {}, status },
    metadata: { name: 's', namespace: 'p', annotations },
  };
  return stateWords(shownState(session, conversation));
};

test.each<[string, SessionStatus, readonly AguiEvent[], string?]>([
  ['✖ failed · idle', idle, [begun, failed]],
  ['✖ refused · idle', idle, [begun, refused]],
  ['● running', idle, [begun]],
  ['● running', idle, [begun, failed, { ...begun, runId: 'next' }]],
  ['○ idle', idle, []],
  ['✖ failed', { phase: 'Stopped' }, [begun, failed]],
  // Its host died: before its run had ended, and after.
  ['✖ lost', hostLost, [begun]],
  ['✔ finished', hostLost, answered],
  ['◌ starting', { phase: 'Pending' }, []],
  // The session knows that the answer of a run that its agent has finished is not what was asked for.
  ['✖ failed · idle', idle, answered, '{"outcome":"failed","code":"OUTPUT_INVALID","runId":"r","at":""}'],
])('%s: %j', (shown, status, events, lastRun) => {
  expect(words(status, events, lastRun)).toBe(shown);
});

test('a run whose question was answered asks no more', () => {
  const run = { id: 'r', startedAt: 0, endedAt: 1, outcome: 'needs-input', usage: null, costUsd: null } as const;
  expect(stateWords(stateOfRun(run))).toBe('? needs input');
  expect(stateWords(stateOfRun({ ...run, isAnswered: true }))).toBe('○ asked, answered');
});
