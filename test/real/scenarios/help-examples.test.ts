import { describe, expect, test } from 'vitest';
import { CRD } from '../../../src/engine/kubernetes/crd/crd.ts';
import { splitCommandLine } from '../../../src/engine/local/agents/command-line.ts';
import { apiServer } from '../../fakes/api-server.ts';
import { agent, BUSY } from '../../scenarios/kit/agents.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { type CallOptions, Place } from '../../scenarios/kit/place.ts';
import { NO_TERMINAL, plain } from '../../scenarios/kit/pty.ts';
import type { Finished, Run } from '../../scenarios/kit/run.ts';

const COMMANDS = [
  'run',
  'send',
  'continue',
  'watch',
  'logs',
  'status',
  'list',
  'usage',
  'diff',
  'start',
  'stop',
  'interrupt',
  'delete',
  'prune',
  'export',
  'init',
  'github',
  'crd',
  'agents',
  'permissions',
  'doctor',
  'config',
  'completion',
  'help',
] as const;

/** Those that a person runs on a terminal, and what that person does there. */
const ON_TERMINAL: {
  readonly [example: string]: {
    readonly env?: (place: Place) => CallOptions['env'];
    readonly act?: (run: Run) => Promise<void>;
    readonly code?: number;
    readonly shows: RegExp;
  };
} = {
  'amber list --watch': {
    act: async (run) => {
      await run.until('stdout', /OUTCOME[\s\S]*finished/);
      run.type('\u0003');
    },
    code: 130,
    shows: /finished/,
  },
  'amber run --agent demo': {
    env: (place) => ({ EDITOR: place.write('bin/editor', '#!/bin/sh\necho "What is here?" > "$1"\n', 0o755) }),
    shows: /src\/main\.ts:1[\s\S]*✔ finished/,
  },
  'amber diff --no-pager': {
    env: (place) => {
      place.write('work/new.txt', 'a line\n');
      // A pager that shows nothing.
      return { PAGER: 'true' };
    },
    shows: /\+a line/,
  },
};

/** What the examples need; each command has a place of its own. */
const NEEDS: { readonly [command: string]: 'nothing' | 'a cluster' | 'a session for each' | 'a session that works' } = {
  run: 'nothing',
  init: 'nothing',
  github: 'nothing',
  crd: 'a cluster',
  agents: 'nothing',
  doctor: 'nothing',
  config: 'nothing',
  completion: 'nothing',
  help: 'nothing',
  delete: 'a session for each',
  interrupt: 'a session that works',
};
/** 1: doctor finds no agent on the machine of the tests. */
const CODES: { readonly [command: string]: number } = { doctor: 1 };

const CRD_PATH = 'GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/agenticsessions.vteam.ambient-code';

/** Somebody talks to somebody else. */
const COMMENT = {
  action: 'created',
  comment: { id: 1, body: 'Thank you!', created_at: '2026-11-22T20:00:00Z', user: { login: 'octocat', type: 'User' } },
  issue: { number: 1, title: 'A bug', body: '' },
  repository: { name: 'hello', full_name: 'octocat/hello', owner: { login: 'octocat' } },
};

/** It uses the predecessor. */
const OLD_WORKFLOW = 'on: push\njobs:\n  a:\n    steps:\n      - uses: ambient-code/ambient-action@v0.0.5\n';

async function helpOf(place: Place, command: string): Promise<{ examples: string[]; codes: number[] }> {
  const { code, stdout } = await place.call([command, '--help']);
  expect(code).toBe(0);
  const [, examples = '', codes = ''] = /\nExamples:\n([\s\S]*?)\n\nExit codes:\n([\s\S]*)$/.exec(stdout) ?? [];
  return {
    examples: [...examples.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = '']) => line),
    codes: [...codes.matchAll(/^ +(\d+) {2}\S/gm)].map(([, line]) => Number(line)),
  };
}

describe.skipIf(NO_LOCAL)('the help of each command', () => {
  test.concurrent.each(COMMANDS)('%s: examples that work, three at least, and the exit codes', async (command) => {
    await using place = new Place();
    place.git();
    place.write('work/message.txt', 'from a file');
    place.write('work/schema.json', '{"type": "object", "properties": {"summary": {"type": "string"}}}');
    place.write('work/rules.yaml', 'rules: [{answer: allow, command: npm test *}, {answer: deny, path: .env}]\n');
    place.write('work/registry.json', '{"version": "1.0.0", "agents": []}');
    place.write('work/event.json', JSON.stringify(COMMENT));
    place.write('work/.github/workflows/old.yml', OLD_WORKFLOW);
    const { examples, codes } = await helpOf(place, command);
    expect(examples.length).toBeGreaterThanOrEqual(3);
    expect(codes.length).toBeGreaterThan(1);
    const needs = NEEDS[command] ?? 'a session';
    await using cluster = await apiServer({ [CRD_PATH]: CRD });
    if (needs === 'a cluster') place.write('home/.kube/config', cluster.kubeconfig);
    // The second one is @latest~1.
    const sessions = needs !== 'a session' ? 0 : examples.some((line) => line.includes('@latest~1')) ? 2 : 1;
    for (let at = 0; at < sessions; at += 1) await made(place);
    if (needs === 'a session that works') await place.call(['run', ...agent(BUSY), '--detach', '--keep', '-q', 'x']);
    for (const example of examples) {
      if (needs === 'a session for each') await made(place);
      const onTerminal = ON_TERMINAL[example];
      if (onTerminal !== undefined) {
        if (NO_TERMINAL === undefined) await typedOnTerminal(place, example, onTerminal);
        continue;
      }
      const { code, stdout, stderr } = await typed(place, example);
      expect({ example, code, stderr: code === (CODES[command] ?? 0) ? '' : stderr + stdout }).toEqual({
        example,
        code: CODES[command] ?? 0,
        stderr: '',
      });
    }
  });

  test('help lists every command, and nothing that is hidden', async () => {
    await using place = new Place();
    const { stdout } = await place.call(['help']);
    const listed = [...(stdout.split('Commands:\n')[1] ?? '').matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(
      ([, name]) => name,
    );
    expect(listed).toEqual(expect.arrayContaining([...COMMANDS]));
    expect(listed).not.toContain('host-session');
  });
});

/**
 * What a shell would do with the line. One that only calls amber needs neither a shell nor a process of its own; but
 * only the package that the suite has built is a release, which `init` pins.
 */
function typed(place: Place, line: string): Promise<Finished> {
  const unquoted = line.replaceAll(/'[^']*'|"[^"$`]*"/g, '');
  if (/^amber (?!init )[^|&;<>()$`*?"'\\]+$/.test(unquoted)) return place.call(splitCommandLine(line).slice(1));
  return place.shell(`set -o pipefail; ${line}`).done;
}

async function typedOnTerminal(
  place: Place,
  line: string,
  { act, code = 0, env, shows }: (typeof ON_TERMINAL)[string],
): Promise<void> {
  const run = place.onTerminal(splitCommandLine(line).slice(1), { env: env?.(place) ?? {} });
  await act?.(run);
  const ended = await run.done;
  expect({ line, code: ended.code, shown: plain(ended.stdout) }).toEqual({
    line,
    code,
    shown: expect.stringMatching(shows),
  });
}

/** Leaves a stopped session behind. */
async function made(place: Place): Promise<void> {
  const { code } = await place.call(['run', ...agent([{ text: 'done' }]), '-q', 'x']);
  expect(code).toBe(0);
}
