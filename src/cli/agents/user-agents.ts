import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AmberError, messageOf, systemCodeOf } from '../../core/errors.ts';

/** Puts an agent into the user's configuration, and leaves all else of it as it is, comments included. @throws AmberError CONFIG */
export async function writeUserAgent(path: string, name: string, command: string): Promise<void> {
  const { parseDocument } = await import('yaml');
  try {
    const old = textAt(path);
    const document = parseDocument(old ?? '');
    const [error] = document.errors;
    if (error !== undefined) throw new Error(error.message.split('\n', 1)[0]);
    document.setIn(['agents', name], command);
    // A link leads to where somebody keeps it: it stays a link.
    const target = old === undefined ? path : realpathSync(path);
    const mode = old === undefined ? 0o600 : statSync(target).mode & 0o777;
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const fresh = `${target}.${process.pid}`;
    writeFileSync(fresh, document.toString({ lineWidth: 0 }), { mode, flag: 'wx' });
    chmodSync(fresh, mode);
    renameSync(fresh, target);
  } catch (cause) {
    throw new AmberError('CONFIG', `cannot write ${path}: ${messageOf(cause)}`, {
      hint: `put it there yourself, under agents: ${name}: ${command}`,
      cause,
    });
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
