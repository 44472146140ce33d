import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Step } from '../fakes/acp-agents/scripted.ts';
import { agent } from '../scenarios/kit/agents.ts';
import { eventually } from '../scenarios/kit/local.ts';
import { Place } from '../scenarios/kit/place.ts';

const NO_TMUX = spawnSync('tmux', ['-V']).error === undefined ? undefined : 'needs tmux';
const AMBER = join(import.meta.dirname, '../../bin/amber.js');

const words = (count: number, from: number): string =>
  Array.from({ length: count }, (_, at) => `word${from + at}`).join(' ');
const lines = (count: number, from: number, sign = ''): string =>
  Array.from({ length: count }, (_, at) => `${sign}${words(20, from + at * 20)}\n`).join('');

/** What the agent says in three parts; the last word of each is said by then. */
const TEXTS: readonly (readonly [string, readonly [string, string, string]])[] = [
  ['a paragraph', [`${words(130, 0)} `, `${words(120, 130)} `, `${words(100, 250)}\n`]],
  ['a list', [lines(8, 0, '- '), lines(8, 160, '- '), lines(4, 320, '- ')]],
  ['code', [`\`\`\`ts\n${lines(8, 0)}`, lines(8, 160), `${lines(4, 320)}\`\`\`\n`]],
];

/** A terminal of tmux, in which a command runs. */
class Pane implements Disposable {
  readonly #socket: string;

  constructor(place: Place, args: readonly string[]) {
    this.#socket = join(place.root, 'tmux');
    const command = [process.execPath, AMBER, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const env = { ...place.env, SHELL: '/bin/sh', LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' };
    const session = ['new-session', '-d', '-x', '120', '-y', '24', `${command}; echo "left: $?"; exec cat`];
    execFileSync('tmux', ['-S', this.#socket, '-f', '/dev/null', ...session], { cwd: place.workspace, env });
  }

  /** Returns once the program can know of it: tmux resizes what it shows first, and tells a little later. */
  async resize(columns: number): Promise<void> {
    this.#tmux('resize-window', '-x', `${columns}`, '-y', '24');
    const tty = this.#tmux('display', '-p', '#{pane_tty}').trim();
    const size = (): string => execFileSync('stty', ['-F', tty, 'size'], { encoding: 'utf8' }).trim();
    await eventually(() => size() === `24 ${columns}`, `the terminal has ${columns} columns`);
  }

  /** All lines as they were written, those that have scrolled away included. */
  shown(): string {
    return this.#tmux('capture-pane', '-p', '-J', '-S', '-');
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...args], { encoding: 'utf8' });
  }

  [Symbol.dispose](): void {
    this.#tmux('kill-server');
  }
}

test.skipIf(NO_TMUX).each(TEXTS)(
  `a terminal that is resized while %s grows, and tools work, loses no word and shows none twice${NO_TMUX ? ` (skipped: ${NO_TMUX})` : ''}`,
  async (_, parts) => {
    await using place = new Place();
    const gate = (at: number): string => join(place.root, `gate${at}`);
    const call = (id: string): Step => ({
      update: {
        sessionUpdate: 'tool_call',
        toolCallId: id,
        title: id,
        kind: 'execute',
        status: 'completed',
        rawInput: { command: `${id} ${'more '.repeat(20)}` },
      },
    });
    const steps = parts.flatMap((text, at): readonly Step[] => [{ text }, { file: gate(at) }]);
    using pane = new Pane(place, ['run', ...agent([call('before'), ...steps, call('after'), { text: 'end' }]), 'x']);
    for (const [at, columns] of [40, 100, 80].entries()) {
      const last = /word\d+(?=\s*(?:```\s*)?$)/.exec(parts[at] ?? '')?.[0] ?? 'none';
      await eventually(() => pane.shown().includes(last), `${last} is shown`);
      await pane.resize(columns);
      await eventually(() => (pane.shown().match(/Running ·/g) ?? []).length === 1, 'one line of status');
      writeFileSync(gate(at), '');
    }
    await eventually(() => pane.shown().includes('left:'), 'amber has left');
    const shown = pane.shown();
    expect(shown.match(/word\d+/g)).toEqual(parts.join('').match(/word\d+/g));
    expect(shown.match(/before more|after more|Running ·|left: 0/g)).toEqual(['before more', 'after more', 'left: 0']);
  },
);
