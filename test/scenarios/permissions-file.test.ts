import { describe, expect, test } from 'vitest';
import { OPTIONS } from '../fakes/acp-agents/scripted.ts';
import { agent } from './kit/agents.ts';
import { NO_LOCAL, result } from './kit/local.ts';
import { Place } from './kit/place.ts';

const RULES = `rules:
  - answer: deny
    path: .env
  - answer: allow
    command: npm test *
`;

const run = (toolCallId: string, command: string) => ({
  permission: {
    toolCall: { toolCallId, title: command, kind: 'execute', rawInput: { command } },
    options: OPTIONS,
  },
});
const ASKS = [run('1', 'npm test'), run('2', 'npm test; rm -rf /'), run('3', 'cat .env')];

describe.skipIf(NO_LOCAL)('a permissions file', () => {
  test('answers the agent, also of a session that goes on by itself, and of a message to it', async () => {
    await using place = new Place();
    const file = place.write('work/rules.yaml', RULES);
    const first = place.amber(['run', ...agent(ASKS), '--permissions-file', 'rules.yaml', '--keep', '-o', 'json', 'x']);
    expect(result(await first.done)).toMatchObject({
      message: '[reject]',
      refused: 2,
      permissionRules: { allowed: 1, refused: 1 },
    });
    // What an agent may do does not change with a file that it can write.
    place.write('work/rules.yaml', 'rules: [{answer: allow, kind: execute}]');
    const next = await place.call(['send', '@latest', '--stop-on-run-finished', 'again']);
    expect(next.stdout).toBe('[reject]\n');
    expect(next.stderr).toContain('requests were refused (by rules: 1 refused, 1 allowed)');

    const tried = await place.call(['permissions', '--session', '@latest']);
    expect(tried.stdout).toMatch(
      /^allow +line 4 +execute +npm test\ndeny +--permissions read +execute +npm test; rm -rf \/\ndeny +line 2 +execute +cat .env\n/m,
    );
    const others = await place.call(['permissions', '--session', '@latest', '--permissions-file', file, '-o', 'json']);
    const { items } = JSON.parse(others.stdout);
    expect(items.map(({ answer }: { answer: string }) => answer)).toEqual(Array(6).fill('allow'));
  });
});
