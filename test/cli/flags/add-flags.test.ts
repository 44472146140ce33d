import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { command, type RunCommandOptions } from '../../../src/cli/commands/run.ts';
import { addFlags, settingFlags, textsOf, withBareModes } from '../../../src/cli/flags/add-flags.ts';
import { fakeIo } from '../fake-io.ts';

/** What `amber run …` makes of its words. */
async function parse(...argv: string[]): Promise<RunCommandOptions> {
  let seen: RunCommandOptions | undefined;
  const io = fakeIo();
  const made = command(io, async (_io, options) => {
    seen = options;
    return 0;
  });
  await made
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync([...withBareModes(argv)], { from: 'user' });
  if (seen === undefined) throw new Error('not run');
  return seen;
}

describe('flags of run', () => {
  test('nothing given is nothing set: configuration can win', async () => {
    expect((await parse('hi')).flags).toEqual({});
  });

  test.each([
    ['--dry-run before the prompt', ['--dry-run', 'hi'], 'client'],
    ['--dry-run after it', ['hi', '--dry-run'], 'client'],
    ['--dry-run=server before it', ['--dry-run=server', 'hi'], 'server'],
    ['--dry-run=client', ['--dry-run=client', 'hi'], 'client'],
  ])('%s never takes the prompt', async (_name, argv, dryRun) => {
    const options = await parse(...argv);
    expect([options.dryRun, options.prompt.argument]).toEqual([dryRun, 'hi']);
  });

  test('after -- everything is the prompt', async () => {
    expect((await parse('--', '--dry-run')).prompt.argument).toBe('--dry-run');
  });

  test('repeatable flags keep their order', async () => {
    const { session } = await parse('hi', '--repo', 'a', '--repo', 'b', '--env', 'A=1', '--env', 'B', '--label', 'x=y');
    expect(session).toMatchObject({ repos: ['a', 'b'], env: ['A=1', 'B'], labels: ['x=y'] });
  });

  test('every kind is there under its name in the configuration', async () => {
    const argv = [
      'hi',
      '-e',
      'local',
      '-p',
      'team',
      '--api-url',
      'u',
      '--agent',
      'a --b',
      '--model',
      'm',
      '--timeout',
      '1m',
    ];
    expect(
      (await parse(...argv, '--permissions', 'all', '--on-interrupt', 'detach', '-o', 'jsonl', '--show', 'state'))
        .flags,
    ).toEqual({
      engine: 'local',
      project: 'team',
      apiUrl: 'u',
      agent: 'a --b',
      model: 'm',
      timeout: '1m',
      permissions: 'all',
      onInterrupt: 'detach',
      output: 'jsonl',
      show: 'state',
    });
  });

  test('-n is -p, and two different values are an error', async () => {
    expect((await parse('hi', '-n', 'team')).flags.project).toBe('team');
    await expect(parse('hi', '-n', 'a', '-p', 'b')).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('--keep and --stop-on-run-finished exclude each other', async () => {
    await expect(parse('hi', '--keep', '--stop-on-run-finished')).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('--no-color and --no-input are heard', async () => {
    expect(await parse('hi', '--no-color', '--no-input')).toMatchObject({ color: false, input: false });
    expect(await parse('hi')).toMatchObject({ color: true, input: true });
  });
});

test('--env never becomes the configured variables', () => {
  const made = addFlags(new Command('x'), 'session').parse(['--env', 'A=1'], { from: 'user' });
  expect(settingFlags(made.opts())).toEqual({});
  expect(textsOf(made.opts(), 'env')).toEqual(['A=1']);
});
