import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { fakeIo } from './fake-io.ts';

/** The flags that a command's help shows, without those that all have. */
async function flagsOf(command: string): Promise<readonly string[]> {
  const io = fakeIo({ argv: [command, '--help'] });
  expect(await main(io)).toBe(0);
  return [...io.out().matchAll(/^ {2}((?:-\w, )?--[a-z-]+)/gm)].map(([, flag = '']) => flag);
}

const TARGET = [
  '-e, --engine',
  '-p, --project',
  '-n, --namespace',
  '--api-url',
  '--context',
  '--kubeconfig',
  '--as',
  '--as-group',
  '--events-service',
  '--ca-file',
  '--token-file',
  '--insecure-skip-tls-verify',
];
const OUTPUT = ['-o, --output', '-q, --quiet', '-v, --verbose', '--no-color', '--no-input'];
const STREAM = ['--last-message', '--events', '--show', '--plain'];
const VIEW = ['--raw'];
const TIME = ['--timeout', '--start-timeout', '--stop-timeout', '--silence-timeout', '--question-grace'];
const BUDGET = ['--max-cost', '--max-turns', '--max-tokens'];
const WAY = ['--stop-on-run-finished', '--keep', '--permissions', '--on-interrupt', '--notify'];
const AGENT = ['--model', '--effort', '--mode', '--option'];
const SESSION = [
  '--agent',
  '--mcp-config',
  '--trust-project',
  '--permissions-file',
  '--sandbox',
  '--allow-domain',
  '--allow-registry',
  '--key-proxy',
  '--repo',
  '--auto-push',
  '--workflow',
  '--env',
  '--label',
  '--name',
  '--request-id',
  '--worktree',
];

describe('the flags of each command', () => {
  test.each([
    [
      'run',
      [
        '--prompt-file',
        '--file',
        '--output-schema',
        '--cwd',
        ...SESSION,
        ...AGENT,
        ...TIME,
        '--inactivity-timeout',
        ...BUDGET,
        ...WAY,
        '-d, --detach',
        '--dry-run',
        ...STREAM,
        ...VIEW,
        ...OUTPUT,
        ...TARGET,
      ],
    ],
    [
      'send',
      [
        '--prompt-file',
        '--file',
        '--output-schema',
        '--cwd',
        ...AGENT,
        ...TIME,
        ...BUDGET,
        ...WAY,
        '--no-wait',
        ...STREAM,
        ...VIEW,
        ...OUTPUT,
        ...TARGET,
      ],
    ],
    [
      'continue',
      [
        '--prompt-file',
        '--file',
        '--output-schema',
        '--cwd',
        ...AGENT,
        ...TIME,
        ...BUDGET,
        ...WAY,
        '--no-wait',
        ...STREAM,
        ...VIEW,
        ...OUTPUT,
        ...TARGET,
      ],
    ],
    ['watch', [...STREAM, ...VIEW, ...OUTPUT, ...TARGET]],
    ['logs', ['-f, --follow', '--raw', '--tail', '--since', '--grep', ...STREAM, ...OUTPUT, ...TARGET]],
    ['status', ['--exit-code', ...OUTPUT, ...TARGET]],
    [
      'list',
      [
        ...['--label', '--phase', '--outcome', '--since', '--all-projects', '--limit', '--watch'],
        ...['--fields', '--jq', '--template'],
        ...OUTPUT,
        ...TARGET,
      ],
    ],
    ['usage', ['--since', '--by', ...OUTPUT, ...TARGET]],
    ['start', ['--start-timeout', ...OUTPUT, ...TARGET]],
    ['stop', ['--stop-timeout', ...OUTPUT, ...TARGET]],
    ['interrupt', [...OUTPUT, ...TARGET]],
    ['delete', [...OUTPUT, ...TARGET]],
    ['prune', ['--older-than', '--dry-run', '-y, --yes', ...OUTPUT, ...TARGET]],
    ['export', ['--format', ...OUTPUT, ...TARGET]],
    ['deliver', ['--from', '--pull-request', '--draft', '--base', '--allow-path', ...OUTPUT, ...TARGET]],
    [
      'batch',
      [
        ...[
          '--repository',
          '--concurrency',
          '--max-attempts',
          '--dry-run',
          '--agent',
          '--model',
          '--input',
          '--mcp-config',
        ],
        ...BUDGET,
        '--max-cost-per-day',
        ...OUTPUT,
        ...TARGET.filter((flag) => !flag.startsWith('--as')),
      ],
    ],
    [
      'init',
      [
        '-e, --engine',
        '-p, --project',
        '--agent',
        '--schedule',
        '--ref',
        '--action',
        '--from-ambient-action',
        '--prompts',
        '--create-labels',
        '--dry-run',
        '-y, --yes',
        ...OUTPUT,
      ],
    ],
    ['github', ['--event', '--event-name', '--input', '--execute', ...OUTPUT]],
    [
      'crd',
      [
        '--rbac',
        '--policy',
        '--check',
        '--context',
        '--kubeconfig',
        '--as',
        '--as-group',
        '--ca-file',
        '--insecure-skip-tls-verify',
        ...OUTPUT,
      ],
    ],
    ['agents', ['--available', '--registry', '--via', '--name', '--yes', ...OUTPUT]],
    [
      'permissions',
      [
        '--permissions-file',
        '--permissions',
        '--kind',
        '--path',
        '--command',
        '--session',
        '--cwd',
        ...OUTPUT,
        ...TARGET,
      ],
    ],
    ['doctor', ['--github', ...OUTPUT, ...TARGET]],
    ['config', [...OUTPUT]],
    ['completion', []],
    ['help', []],
  ])('%s', async (command, flags) => {
    expect([...(await flagsOf(command))].sort()).toEqual([...flags, '-h, --help'].sort());
  });
});

describe('the formats of each command', () => {
  const all = ['text', 'json', 'jsonl', 'yaml', 'name'];
  test.each([
    ['run', all],
    ['send', all],
    ['continue', all],
    ['watch', all],
    ['logs', all],
    ['status', all],
    ['list', ['text', 'wide', 'json', 'jsonl', 'yaml', 'name']],
    ['agents', all],
    ['stop', all],
    ['usage', ['text', 'json', 'yaml']],
    ['export', ['text', 'json']],
    ['deliver', ['text', 'json']],
    ['batch', ['text', 'json']],
    ['init', ['text', 'json']],
    ['github', ['text', 'json']],
    ['serve', ['text', 'json', 'jsonl', 'name']],
    ['crd', ['text', 'json', 'yaml']],
    ['permissions', ['text', 'json', 'yaml']],
    ['doctor', ['text', 'json', 'jsonl', 'yaml']],
    ['config', ['text', 'json', 'yaml']],
  ])('%s: %j', async (command, formats) => {
    const io = fakeIo({ argv: [command, '--help'] });
    await main(io);
    const [, choices = ''] = /--output <format>[^(]*\(default: text\)\s+\(choices:([^)]*)\)/.exec(io.out()) ?? [];
    expect([...choices.matchAll(/"(\w+)"/g)].map(([, format]) => format)).toEqual(formats);
  });

  test('another one is refused with those', async () => {
    const io = fakeIo({ argv: ['github', '--event', 'e', '--event-name', 'push', '-o', 'yaml'] });
    expect(await main(io)).toBe(2);
    expect(io.err()).toContain('Allowed choices are text, json.');
  });
});

describe('words that are wrong', () => {
  test.each([
    [['rnu'], 'unknown command', 'did you mean run?'],
    [['rnu', '--help'], 'unknown command', 'did you mean run?'],
    [['run', '--detahc', 'x'], "unknown option '--detahc'", 'did you mean --detach?'],
    [['run', 'fix', 'the', 'tests'], 'too many arguments', 'put quotes around'],
    [['run', '--engine', 'here', 'x'], 'Allowed choices are local, platform, kubernetes', 'amber run --help'],
    [['status'], "missing required argument 'session'", 'amber status --help'],
    [['help', 'exit-code'], 'there is no help on "exit-code"', 'did you mean "exit-codes"?'],
    [['-e', 'local', 'list'], "unknown option '-e'", 'amber --help'],
  ])('%j', async (argv, message, hint) => {
    const io = fakeIo({ argv });
    expect(await main(io)).toBe(2);
    expect(io.out()).toBe('');
    expect(io.err()).toMatch(/^error: .* \[USAGE\]\n {2}hint: .*\n$/);
    expect(io.err()).toContain(message);
    expect(io.err()).toContain(hint);
  });

  test.each(['--file', '--cwd', '--events', '--prompt-file', '--kubeconfig'])(
    '%s takes no empty path',
    async (flag) => {
      const io = fakeIo({ argv: ['run', flag, '', 'x'] });
      expect(await main(io)).toBe(2);
      expect(io.err()).toContain(
        `error: ${flag} needs a path, and got an empty text [USAGE]\n  hint: amber run --help\n`,
      );
    },
  );

  test('a long one is not quoted whole', async () => {
    const io = fakeIo({ argv: ['run', 'x', 'y'.repeat(1_000_000)] });
    await main(io);
    expect(io.err().length).toBeLessThan(1_000);
  });
});

describe('help', () => {
  test('amber alone is help, and no error', async () => {
    const io = fakeIo();
    expect(await main(io)).toBe(0);
    expect(io.out()).toContain('amber run --agent demo "What does this repository do?"');
  });

  test.each(['exit-codes', 'output', 'environment', 'config'])('topic %s', async (topic) => {
    const io = fakeIo({ argv: ['help', topic] });
    expect(await main(io)).toBe(0);
    expect(io.out()).toMatchSnapshot();
  });

  test('breaks its lines at blanks, under their column, where the terminal is narrow', async () => {
    const io = fakeIo({ argv: ['help', 'exit-codes'], tty: { stdout: true } });
    await main(io);
    expect(io.out()).toContain(
      '    7  finished              the run finished, but the stop is unconfirmed:\n                             compute may leak\n',
    );
    for (const argv of [['help', 'environment'], ['help', 'run'], []]) {
      const narrow = fakeIo({ argv, tty: { stdout: true } });
      await main(narrow);
      const wide = narrow
        .out()
        .split('\n')
        .filter((line) => line.length > 80);
      expect(wide).toEqual([]);
    }
  });

  test('help <command> is <command> --help', async () => {
    const [one, two] = [fakeIo({ argv: ['help', 'watch'] }), fakeIo({ argv: ['watch', '--help'] })];
    await Promise.all([main(one), main(two)]);
    expect(one.out()).toBe(two.out());
  });
});

test('what has to be typed is never cut to the terminal’s width', async () => {
  const io = fakeIo({ argv: ['agents'], tty: { stdout: true } });
  expect(await main(io)).toBe(0);
  expect(io.out()).toContain('npm install -g @agentclientprotocol/claude-agent-acp\n');
});

test.each(['list', 'send'])('amber %s --help says what a session may be called', async (command) => {
  const io = fakeIo({ argv: [command, '--help'] });
  expect(await main(io)).toBe(0);
  expect(io.out()).toMatch(/ID of amber list[\s\S]*four or more characters[\s\S]*--name[\s\S]*@latest~1/);
});
