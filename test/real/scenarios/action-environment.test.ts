import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { annotations, DIST, step } from '../../scenarios/kit/action.ts';
import { BUSY } from '../../scenarios/kit/agents.ts';
import { eventually, NO_LOCAL } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';

const NO_PROC = NO_LOCAL ?? (process.platform === 'linux' ? undefined : 'no /proc');

/**
 * An agent that looks at every process of the machine, as any program of the same user can: at its start, and when it
 * is told to end. Its files hold the command lines of those whose environment or arguments hold the secret.
 */
function spy(place: Place, secret: string, scenario: Parameters<typeof scripted>[0]) {
  const [atStart, atEnd] = [`${place.root}/at-start.json`, `${place.root}/at-end.json`];
  const look = place.write(
    'look.mjs',
    `import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
const text = (pid, file) => readFileSync('/proc/' + pid + '/' + file, 'latin1');
function look(file) {
  const seen = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).flatMap((pid) => {
    try {
      const [line, environment] = [text(pid, 'cmdline'), text(pid, 'environ')];
      return (line + environment).includes('${secret}') ? [line] : [];
    } catch { return []; }
  });
  writeFileSync(file + '.new', JSON.stringify({ seen, parent: process.ppid > 1 ? text(process.ppid, 'cmdline') : '' }));
  renameSync(file + '.new', file);
}
look('${atStart}');
process.on('SIGTERM', () => look('${atEnd}'));
`,
  );
  const command = scripted(scenario).replace(' ', ` --import "${look}" `);
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { seen: string[]; parent: string };
  return { command, atStart: () => read(atStart), atEnd: () => read(atEnd), looked: () => existsSync(atStart) };
}

describe.skipIf(NO_PROC)('what an agent on the runner can read of the job', () => {
  test('no process beside it was started with a secret, of the main step or of the post step', async () => {
    await using place = new Place();
    const secret = randomUUID();
    const it = spy(place, secret, { prompts: [BUSY], ignoreSigterm: true });
    const main = step(place, {
      with: { engine: 'local', agent: it.command, prompt: 'x', 'api-token': secret, 'github-token': secret },
      env: { ACTIONS_RUNTIME_TOKEN: secret, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret, MY_PASSWORD: secret },
    });
    await main.run.until('stdout', /Running/);
    await eventually(it.looked, 'the agent has looked');
    expect(it.atStart()).toEqual({ seen: [], parent: expect.stringContaining('action.js') });
    main.run.kill('SIGKILL');
    await main.done;
    expect((await main.post().done).code).toBe(0);
    expect(it.atEnd().seen).toEqual([]);
  });

  test('the step works as before: its outputs, its state, its exit code, and nothing of it is left lying about', async () => {
    await using place = new Place();
    const it = step(place, { with: { engine: 'local', agent: 'demo', prompt: 'What is this?' } });
    const { code, stdout, stderr } = await it.done;
    expect({ code, stderr, reported: annotations(stdout) }).toEqual({ code: 0, stderr: '', reported: [] });
    expect(it.outputs()).toMatchObject({ outcome: 'finished' });
    expect(it.state()).toHaveProperty('amber');
    expect(it.summary()).toContain('finished');
    expect(place.files('').filter((name) => /amber-\d+/.test(name))).toEqual([]);
  });

  test('what an agent writes into the runner’s files is taken back, and said', async () => {
    await using place = new Place();
    place.write('elsewhere', 'as it was');
    const forge = [
      'for file in env path output summary.md; do echo "FORGED=1" | tee -a "$ROOT"/step-*/$file > /dev/null; done',
      'rm "$ROOT"/step-*/path; ln -s "$ROOT/elsewhere" "$(echo "$ROOT"/step-*)/path"',
    ].join('; ');
    const it = step(place, {
      with: {
        ...{ engine: 'local', agent: scripted({ prompts: [[{ sh: forge }, { text: 'Done.' }]] }), prompt: 'x' },
        'environment-variables': JSON.stringify({ ROOT: place.root }),
      },
    });
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    expect(annotations(stdout)).toContainEqual(
      expect.stringMatching(/which is undone: GITHUB_ENV, GITHUB_PATH, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY$/),
    );
    const [folder = ''] = place.files('').filter((name) => /^step-\d+$/.test(name));
    const forged = ['env', 'path', 'output', 'summary.md'].filter((name) =>
      /^FORGED=1$/m.test(place.read(`${folder}/${name}`)),
    );
    expect(forged).toEqual([]);
    expect([place.read(`${folder}/path`), place.read('elsewhere')]).toEqual(['', 'as it was']);
    expect(it.outputs()).toMatchObject({ outcome: 'finished' });
    expect(it.outputs()).not.toHaveProperty('FORGED');
  });

  test('what an agent changes in Amber’s own programs is undone, before any of them is loaded again', async () => {
    await using place = new Place();
    const copy = join(place.root, 'action/dist');
    cpSync(DIST, copy, { recursive: true });
    place.write('action/package.json', '{"type": "module"}');
    const forge = 'cd "$ROOT/action"; echo "forged()" >> dist/action-post.js; rm dist/cli.js; echo "{}" > package.json';
    const it = step(place, {
      with: {
        ...{ engine: 'local', agent: scripted({ prompts: [[{ sh: forge }, { text: 'Done.' }]] }), prompt: 'x' },
        'environment-variables': JSON.stringify({ ROOT: place.root }),
      },
      start: (script, env) => place.program([process.execPath, join(copy, script)], { env }),
    });
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    expect(annotations(stdout)).toContainEqual(
      expect.stringMatching(/undone: \.\.\/package\.json, action-post\.js, cli\.js$/),
    );
    for (const file of ['action-post.js', 'cli.js'])
      expect(readFileSync(join(copy, file), 'utf8')).toBe(readFileSync(join(DIST, file), 'utf8'));
    expect(place.read('action/package.json')).toBe('{"type": "module"}');
  });

  test('a program that has loaded the step is not replaced by it, and is warned', async () => {
    await using place = new Place();
    const program = place.write(
      'program.mjs',
      "const { run } = await import(process.argv[2]);\nconsole.log('still the same program');\nawait run();\n",
    );
    const it = step(place, {
      with: { engine: 'local', agent: 'demo', prompt: 'What is this?' },
      start: (script, env) =>
        place.program([process.execPath, program, pathToFileURL(join(DIST, script)).href], { env }),
    });
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({
      code: 0,
      reported: [expect.stringMatching(/^warning: .*the process belongs to the program that has loaded this step$/)],
    });
    expect(stdout).toContain('still the same program');
    expect(it.outputs()).toMatchObject({ outcome: 'finished' });
  });

  test('a signal at any moment of the hand-over ends the step, and nothing is begun', async () => {
    await using place = new Place();
    for (const ms of [0, 20, 40, 60, 80, 120]) {
      const it = step(place, { with: { engine: 'local', agent: scripted({ prompts: [BUSY] }), prompt: 'x' } });
      await new Promise((resolve) => setTimeout(resolve, ms));
      it.run.kill('SIGINT');
      expect((await it.done).code).not.toBe(0);
      expect((await it.post().done).code).toBe(0);
    }
  });
});
