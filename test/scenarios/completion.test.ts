import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { agent } from './kit/agents.ts';
import { NO_LOCAL, sessionIn } from './kit/local.ts';
import { Place } from './kit/place.ts';

const NO_BASH = spawnSync('bash', ['--version']).status === 0 ? undefined : 'needs bash';
const NO_ZSH = spawnSync('zsh', ['--version']).status === 0 ? undefined : 'needs zsh';

/** What bash offers for a line whose last word is being typed. */
async function offered(place: Place, ...words: readonly string[]): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `eval "$(amber completion bash)"; COMP_WORDS=(amber ${quoted}); COMP_CWORD=${words.length}; _amber; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await place.shell(script).done;
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe.skipIf(NO_LOCAL ?? NO_BASH)('completion in bash', () => {
  test('offers commands, flags, their values, and sessions', async () => {
    await using place = new Place();
    const { stdout } = await place.amber(['run', ...agent([{ text: 'x' }]), '-o', 'name', 'x']).done;
    expect(await offered(place, 'st')).toEqual(['status', 'start', 'stop']);
    expect(await offered(place, 'run', '--on')).toEqual(['--on-interrupt']);
    expect(await offered(place, 'run', '--on-interrupt', '')).toEqual(['stop', 'detach']);
    expect(await offered(place, 'run', '--agent', 'co')).toEqual(['codex', 'copilot']);
    expect(await offered(place, 'logs', '')).toEqual(['@latest', sessionIn(stdout)]);
    expect(await offered(place, 'help', 'exi')).toEqual(['exit-codes']);
    expect(await offered(place, 'completion', '')).toEqual(['bash', 'zsh']);
  });
});

test.skipIf(NO_LOCAL ?? NO_ZSH)('the script for zsh is one', async () => {
  await using place = new Place();
  place.write('work/_amber', (await place.amber(['completion', 'zsh']).done).stdout);
  expect(spawnSync('zsh', ['-n', '_amber'], { cwd: place.workspace, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test('an unknown shell is an error of usage', async () => {
  await using place = new Place();
  expect(await place.amber(['completion', 'fish']).done).toMatchObject({ code: 2, stdout: '' });
});
