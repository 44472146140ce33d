import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject } from 'vitest';
import { declarations } from '../../scripts/declarations.ts';

const REPOSITORY = new URL('../..', import.meta.url).pathname;

/** A program's folder that has the package in its node_modules, as it was built for this run of the tests. */
export class PackageFolder implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'amber-library-')));
  readonly package = join(this.path, 'node_modules/@ambient-code/amber');

  private constructor(types: ReadonlyMap<string, Uint8Array>) {
    cpSync(dirname(dirname(inject('amber'))), this.package, { recursive: true });
    for (const [name, contents] of types) {
      const file = join(this.package, 'dist', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents);
    }
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: false,
      typeRoots: [join(REPOSITORY, 'node_modules/@types')],
      types: ['node'],
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    this.write('package.json', JSON.stringify({ type: 'module' }));
  }

  static async create(): Promise<PackageFolder> {
    return new PackageFolder(await declarations());
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /** Runs a file of the folder as a program of a user's; returns what it prints. */
  async run(name: string): Promise<string> {
    const argv = ['--experimental-strip-types', '--no-warnings', name];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, {
      cwd: this.path,
      env: { PATH: process.env.PATH, HOME: this.path, AMBER_STATE_DIR: join(this.path, 'state') },
    });
    expect(stderr).toBe('');
    return stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
