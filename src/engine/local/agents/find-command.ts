import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The file that a command name stands for on a PATH, found without starting anything, or undefined.
 * On Windows the extensions of PATHEXT are tried, but `.cmd` and `.bat` are left out: Node runs them only through a shell.
 */
export function findCommand(name: string, env: { readonly [name: string]: string | undefined }): string | undefined {
  const windows = process.platform === 'win32';
  const path = env.PATH ?? (windows ? env.Path : undefined) ?? '';
  const extensions = windows
    ? ['', ...(env.PATHEXT ?? '.COM;.EXE').split(';').filter((ext) => /^\.(com|exe)$/i.test(ext))]
    : [''];
  for (const directory of path.split(delimiter)) {
    // An empty entry means the current directory to a shell; here it would run what a repository brings along.
    if (directory === '') continue;
    for (const extension of extensions) {
      const file = join(directory, name + extension);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
