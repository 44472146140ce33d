import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { drawn, pictureLines, textOf } from '../../scripts/terminal-picture.ts';

const NO_TERMINAL = spawnSync('script', ['-qec', 'true', '/dev/null']).status !== 0;

test.skipIf(NO_TERMINAL)(
  'README’s picture shows what a run of the demo agent prints today: node scripts/terminal-picture.ts',
  async () => {
    const shown = textOf(drawn(await pictureLines(inject('amber'))));
    expect(textOf(readFileSync('docs/run.svg', 'utf8'))).toEqual(shown);
    expect(shown.at(-1)).toMatch(/^✔ finished · 1\.2s · session-/);
  },
);
