import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Entry, Options, ZipFile } from 'yauzl';
import { AmberError } from '../../core/errors.ts';
import { isWithin } from './parse-public-registry.ts';

/** What may come between two entries of a tar archive, which is kept until the next one is known: long names, the end. And on average. In bytes. */
const [MAX_HEADERS, MAX_HEADER] = [16 * 1024 ** 2, 64 * 1024];

/** What an archive may come to. */
export interface UnpackLimits {
  readonly bytes: number;
  readonly files: number;
}

const LIMITS: UnpackLimits = { bytes: 2 * 1024 ** 3, files: 50_000 };

/**
 * Unpacks an archive into a new folder: files and folders alone. Whatever else is in it (links, devices, a path that leads
 * out, more than the limits) refuses the whole. `name`: the archive's, whose ending says what it is.
 * @throws AmberError BAD_RESPONSE
 */
export async function unpack(
  archive: string,
  name: string,
  folder: string,
  limits: UnpackLimits = LIMITS,
): Promise<void> {
  const writer = new Writer(folder, limits);
  const file = basename(name).toLowerCase();
  if (/\.(?:tar\.gz|tgz)$/.test(file)) await unpackTar(createReadStream(archive).pipe(createGunzip()), writer);
  else if (/\.tar$/.test(file)) await unpackTar(createReadStream(archive), writer);
  else if (/\.zip$/.test(file)) await unpackZip(archive, writer);
  else if (/\.(?:bz2|xz|zst|7z|rar|dmg|msi|deb|rpm)$/.test(file))
    throw new AmberError('UNSUPPORTED', `${name} is an archive of a kind that is not read here`, {
      hint: 'download and unpack it yourself, and name its command in your configuration, under agents',
    });
  // A program by itself.
  else await copyFile(archive, await writer.place(basename(name), 0));
}

/** Says where an entry may be written, and counts. */
class Writer {
  readonly #folder: string;
  readonly #limits: UnpackLimits;
  #bytes = 0;
  #files = 0;

  constructor(folder: string, limits: UnpackLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** The path for an entry of so many bytes; its folder is there then. */
  async place(path: string, size: number): Promise<string> {
    if (!isWithin(path)) throw refused(`it holds the path ${JSON.stringify(path).slice(0, 100)}`);
    this.#bytes += size;
    this.#files += 1;
    if (this.#bytes > this.#limits.bytes || this.#files > this.#limits.files)
      throw refused(`it holds more than ${this.#limits.files} files or ${this.#limits.bytes} bytes`);
    const target = join(this.#folder, path);
    await mkdir(dirname(target), { recursive: true });
    return target;
  }

  /** Writes one file, which exists only once: nothing is written through what an earlier entry has made. */
  async write(path: string, size: number, mode: number, content: Readable): Promise<void> {
    const target = await this.place(path, size);
    await pipeline(content, createWriteStream(target, { flags: 'wx', mode: (mode & 0o111) === 0 ? 0o644 : 0o755 }));
  }
}

async function unpackTar(bytes: Readable, writer: Writer): Promise<void> {
  const { default: tar } = await import('tar-stream');
  const entries = tar.extract();
  let room = MAX_HEADERS;
  bytes.on('data', ({ length }: Buffer) => {
    room -= length;
    if (room < 0) entries.destroy(refused('a header in it has no end'));
  });
  bytes.once('error', (error) => entries.destroy(error));
  bytes.pipe(entries);
  try {
    for await (const entry of entries) {
      const { mode = 0o644, name, size = 0, type } = entry.header;
      room += size + MAX_HEADER;
      const path = name.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
      if (type === 'file' || type === 'contiguous-file') await writer.write(path, size, mode, entry);
      else if (type === 'directory') entry.resume();
      else throw refused(`it holds a ${type}: ${JSON.stringify(name).slice(0, 100)}`);
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    bytes.destroy();
  }
}

/** Bits of a Unix mode that say what kind of file it is, and the ones for a plain file. */
const [KIND, PLAIN, FOLDER] = [0o170000, 0o100000, 0o040000];

async function unpackZip(archive: string, writer: Writer): Promise<void> {
  const { default: yauzl } = await import('yauzl');
  try {
    const zip = await promisify<string, Options, ZipFile>(yauzl.open)(archive, {
      lazyEntries: true,
      strictFileNames: true,
      autoClose: false,
    });
    const openEntry = promisify<Entry, Readable>(zip.openReadStream.bind(zip));
    try {
      for (let entry = await nextEntry(zip); entry !== undefined; entry = await nextEntry(zip)) {
        const mode = entry.externalFileAttributes >>> 16;
        const kind = mode & KIND;
        if (entry.fileName.endsWith('/') || kind === FOLDER) continue;
        if (kind !== 0 && kind !== PLAIN)
          throw refused(`it holds what is no file: ${JSON.stringify(entry.fileName).slice(0, 100)}`);
        await writer.write(entry.fileName, entry.uncompressedSize, mode, await openEntry(entry));
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw asRefusal(error);
  }
}

/** The next entry; undefined after the last one. */
function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      zip.off('entry', found).off('end', over).off('error', failed);
    };
    const found = (entry: Entry): void => {
      done();
      resolve(entry);
    };
    const over = (): void => {
      done();
      resolve(undefined);
    };
    const failed = (error: unknown): void => {
      done();
      reject(error);
    };
    zip.on('entry', found).on('end', over).on('error', failed);
    zip.readEntry();
  });
}

const refused = (why: string): AmberError => new AmberError('BAD_RESPONSE', `the archive is not unpacked: ${why}`);

const asRefusal = (error: unknown): AmberError =>
  error instanceof AmberError ? error : refused(error instanceof Error ? error.message : String(error));
