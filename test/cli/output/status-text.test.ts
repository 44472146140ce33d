import { describe, expect, test } from 'vitest';
import { statusText } from '../../../src/cli/output/status-text.ts';
import { ANNOTATION, type Session } from '../../../src/core/session/session.ts';

const NOW = new Date('2026-01-01T00:10:00Z');
const session = (status: Session['status'], annotations: { [key: string]: string } = {}): Session => ({
  apiVersion: 'v',
  kind: 'k',
  metadata: { name: 's', namespace: 'p', annotations, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { runnerType: 'demo', displayName: 'a\u001b[2Jb' },
  ...(status === undefined ? {} : { status }),
});
const phase = (status: Session['status'], annotations?: { [key: string]: string }): string | undefined =>
  /^phase +(.*)$/m.exec(statusText(session(status, annotations), undefined, NOW))?.[1];

describe('the status of a session', () => {
  test.each<[string, Session['status'], { [key: string]: string }, string]>([
    ['nothing yet', undefined, {}, 'Pending'],
    ['running', { phase: 'Running' }, {}, 'Running'],
    ['asked to stop', { phase: 'Running' }, { [ANNOTATION.desiredPhase]: 'Stopped' }, 'Running, wanted: Stopped'],
    ['stopped by a limit', { phase: 'Stopped', stoppedReason: 'inactivity' }, {}, 'Stopped (inactivity)'],
    [
      'stopped, and the annotation knows why',
      { phase: 'Stopped', stoppedReason: 'user' },
      { [ANNOTATION.stopReason]: 'question' },
      'Stopped (question)',
    ],
    [
      'failed',
      {
        phase: 'Failed',
        conditions: [{ type: 'Ready', status: 'False', reason: 'HostLost', message: 'the host died' }],
      },
      {},
      'Failed (HostLost: the host died)',
    ],
  ])('%s', (_name, status, annotations, shown) => {
    expect(phase(status, annotations)).toBe(shown);
  });

  test('leaves out what is not known, and shows no control characters', () => {
    const text = statusText(session({ phase: 'Running' }), undefined, NOW);
    expect(text).not.toContain('last run');
    expect(text).toContain('title         ab\n');
    expect(text).toContain('created       2026-01-01T00:00:00Z (10m ago)\n');
  });

  test('says what a list says: id, title, directory, time and cost', () => {
    const name = 'session-019ac000-0000-7000-8000-5c0ffe012345';
    const { metadata, ...rest } = session({ phase: 'Stopped' }, { [ANNOTATION.workspace]: '/srv/app' });
    const runs = { runs: 2, durationMs: 65_000, usd: 0.25 };
    const last = { session: name, project: 'p', runId: 'r', startedAt: '', endedAt: '', outcome: 'finished' } as const;
    const text = statusText(
      { ...rest, metadata: { ...metadata, name }, spec: { initialPrompt: 'Fix it\nplease' } },
      undefined,
      NOW,
      0,
      { ...runs, last },
    );
    for (const line of ['id            5c0ffe', 'title         Fix it', 'directory     /srv/app'])
      expect(text).toContain(`${line}\n`);
    expect(text).toContain('time          1m05s in 2 runs\ncost          $0.2500\n');
  });

  test('says that an agent waits, while it can be answered', () => {
    const text = (phase: 'Running' | 'Stopped') =>
      statusText(session({ phase, agentStatus: 'waiting_input' }), undefined, NOW);
    expect(text('Running')).toContain('agent status  waiting_input\n');
    expect(text('Stopped')).not.toContain('waiting_input');
  });

  test('says how the last run ended', () => {
    const end = {
      outcome: 'failed',
      runId: 'r',
      message: '',
      usage: null,
      error: { code: 'AGENT_EXITED', message: 'boom' },
    } as const;
    expect(statusText(session({ phase: 'Stopped' }), end, NOW)).toContain(
      'last run      failed: boom [AGENT_EXITED]\n',
    );
  });

  test('shows the question that a run ended with, on one line of a length that anyone reads', () => {
    const end = (question: string) =>
      ({
        outcome: 'needs-input',
        runId: 'r',
        message: '',
        usage: null,
        question: { text: question, questions: [] },
      }) as const;
    const shown = (question: string) => statusText(session({ phase: 'Stopped' }), end(question), NOW);
    expect(shown('Which colour?\n1. red')).toContain('question      Which colour? 1. red\n');
    expect(shown('x'.repeat(9_000)).length).toBeLessThan(900);
  });

  test('blames nobody for a stop: a replay can not tell ours from others’', () => {
    const end = { outcome: 'cancelled', by: 'other', runId: 'r', message: '', usage: null } as const;
    expect(statusText(session({ phase: 'Stopped' }), end, NOW)).toContain('last run      cancelled\n');
  });
});
