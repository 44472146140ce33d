import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { INPUT_NAMES, inputWarnings } from '../../../src/github/inputs/input-warnings.ts';
import { inputsOf, PLATFORM } from '../kit/situation.ts';

const KEY = '{"MY_API_KEY": "key-0123456789", "LEVEL": "debug"}';
const warned = (given: { readonly [name: string]: string }, env: { readonly [name: string]: string } = {}) =>
  inputWarnings(inputsOf(given), env);

test('the names are those of action.yml', () => {
  const { inputs } = parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8')) as { inputs: object };
  expect([...INPUT_NAMES].sort()).toEqual(Object.keys(inputs).sort());
});

test('an input that is nearly one gets that name suggested', () => {
  const env = { 'INPUT_STOP-ON-RUN-FINISH': 'true', INPUT_PROMT: 'x', INPUT_PROMPT: 'x', INPUT_QQQQ: '', PROMT: '' };
  expect(warned({}, env)).toEqual([
    'there is no input "stop-on-run-finish": did you mean "stop-on-run-finished"?',
    'there is no input "promt": did you mean "prompt"?',
  ]);
});

test('a secret among the session’s variables is warned of, but not where it stays on this machine', () => {
  const [warning, ...others] = warned({ ...PLATFORM, 'environment-variables': KEY });
  expect(others).toEqual([]);
  expect(warning).toMatch(/^environment-variables: MY_API_KEY will stand in the session’s object/);
  expect(warning).not.toContain('key-0123456789');
  expect(warned({ 'environment-variables': KEY })).toEqual([]);
  expect(warned({ ...PLATFORM, 'environment-variables': '{"LEVEL": "debug"}' })).toEqual([]);
});

test('a certificate that nobody looks at is warned of', () => {
  expect(warned({ ...PLATFORM, 'no-verify-ssl': 'true' })).toEqual([expect.stringMatching(/^no-verify-ssl: /)]);
  expect(warned(PLATFORM)).toEqual([]);
});

test('what can’t be a login is warned of: it would let nobody in, and say nothing', () => {
  expect(warned({ 'allow-users': '@bob eve_corp a-b dependabot[bot]', 'allow-bots': 'Copilot' })).toEqual([]);
  expect(warned({ 'allow-users': '@org/team "bob" - *', 'allow-bots': '[renovate]' })).toEqual([
    expect.stringMatching(/^allow-users: "org\/team" can't be a login, and lets nobody in/),
    expect.stringMatching(/^allow-users: ""bob"" can't/),
    expect.stringMatching(/^allow-users: "-" can't/),
    expect.stringMatching(/^allow-users: "\*" can't/),
    expect.stringMatching(/^allow-bots: "\[renovate\]" can't/),
  ]);
});

const MCP =
  '{"mcpServers": {"docs": {"url": "https://docs.example", "headers": {"Authorization": "Bearer abcdefgh"}}}}';

test('a secret of an MCP server is warned of where it leaves this machine, and so is a variable without a value', () => {
  expect(warned({ ...PLATFORM, 'mcp-config': MCP })).toEqual([expect.stringMatching(/^mcp-config: .* will stand in/)]);
  expect(warned({ 'mcp-config': MCP })).toEqual([]);
  expect(warned({ ...PLATFORM, 'mcp-config': MCP.replace('abcdefgh', '${DOCS_TOKEN}') })).toEqual([
    expect.stringMatching(/^mcp-config: "docs" \(DOCS_TOKEN\) not set in this step/),
  ]);
});
