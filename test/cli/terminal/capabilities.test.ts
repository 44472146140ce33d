import { expect, test } from 'vitest';
import { rewrapsLines } from '../../../src/cli/terminal/capabilities.ts';

test.each<[string, Record<string, string>, boolean]>([
  ['most terminals', { TERM: 'xterm-256color' }, true],
  ['xterm itself', { TERM: 'xterm-256color', XTERM_VERSION: 'XTerm(390)' }, false],
  ['tmux in it', { TERM: 'tmux-256color', XTERM_VERSION: 'XTerm(390)', TMUX: '/tmp/tmux-0/default,1,0' }, true],
  ['GNU screen', { TERM: 'screen', STY: '1.pts-0' }, false],
  ['the console of Linux', { TERM: 'linux' }, false],
])('%s: whether lines are wrapped anew where it becomes narrower', (_, env, expected) => {
  expect(rewrapsLines({ env })).toBe(expected);
});
