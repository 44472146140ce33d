import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agent } from '../scenarios/kit/agents.ts';
import { sessionIn } from '../scenarios/kit/local.ts';
import { Place } from '../scenarios/kit/place.ts';
import { NO_TERMINAL, plain } from '../scenarios/kit/pty.ts';
import { type Run, run } from '../scenarios/kit/run.ts';

/** How each shell is started with nothing of its user's, and told of the script. */
const SHELLS = {
  bash: {
    argv: 'bash --norc --noprofile -i',
    setUp: 'PS1="REA""DY> "; bind "set show-all-if-ambiguous on"; . ./completion',
  },
  zsh: {
    argv: 'zsh -f -i',
    setUp: 'PS1="REA""DY> "; autoload -Uz compinit; compinit -D -u; . ./completion',
  },
  fish: {
    argv: 'fish -N -i',
    setUp: 'function fish_prompt; echo -n "REA""DY> "; end; source ./completion',
  },
} as const;
type Shell = keyof typeof SHELLS;

const isMissing = (shell: Shell): boolean => spawnSync(shell, ['--version']).status !== 0;

const HOSTILE = '`touch pwned` $(touch pwned) "q\' a:b %F{red} \\e[31m ; touch pwned & * ?';

describe.skipIf(NO_TERMINAL)('completion in a real shell, of sessions with titles that others wrote', () => {
  const place = new Place();
  const running: Run[] = [];
  let hostile: string;
  beforeAll(async () => {
    const made = async (...more: readonly string[]): Promise<string> =>
      sessionIn((await place.amber(['run', ...agent([{ text: 'x' }]), '-o', 'name', ...more]).done).stdout)
        .replace(/^.*-/, '')
        .slice(0, 6);
    hostile = await made('--name', HOSTILE, 'x');
    await made('--name', 'two words', 'x');
    await made('first line $(touch pwned)\nsecond \u001b]0;title\u0007\t`touch pwned`');
    await made('--name', 'twice', 'x');
    await made('--name', 'twice', 'x');
  });
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ done }) => done));
    await place[Symbol.asyncDispose]();
  });

  /** Starts the shell on a terminal. */
  async function started(shell: Shell): Promise<Run> {
    await place.shell(`amber completion ${shell} > completion`).done;
    const { argv, setUp } = SHELLS[shell];
    const env = {
      ...place.env,
      PATH: `${join(place.root, 'bin')}:${place.env.PATH}`,
      SHELL: '/bin/sh',
      LANG: 'C.UTF-8',
    };
    const command = `stty cols 120 rows 40; exec ${argv}`;
    const at = run(['script', '-qec', command, '/dev/null'], { cwd: place.workspace, env, keepStdin: true });
    running.push(at);
    at.type(`${setUp}\r`);
    await at.until('stdout', /READY> /);
    return at;
  }

  /** What the line is made into by Tab: its words as the shell itself understands them. */
  async function completed(at: Run, line: string): Promise<string> {
    rounds += 1;
    // Ctrl-A and Ctrl-E: the words are printed, not called.
    at.type(`${line}\t\u0001printf '<%s>' \u0005 > words; echo END''${rounds}\r`);
    await at.until('stdout', new RegExp(`END${rounds}\\b`));
    return place.read('work/words');
  }
  let rounds = 0;

  test.each(Object.keys(SHELLS) as Shell[])(
    '%s puts in the right word, shows titles, and runs nothing',
    async (shell) => {
      if (isMissing(shell)) return console.log(`needs ${shell}`);
      const at = await started(shell);
      expect(await completed(at, 'amber logs tw')).toBe('<amber><logs><two words>');
      expect(await completed(at, `amber logs ${hostile.slice(0, 5)}`)).toBe(`<amber><logs><${hostile}>`);
      expect(await completed(at, 'amber config set ti')).toBe('<amber><config><set><timeout>');
      expect(await completed(at, 'amber ps --all-p')).toBe('<amber><ps><--all-projects>');
      at.type('amber logs \t\t');
      const shown = plain(
        await at.until('stdout', new RegExp(`${shell === 'bash' ? hostile : 'touch pwned.*…'}[^]*$`)),
      );
      if (shell !== 'bash') expect(shown).toContain('first line $(touch pwned)');
      expect(place.files('work').filter((file) => file.includes('pwned'))).toEqual([]);
    },
  );
});
