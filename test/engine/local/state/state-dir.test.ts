import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import { refOf } from '../../../../src/core/session/session.ts';
import { createLocalEngine } from '../../../../src/engine/local/create-local-engine.ts';
import { SessionEventLog } from '../../../../src/engine/local/log/session-event-log.ts';
import { groupRuns } from '../../../../src/engine/local/process-identity.ts';
import { stateDirOf } from '../../../../src/engine/local/state/paths.ts';
import { scripted } from '../../../fakes/acp-agents/scripted.ts';
import { HANG_MS } from '../../../fakes/patience.ts';
import { all, directory, message, meta, open, phase, read, session, until } from '../engine-harness.ts';

const SCRIPT = fileURLToPath(new URL('../create-main.ts', import.meta.url));

/** Runs create-main behind a shell's limits; gives its lines. */
async function create(prelude: string, stateDir: string, agent: string, uid?: number): Promise<string[]> {
  const node = [process.execPath, '--no-warnings', '--experimental-strip-types', SCRIPT, stateDir, 'request', agent];
  const child = spawn('/bin/sh', ['-c', `${prelude} exec "$0" "$@"`, ...node], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: inject('compileCache') },
    ...(uid === undefined ? {} : { uid }),
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return out.trim().split('\n');
}

describe('the state directory', () => {
  test('is found as the documentation says', () => {
    expect(stateDirOf({ AMBER_STATE_DIR: '/a/b', XDG_STATE_HOME: '/x', HOME: '/h' })).toBe('/a/b');
    expect(stateDirOf({ AMBER_STATE_DIR: '', XDG_STATE_HOME: '/x', HOME: '/h' })).toBe('/x/amber');
    expect(stateDirOf({ XDG_STATE_HOME: 'relative', HOME: '/h' })).toBe('/h/.local/state/amber');
  });

  test('is private, every directory and every file of it', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }]), meta()));
    await engine.send(ref, message('b'));
    await read(engine, ref);
    const paths = [
      stateDir,
      ...readdirSync(stateDir, { recursive: true, encoding: 'utf8' }).map((name) => join(stateDir, name)),
    ];
    const open_ = paths.filter((path) => {
      const { mode } = statSync(path);
      return (mode & 0o777) !== (statSync(path).isDirectory() ? 0o700 : 0o600);
    });
    expect(open_).toEqual([]);
  });

  test('is never left by the name of a project', async () => {
    for (const project of ['..', '../..', 'a/b', ''])
      await expect(all(open().engine.list(project))).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('that is a file, or below one, is STATE also for who only looks', async () => {
    const file = join(directory(), 'file');
    writeFileSync(file, '');
    for (const stateDir of [file, join(file, 'below')])
      await expect(all(open({ stateDir }).engine.list('default'))).rejects.toMatchObject({ code: 'STATE' });
  });

  test('that can not be made is STATE, with the path and the setting', async () => {
    const file = join(directory(), 'file');
    writeFileSync(file, '');
    const { engine } = open({ stateDir: join(file, 'state') });
    await expect(engine.create(session([{ text: 'a' }]), meta())).rejects.toMatchObject({
      code: 'STATE',
      message: expect.stringContaining(file),
      hint: expect.stringContaining('AMBER_STATE_DIR'),
    });
  });

  test.runIf(existsSync('/proc/self'))('that a file system can not hold is STATE, not a hang', () => {
    const files = fileURLToPath(new URL('../../../../src/engine/local/state/files.ts', import.meta.url));
    const script = `const { makeDir } = await import(${JSON.stringify(files)});
      try { makeDir('/proc/amber/projects'); } catch (error) { console.log(error.code); }`;
    const node = ['--no-warnings', '--experimental-strip-types', '--input-type=module', '-e', script];
    expect(execFileSync(process.execPath, node, { encoding: 'utf8', timeout: HANG_MS })).toBe('STATE\n');
  });

  test('that may not be written is STATE, and no agent is started', async () => {
    const parent = directory();
    chmodSync(parent, 0o755);
    const stateDir = join(parent, 'state');
    mkdirSync(stateDir, { mode: 0o555 });
    // Rights mean nothing to root: nobody does it.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    const lines = await create('', stateDir, scripted({ prompts: [] }), uid);
    expect(lines).toEqual(['ready', expect.stringMatching(/^STATE .*permission denied/), 'closed']);
    chmodSync(stateDir, 0o700);
  });

  test('that can only be read can still be listed', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }]), meta()));
    await read(engine, ref);
    execFileSync('chmod', ['-R', 'a-w', stateDir]);
    try {
      const reader = open({ stateDir }).engine;
      expect(await all(reader.list('default'))).toHaveLength(1);
      expect(await read(reader, ref)).not.toEqual([]);
    } finally {
      execFileSync('chmod', ['-R', 'u+w', stateDir]);
    }
  });

  test('a log that can not grow any more ends the session and its agent, and every reader learns it', async () => {
    const stateDir = join(directory(), 'state');
    const pidFile = join(directory(), 'pid');
    const agent = scripted({ pidFile, prompts: [[{ flood: 20_000 }, { hang: true }]] });
    const lines = await create('ulimit -f 200;', stateDir, agent);
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^STATE .*events\.jsonl: the file would be too large/),
      'closed',
    ]);
    expect(groupRuns(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
    const { engine } = open({ stateDir });
    const [found] = await all(engine.list('default'));
    expect(found?.status?.phase).toBe('Failed');
    expect(JSON.stringify(found?.status?.conditions)).toContain('too large');
    // What fitted is whole.
    const text = readFileSync(
      join(stateDir, 'projects', 'default', String(found?.metadata.name), 'events.jsonl'),
      'utf8',
    );
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('a full disk is reported once, and what comes after it is dropped', () => {
    const path = join(directory(), 'events.jsonl');
    symlinkSync('/dev/full', path);
    if (!existsSync('/dev/full')) return;
    const reported: string[] = [];
    const log = new SessionEventLog(path, systemClock, (error) => void reported.push(error.message));
    using reader = log.subscribe();
    log.append({ type: 'A' });
    log.flush();
    log.append({ type: 'B' });
    log.flush();
    expect(reported).toEqual([expect.stringContaining('no space left on the device')]);
    expect(() => reader.take()).toThrow('no space left');
    log.close();
  });

  test('that is taken away under a running session ends the agent', async () => {
    const { engine, stateDir } = open();
    const pidFile = join(directory(), 'pid');
    const ref = refOf(await engine.create(session({ pidFile, prompts: [[{ text: 'a' }, { hang: true }]] }), meta()));
    await until(engine, ref, phase('Running'));
    execFileSync('rm', ['-r', join(stateDir, 'projects')]);
    await engine.close();
    expect(groupRuns(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
    await expect(engine.get(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  const whole = { metadata: { name: 'session-damaged', namespace: 'default', creationTimestamp: '' }, spec: {} };
  test.each([
    ['', '{"meta'],
    ['', ''],
    ['', '[]'],
    ['', '{}'],
    ['', 'null'],
    ['', JSON.stringify({ ...whole, spec: null })],
    ['', JSON.stringify({ ...whole, spec: { initialPrompt: 5 } })],
    ['', JSON.stringify({ ...whole, metadata: { ...whole.metadata, name: '../../evil' } })],
    ['', JSON.stringify({ ...whole, metadata: { ...whole.metadata, annotations: { 'amber/keep': 1 } } })],
    ['a pipe', ''],
  ])('a damaged session does not hide the others, and is named: %s%s', async (kind, text) => {
    const { engine, stateDir, notices } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }]), meta()));
    await read(engine, ref);
    const damaged = join(stateDir, 'projects', 'default', 'session-damaged');
    mkdirSync(damaged);
    if (kind === 'a pipe') execFileSync('mkfifo', [join(damaged, 'session.json')]);
    else writeFileSync(join(damaged, 'session.json'), text);
    expect(await all(engine.list('default'))).toHaveLength(1);
    expect(await all(engine.list('default'))).toHaveLength(1);
    expect(notices).toEqual([expect.stringContaining(damaged)]);
    expect(await engine.names?.('default')).toContain('session-damaged');
    await expect(engine.get({ project: 'default', name: 'session-damaged' })).rejects.toMatchObject({
      code: 'STATE',
      message: expect.stringContaining(damaged),
    });
  });

  test('Windows is refused, with what to use instead', () => {
    const seams = { startAgent: async () => Promise.reject(new Error()), resolveAgent: () => ({ name: '' }) };
    const waits = { cancel: 1, close: 1, launch: 1, activity: 1 };
    expect(() => createLocalEngine({} as never, { ...seams, waits, platform: 'win32' })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', hint: expect.stringMatching(/WSL.*--engine platform/) }),
    );
  });
});
