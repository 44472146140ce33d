import { expect, test } from 'vitest';
import { OPTIONS } from '../fakes/acp-agents/scripted.ts';
import { agentWith } from './kit/agents.ts';
import { NO_LOCAL, result } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { onPlatform, resultOf } from './kit/platform.ts';

test('-v tells requests and decisions of a run on the platform, on stderr alone, and no secret', async () => {
  await using story = await onPlatform({ scene: 'text' });
  const { code, stdout, stderr } = await story.call(['run', '-v', '-o', 'json', 'say hi']);
  expect([code, resultOf(stdout).outcome]).toEqual([0, 'finished']);
  const { name } = story.platform.session();
  const base = `${new URL(story.platform.url).origin}/api/projects/team-a/agentic-sessions`;
  const told = stderr.split('\n');
  expect(told[0]).toBe('decided: engine platform (there is an address, AMBER_API_URL), project team-a (AMBER_PROJECT)');
  expect(told[1]).toMatch(/^decided: agent: the engine’s choice/);
  expect(told).toEqual(
    expect.arrayContaining([
      expect.stringMatching(`^http: POST ${base} → 201 in \\d+ ms$`),
      expect.stringMatching(`^decided: session ${name} is made`),
      expect.stringMatching(`^http: GET ${base}/${name}/agui/events → 200 in \\d+ ms$`),
      'decided: stop the session: run-finished',
      expect.stringMatching(`^http: POST ${base}/${name}/stop → 202 in \\d+ ms$`),
    ]),
  );
  expect(stderr).not.toContain(story.platform.token);
  const quiet = await story.call(['status', name]);
  expect(quiet.stderr).not.toMatch(/http:|decided/);
});

test.skipIf(NO_LOCAL)('-v tells what a permission was answered by, and why a session is left', async () => {
  await using place = new Place();
  const permission = { options: OPTIONS, toolCall: { toolCallId: 't1', title: 'Edit README.md', kind: 'edit' } };
  const prompts = [[{ permission }]];
  const done = await place.call(['run', ...agentWith({ prompts }), '-v', '--keep', '-o', 'json', 'x']);
  const { stderr } = done;
  expect(result(done)).toMatchObject({ outcome: 'finished', refused: 1 });
  expect(stderr).toMatch(/^decided: engine local \(nothing names another\), project default \(default\)$/m);
  expect(stderr).toMatch(/^decided: agent .* \(--agent\)/m);
  expect(stderr).toMatch(/^decided: permission for Edit README\.md: refused by permissions read$/m);
  expect(stderr).toMatch(/^decided: leave the session: it is to be kept$/m);
});
