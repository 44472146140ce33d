import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

const RULES = `rules:
  - answer: deny
    path: .env
  - answer: allow
    command: npm test *
  - answer: ask
    kind: edit
`;

let cwd: string;
let file: string;

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'amber-tried-')));
  file = join(cwd, 'rules.yaml');
  writeFileSync(file, RULES);
});

/** What `amber permissions` prints. `env`: beside the file. */
async function tried(...words: readonly string[]): Promise<string> {
  const io = fakeIo({ argv: ['permissions', ...words], cwd, env: { AMBER_PERMISSIONS_FILE: 'rules.yaml' } });
  await runProgram(io);
  expect(io.exitCode).toBe(0);
  return io.out();
}

describe('amber permissions', () => {
  test('shows the rules of a file that is right, with their lines', async () => {
    expect(await tried()).toBe(
      'LINE  ANSWER  FOR\n2     deny    path .env\n4     allow   command npm test *\n6     ask     kind edit\n',
    );
  });

  test('says the answer, the rule that gives it, and why those before it do not', async () => {
    expect(await tried('--command', 'npm test')).toBe(
      `allow  ${file}:4: command npm test *\n\nLINE  ANSWER  FOR        DOES NOT MATCH\n2     deny    path .env  it names no path of its own\n`,
    );
    expect(await tried('--kind', 'read', '--path', 'a/.env')).toBe(`deny  ${file}:2: path .env\n`);
  });

  test('says what becomes of it where nobody can be asked', async () => {
    const [byRule] = (await tried('--kind', 'edit', '--path', 'a.ts')).split('\n');
    expect(byRule).toBe(`ask (deny where nobody can be asked)  ${file}:6: kind edit`);
    const [byMode] = (await tried('--kind', 'read', '--path', 'a.ts')).split('\n');
    expect(byMode).toBe(`ask (allow where nobody can be asked)  no rule of ${file} matches: --permissions ask`);
    const [byOther] = (await tried('--kind', 'read', '--path', 'a.ts', '--permissions', 'none')).split('\n');
    expect(byOther).toBe(`deny  no rule of ${file} matches: --permissions none`);
  });

  test('says it for programs', async () => {
    const { rules, items, mode } = JSON.parse(await tried('--command', 'npm test; rm x', '-o', 'json'));
    expect(rules[1]).toEqual({ line: 4, answer: 'allow', command: ['npm test *'] });
    expect(mode).toBe('ask');
    expect(items).toEqual([
      {
        title: 'npm test; rm x',
        kind: 'execute',
        answer: 'ask',
        unattended: 'deny',
        line: null,
        passed: [
          { line: 2, why: 'it names no path of its own' },
          { line: 4, why: 'its command does more than that' },
          { line: 6, why: 'it is of kind execute' },
        ],
      },
    ]);
  });

  test.each([
    [['--path', 'a'], 'USAGE', 'the answer depends on the kind'],
    [['--kind', 'edit', '--session', '@latest'], 'USAGE', '--session tries the tool calls of a session'],
    [['--permissions-file', 'none'], 'USAGE', 'no permissions file is named'],
    [['--permissions-file', 'nowhere.yaml'], 'CONFIG', 'nowhere.yaml: ENOENT'],
    [['--kind', 'Bash'], 'USAGE', '--kind'],
  ])('%j is refused', async (words, code, message) => {
    await expect(tried(...words)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('a permissions file of a run', () => {
  const run = (words: readonly string[], env: { readonly [name: string]: string } = {}) => {
    const io = fakeIo({ argv: ['run', '--dry-run', ...words, 'x'], cwd, env: { XDG_STATE_HOME: cwd, ...env } });
    return runProgram(io).then(() => ({ out: io.out(), err: io.err() }));
  };

  test('goes with the session, as it is now', async () => {
    const { out } = await run(['--agent', 'demo', '--permissions-file', 'rules.yaml']);
    const kept = JSON.parse(JSON.parse(out).metadata.annotations['amber/permission-rules']);
    expect(kept).toMatchObject({ file, rules: [{ line: 2 }, { line: 4 }, { line: 6 }] });
  });

  test('can be none, also where a variable names one', async () => {
    const { out } = await run(['--agent', 'demo', '--permissions-file', 'none'], { AMBER_PERMISSIONS_FILE: file });
    expect(out).toContain('{\\"file\\":\\"none\\",\\"rules\\":[]}');
  });

  test('that is wrong makes nothing', async () => {
    writeFileSync(file, 'rules:\n  - answer: allow\n');
    await expect(run(['--agent', 'demo', '--permissions-file', 'rules.yaml'])).rejects.toMatchObject({
      code: 'CONFIG',
      message: `${file}:2: this would allow everything: say what, by kind, path or command`,
      hint: expect.stringContaining(`amber permissions --permissions-file ${file}`),
    });
  });

  test('is refused with an engine whose agents are answered elsewhere; a variable is warned of', async () => {
    const elsewhere = ['--engine', 'platform', '--api-url', 'http://127.0.0.1:1'];
    await expect(run([...elsewhere, '--permissions-file', 'rules.yaml'])).rejects.toMatchObject({
      code: 'USAGE',
      message: '--permissions-file is for engine local: with engine platform the agent is answered elsewhere',
    });
    const { err } = await run(elsewhere, { AMBER_PERMISSIONS_FILE: file });
    expect(err).toContain('warning: permissionsFile (AMBER_PERMISSIONS_FILE) is for engine local');
  });

  test('is refused as a project’s own choice, which could come with a pull request', async () => {
    writeFileSync(join(cwd, '.amber.yaml'), 'permissionsFile: rules.yaml\n');
    await expect(run(['--agent', 'demo'])).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('"permissionsFile" is not allowed'),
    });
  });
});
