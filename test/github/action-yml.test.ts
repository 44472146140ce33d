import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../../src/github/inputs/read-inputs.ts';
import { outputsOf } from '../../src/github/show/step-outputs.ts';
import { resultOf } from './kit/runs.ts';

const { inputs, outputs } = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as {
  readonly inputs: { readonly [name: string]: { readonly default?: string } };
  readonly outputs: object;
};

test('action.yml names every input that is read, and the one that is not', () => {
  const asked = new Set<string>();
  readInputs((name) => {
    asked.add(name);
    return inputs[name]?.default;
  });
  expect([...asked, 'poll-interval'].sort()).toEqual(Object.keys(inputs).sort());
});

test('its defaults are those of the code', () => {
  const withDefaults = readInputs((name) => (name === 'github-token' ? undefined : inputs[name]?.default));
  expect(withDefaults).toEqual(readInputs(() => undefined));
});

test('action.yml names every output that is written', () => {
  const ended = {
    result: resultOf(),
    session: undefined,
    url: undefined,
    promptType: 'fix',
    transcriptPath: undefined,
    resultPath: undefined,
  };
  const written = Object.keys(outputsOf(ended, 1_000));
  expect([...written, 'plan-json', 'batch-json'].sort()).toEqual(Object.keys(outputs).sort());
});
