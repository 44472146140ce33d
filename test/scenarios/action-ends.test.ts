import { describe, expect, test } from 'vitest';
import { type Scenario, scripted } from '../fakes/acp-agents/scripted.ts';
import { annotations } from './kit/action.ts';
import { BUSY } from './kit/agents.ts';
import { inThisProcess } from './kit/in-process-step.ts';
import { NO_LOCAL } from './kit/local.ts';
import { onThread } from './kit/thread.ts';

const PUSH_FAILS = {
  update: {
    sessionUpdate: 'tool_call',
    toolCallId: 't',
    title: 'git push',
    kind: 'execute',
    status: 'failed',
    content: [{ type: 'content', content: { type: 'text', text: 'remote: Permission denied' } }],
  },
};
const NO_LOGIN = { error: { code: -32000, message: 'Authentication required', data: { details: 'token expired' } } };

interface Story {
  readonly name: string;
  readonly scenario: Scenario;
  readonly inputs?: { readonly [name: string]: string };
  readonly outputs: { readonly outcome: string; readonly 'exit-code': string };
  readonly conclusion: string;
  /** What the step's annotation and the comment say. */
  readonly said: readonly string[];
}

const STORIES: readonly Story[] = [
  {
    name: 'an agent that was cut off for its silence, and calls that the end of its turn',
    scenario: { onCancel: { result: { stopReason: 'end_turn' } }, prompts: [BUSY] },
    inputs: { timeout: '2' },
    outputs: { outcome: 'timed-out', 'exit-code': '124' },
    conclusion: 'timed_out',
    said: ['inactivity limit'],
  },
  {
    name: 'an agent whose only tool has failed',
    scenario: { prompts: [[PUSH_FAILS]] },
    outputs: { outcome: 'failed', 'exit-code': '3' },
    conclusion: 'failure',
    said: ['its tool failed: execute git push (remote: Permission denied)'],
  },
  {
    name: 'an agent that nobody has logged in to',
    scenario: { session: NO_LOGIN },
    outputs: { outcome: 'failed', 'exit-code': '4' },
    conclusion: 'failure',
    said: ['is not logged in: Authentication required: token expired', 'log in to the agent by its own means'],
  },
  {
    name: 'an agent that speaks no ACP',
    scenario: { exitAtOnce: 1, stderr: 'usage: agent [flags]\n' },
    outputs: { outcome: 'failed', 'exit-code': '3' },
    conclusion: 'failure',
    said: ['usage: agent', 'does this command speak ACP on stdio?'],
  },
];

describe.skipIf(NO_LOCAL)('a comment’s run ends as it ended, wherever that shows', () => {
  test.concurrent.each(STORIES)('$name', async ({ scenario, inputs, outputs, conclusion, said }) => {
    await using on = await onThread(
      'pull-request',
      { engine: 'local', agent: scripted(scenario), ...inputs },
      // The first one as the runner does it: by the bundle, in a process of its own.
      scenario === STORIES[0]?.scenario ? {} : { start: inThisProcess },
    );
    const it = on.comment('@amber push the fix');
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(it.outputs()).toMatchObject(outputs);
    const { checkRuns, reactions } = on.github.state;
    expect([...checkRuns.values()]).toMatchObject([{ conclusion }]);
    expect(reactions.map((reaction) => reaction.split(' ', 1)[0])).toEqual(['eyes', 'confused']);
    const reported = annotations(stdout).join('\n');
    const body = on.bodies()[0]?.replaceAll('\\', '');
    for (const words of said) {
      expect(reported).toContain(words);
      expect(body).toContain(words);
    }
  });
});
