import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/cli/doctor/check-result.ts';
import { doctorText, type Findings } from '../../../src/cli/doctor/doctor-text.ts';
import { paint } from '../../../src/render/colors.ts';

const CHECKS: readonly Check[] = [
  { name: 'engine', status: 'ok', detail: 'local, from default' },
  { name: 'CRD', status: 'skip', detail: 'none is needed' },
  { name: 'git', status: 'warn', detail: 'can’t be run', hint: 'install git' },
  { name: 'agent', status: 'fail', detail: 'none\u001b[2J', hint: 'install one' },
];
const FOUND: Findings = {
  checks: CHECKS,
  settings: [
    { name: 'engine', value: 'local', source: 'default' },
    { name: 'model', value: 'fast', source: '.amber.yaml' },
  ],
  files: ['.amber.yaml'],
};
const textOf = (found: Findings, verbose = false, color = false): string =>
  doctorText(found, { paint: paint(color), width: undefined, verbose });

describe('what doctor says to a person', () => {
  test('first what is wrong, the worst before the rest, then what is set', () => {
    expect(textOf(FOUND)).toBe(`✗ agent: none
    hint: install one
! git: can’t be run
    hint: install git

Configuration files: .amber.yaml

SETTING  VALUE  SOURCE
model    fast   .amber.yaml

✓ fine: engine; -v shows everything
`);
  });

  test('-v: all checks in that order, and all settings, those that are set first', () => {
    const text = textOf(FOUND, true);
    expect([...text.matchAll(/^(\S) (\S+):/gm)].map(([, sign, name]) => `${sign} ${name}`)).toEqual([
      '✗ agent',
      '! git',
      '✓ engine',
      '– CRD',
    ]);
    expect(text).toMatch(/SETTING .*\nmodel .*\nengine .*\n$/);
  });

  test('nothing is wrong and nothing is set', () => {
    const [first] = CHECKS;
    expect(textOf({ ...FOUND, checks: first === undefined ? [] : [first], settings: [], files: [] })).toBe(
      'Configuration files: none\nNo setting is set: every setting has its default.\n\n✓ fine: engine; -v shows everything\n',
    );
  });

  test('where Amber keeps its own is said where a variable says so', () => {
    const directories = ['AMBER_STATE_DIR=/s', 'XDG_CONFIG_HOME=/c'];
    expect(textOf({ checks: [], settings: [], files: [], directories })).toContain(
      'Configuration files: none\nDirectories: AMBER_STATE_DIR=/s, XDG_CONFIG_HOME=/c\nNo setting is set:',
    );
  });

  test('what is set is wrong: it is not said that nothing is set', () => {
    const fault: Check = { name: 'configuration', status: 'fail', detail: 'AMBER_TIMEOUT: "abc" is not allowed' };
    expect(textOf({ checks: [fault], settings: [], files: [] })).toContain(
      'What is set is wrong and was left out: every setting has its default.\n',
    );
  });

  test('wraps at words, below the sign, on a narrow terminal', () => {
    const check: Check = { name: 'agent', status: 'fail', detail: 'no agent is on PATH', hint: 'install one of them' };
    const found = { checks: [check], files: [] };
    expect(doctorText(found, { paint: paint(false), width: 20, verbose: true })).toBe(
      '✗ agent: no agent is\n  on PATH\n    hint: install\n    one of them\n',
    );
  });

  test('a repository has checks and no settings', () => {
    const { settings: _, ...repository } = FOUND;
    expect(textOf(repository)).not.toContain('onfiguration');
  });

  test('colours are around signs and the heading, and nothing else differs', () => {
    const coloured = textOf(FOUND, true, true);
    expect(coloured).toContain('\u001b[31m✗\u001b[39m agent');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(textOf(FOUND, true));
  });
});
