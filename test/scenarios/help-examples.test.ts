import { describe, expect, test } from 'vitest';
import { agent, BUSY } from './kit/agents.ts';
import { NO_LOCAL, sessionIn } from './kit/local.ts';
import { Place } from './kit/place.ts';

const COMMANDS = [
  'run',
  'send',
  'watch',
  'logs',
  'status',
  'list',
  'start',
  'stop',
  'interrupt',
  'delete',
  'export',
  'agents',
  'doctor',
  'completion',
  'help',
] as const;

/** What has to be there before a command's examples can do what they say; a run of the demo agent, where nothing is named. */
const BEFORE: { readonly [command: string]: (place: Place) => Promise<void> } = {
  interrupt: async (place) => {
    await place.amber(['run', ...agent(BUSY), '--detach', '-q', 'x']).done;
  },
};
/** 1: doctor finds no agent on the machine of the tests. */
const CODES: { readonly [command: string]: number } = { doctor: 1 };

async function helpOf(place: Place, command: string): Promise<{ examples: string[]; codes: number[] }> {
  const { code, stdout } = await place.amber([command, '--help']).done;
  expect(code).toBe(0);
  const [, examples = '', codes = ''] = /\nExamples:\n([\s\S]*?)\n\nExit codes:\n([\s\S]*)$/.exec(stdout) ?? [];
  return {
    examples: [...examples.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = '']) => line),
    codes: [...codes.matchAll(/^ +(\d+) {2}\S/gm)].map(([, line]) => Number(line)),
  };
}

describe.skipIf(NO_LOCAL)('the help of each command', () => {
  test.concurrent.each(COMMANDS)('%s: three examples that work, and the exit codes', async (command) => {
    await using place = new Place();
    place.git();
    place.write('work/message.txt', 'from a file');
    const { examples, codes } = await helpOf(place, command);
    expect(examples).toHaveLength(3);
    expect(codes.length).toBeGreaterThan(1);
    for (const example of examples) {
      // Each has a session of its own to work on: deleting the last one must leave one for the next example.
      await (BEFORE[command] ?? ((there) => demoRun(there)))(place);
      const { code, stdout, stderr } = await place.shell(`set -o pipefail; ${example}`).done;
      expect({ example, code, stderr: code === (CODES[command] ?? 0) ? '' : stderr + stdout }).toEqual({
        example,
        code: CODES[command] ?? 0,
        stderr: '',
      });
    }
  });

  test('help lists every command, and nothing that is hidden', async () => {
    await using place = new Place();
    const { stdout } = await place.amber(['help']).done;
    const listed = [...(stdout.split('Commands:\n')[1] ?? '').matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(
      ([, name]) => name,
    );
    expect(listed).toEqual(expect.arrayContaining([...COMMANDS]));
    expect(listed).not.toContain('host-session');
  });
});

async function demoRun(place: Place): Promise<void> {
  const { stdout } = await place.amber(['run', '--agent', 'demo', '-o', 'name', '-q', 'x']).done;
  sessionIn(stdout);
}
