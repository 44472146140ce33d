import { isObject, object, text } from '../core/agui/events.ts';
import {
  bytesOf,
  FILE_LIMITS,
  type FilePart,
  type MessageContent,
  shownFiles,
  sizeText,
} from '../core/agui/message-files.ts';
import { AmberError } from '../core/errors.ts';
import { fileTypeOf } from '../core/file-type.ts';

/** A file as a part of a message. What it is its bytes say. */
export function filePart(bytes: Uint8Array, name: string, path?: string): FilePart {
  const { type, mimeType } = fileTypeOf(bytes, name);
  const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const metadata = { name, ...(path !== undefined && { path }) };
  return { type, source: { type: 'data', value, mimeType }, metadata };
}

/** The bytes of one. */
export function bytesOfPart({ source }: FilePart): Buffer {
  return Buffer.from(source.value, 'base64');
}

/**
 * The content of a message that came over the wire: a text, or parts with the data of their files, whose types their bytes
 * say. Undefined for any other form: nothing is fetched from an address.
 * @throws AmberError INVALID for too many files, or too large ones
 */
export function readContent(json: unknown): MessageContent | undefined {
  if (typeof json === 'string' || !Array.isArray(json)) return typeof json === 'string' ? json : undefined;
  const sizes: { name: string; bytes: number }[] = [];
  const parts: Exclude<MessageContent, string>[number][] = [];
  for (const part of json as readonly unknown[]) {
    if (!isObject(part)) return undefined;
    if (part.type === 'text' && typeof part.text === 'string') {
      parts.push({ type: 'text', text: part.text });
      continue;
    }
    const [file] = shownFiles({ content: [part] });
    if (file?.data === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(file.data)) return undefined;
    sizes.push({ name: file.name, bytes: bytesOf(file.data) });
    checkFileSizes(sizes);
    const path = text(object(part, 'metadata') ?? {}, 'path');
    parts.push(filePart(Buffer.from(file.data, 'base64'), file.name.slice(0, 255), path));
  }
  return parts.length === 0 ? undefined : parts;
}

/** @throws AmberError INVALID for more, or more bytes, than a message may have */
export function checkFileSizes(files: readonly { readonly name: string; readonly bytes: number }[]): void {
  const { all, count, each } = FILE_LIMITS;
  if (files.length > count) throw tooMuch(`too many files: at most ${count} go with one message`);
  const large = files.find(({ bytes }) => bytes > each);
  if (large !== undefined) throw tooMuch(`${large.name} is too large: at most ${sizeText(each)} each`);
  const sum = files.reduce((bytes, file) => bytes + file.bytes, 0);
  if (sum > all) throw tooMuch(`the files are too large together, ${sizeText(sum)}: at most ${sizeText(all)}`);
}

const tooMuch = (message: string): AmberError =>
  new AmberError('INVALID', message, {
    hint: 'name its path in the prompt, without an @: the agent can read its workspace',
  });
