import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { inject } from 'vitest';
import { inProcess } from './in-process.ts';
import { type Finished, type Run, run } from './run.ts';

const BIN = inject('amber');

export interface CallOptions {
  readonly env?: { readonly [name: string]: string };
  /** Written to stdin, which is then closed; without it stdin is empty. */
  readonly stdin?: string;
  readonly cwd?: string;
  /** Nobody closes stdin. */
  readonly keepStdin?: boolean;
  /** Nobody reads stdout. */
  readonly stalled?: boolean;
}

/** A file's bytes; nothing for a folder. */
function contentOf(path: string): string {
  return statSync(path).isFile() ? readFileSync(path, 'base64') : '';
}

/** Makes a folder a git repository with one commit. */
function makeRepository(cwd: string): void {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'maintenance.auto=false'];
  const git = (...args: readonly string[]) => execFileSync('git', [...identity, ...args], { cwd, stdio: 'ignore' });
  // Without git's own template, whose hooks are samples; their folder is what is written into.
  git('init', '--template=', '-b', 'main');
  mkdirSync(join(cwd, '.git/hooks'));
  git('add', '.');
  git('commit', '-m', 'first');
}

/** A home of its own for one story: state, configuration and a small repository to work in. Gone at its end. */
export class Place implements AsyncDisposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'amber-story-')));
  readonly workspace = join(this.root, 'work');
  readonly stateDir = join(this.root, 'state');
  readonly #runs: Run[] = [];

  constructor() {
    this.write('work/README.md', '# Sample\n\nA project that says hello.\n');
    this.write('work/src/main.ts', 'console.log("hello"); // TODO: greet\n');
  }

  /** Nothing of the machine that runs the tests may show: no configuration, no CI, no agents. */
  get env(): { readonly [name: string]: string } {
    return {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: join(this.root, 'home'),
      TERM: 'xterm-256color',
      AMBER_STATE_DIR: this.stateDir,
      TMPDIR: tmpdir(),
      // Each program is parsed once for the whole suite.
      NODE_COMPILE_CACHE: inject('compileCache'),
      // Without it no program starts on Windows.
      ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
    };
  }

  /** Calls amber in the workspace. */
  amber(args: readonly string[], options: CallOptions = {}): Run {
    const { env = {}, cwd = this.workspace, stdin, keepStdin = false, stalled = false } = options;
    const started = run([process.execPath, BIN, ...args], {
      cwd,
      env: { ...this.env, ...env },
      keepStdin,
      stalled,
      ...(stdin !== undefined && { stdin }),
    });
    this.#runs.push(started);
    return started;
  }

  /** Calls amber in the workspace, in this process: for calls in which a process of its own adds nothing but its start. */
  call(args: readonly string[], { env = {}, cwd = this.workspace, stdin = '' }: CallOptions = {}): Promise<Finished> {
    return inProcess(args, { bin: BIN, cwd, env: { ...this.env, ...env }, stdin });
  }

  /** Starts a program in the workspace, with nothing in its environment but what is given and that of the place. */
  program(argv: readonly string[], { env = {}, cwd = this.workspace }: CallOptions = {}): Run {
    const started = run(argv, { cwd, env: { ...this.env, ...env } });
    this.#runs.push(started);
    return started;
  }

  /** A line of shell in which `amber` is ours. */
  shell(line: string, options: CallOptions = {}): Run {
    this.write('bin/amber', `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, 0o755);
    const { env = {}, cwd = this.workspace } = options;
    const PATH = `${join(this.root, 'bin')}:${this.env.PATH}`;
    const started = run(['/bin/bash', '-c', line], { cwd, env: { ...this.env, PATH, ...env } });
    this.#runs.push(started);
    return started;
  }

  /** Calls amber on a terminal of its own (`pty.ts` says where that works). */
  onTerminal(args: readonly string[], options: CallOptions & { readonly columns?: number } = {}): Run {
    const { env = {}, columns = 100 } = options;
    const words = [process.execPath, BIN, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    // Told to the terminal itself: a variable would not change what the program asks the system.
    const command = `stty cols ${columns} rows 40; exec ${words}`;
    const started = run(['script', '-qec', command, '/dev/null'], {
      cwd: this.workspace,
      env: { ...this.env, ...env, SHELL: '/bin/sh' },
      keepStdin: true,
    });
    this.#runs.push(started);
    return started;
  }

  write(path: string, content: string | Buffer, mode?: number): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
    return file;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** All files below a folder of the place, by their paths in it. */
  files(folder: string): readonly string[] {
    return readdirSync(join(this.root, folder), { recursive: true, encoding: 'utf8' });
  }

  /** Makes the workspace a git repository with one commit. The same files make it only once: then it is copied. */
  git(): void {
    const files = this.files('work').map((path) => join(this.workspace, path));
    const content = files.map((path) => [path.slice(this.root.length), statSync(path).mode, contentOf(path)]);
    const key = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const made = join(dirname(BIN), '..', 'repositories', `${process.pid}-${key}`);
    const gitDir = join(this.workspace, '.git');
    if (!existsSync(made)) {
      makeRepository(this.workspace);
      cpSync(gitDir, made, { recursive: true });
    } else cpSync(made, gitDir, { recursive: true });
  }

  /** True if the files of a session don't say that it has ended. */
  #mayRun(): boolean {
    const projects = join(this.stateDir, 'projects');
    if (!existsSync(projects)) return false;
    return readdirSync(projects, { recursive: true, encoding: 'utf8' })
      .filter((path) => basename(path) === 'session.json')
      .some((path) => !/"phase": ?"(?:Stopped|Failed|Completed)"/.test(readFileSync(join(projects, path), 'utf8')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Hosts in processes of their own outlive the calls that started them, and so do agents of calls that were killed.
    if (this.#mayRun()) {
      const running = await this.amber(['list', '--phase', 'Running', '-o', 'name']).done;
      const names = running.stdout.split('\n').filter((name) => name !== '');
      if (names.length > 0) await this.amber(['stop', ...names]).done;
    }
    for (const { child } of this.#runs) child.kill('SIGKILL');
    await Promise.all(this.#runs.map(({ done }) => done));
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
