import { readFile } from 'node:fs/promises';
import { AmberError, messageOf } from '../../core/errors.ts';
import { decodeText } from '../../core/text.ts';

/**
 * The text of a file that a setting names: a token, a certificate. `what`: the file as messages call it.
 * @throws AmberError CONFIG
 */
export async function readSettingFile(path: string, what: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new AmberError('CONFIG', `cannot read ${what}: ${messageOf(cause)}`, { cause });
  }
  return decodeText(bytes, what, 'CONFIG');
}
