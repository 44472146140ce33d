import { AmberError, messageOf } from '../../core/errors.ts';
import { decodeText } from '../../core/text.ts';
import { readInputFile } from '../input-file.ts';

/** Of a token or a bundle of certificates, in bytes. */
const LARGEST = 4 * 1024 * 1024;

/** The token of the requests: read when first needed, and again when the server does not take it any longer. */
export class Credentials {
  readonly #read: () => Promise<string>;
  #token: Promise<string> | undefined;

  constructor(read: () => Promise<string>) {
    this.#read = read;
  }

  /** The token; "" if there is none, which is for the server to refuse. */
  get(): Promise<string> {
    if (this.#token === undefined) this.#token = this.#fresh();
    return this.#token;
  }

  /** Reads it anew after `refused` was not taken; undefined if there is no other. Tokens of a long run expire. */
  async renew(refused: string): Promise<string | undefined> {
    if ((await this.get()) === refused) this.#token = this.#fresh();
    const token = await this.get();
    return token === refused ? undefined : token;
  }

  async #fresh(): Promise<string> {
    try {
      return (await this.#read()).trim();
    } catch (error) {
      this.#token = undefined; // the next request tries again
      throw error;
    }
  }
}

/**
 * The text of a file that a setting names: a token, a certificate. `what`: the file as messages call it.
 * @throws AmberError CONFIG
 */
export async function readSettingFile(path: string, what: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readInputFile(path, LARGEST);
  } catch (cause) {
    throw new AmberError('CONFIG', `cannot read ${what}: ${messageOf(cause)}`, { cause });
  }
  return decodeText(bytes, what, 'CONFIG');
}
