import type { StreamItem } from '../../../core/agui/events.ts';
import { messageOf } from '../../../core/errors.ts';
import { FRAME_CAP } from '../../../sse/decoder.ts';

/** The media type of AG-UI's binary form: frames of a length in four bytes, big-endian, and an event in protobuf. */
export const PROTO_TYPE = 'application/vnd.ag-ui.event+proto';

const LENGTH = 4;

/** Bytes of the binary form → events, however they were cut into chunks. What can't be read becomes a warning. */
export class ProtoFrames {
  readonly #decode: (frame: Uint8Array) => object;
  #held: Buffer = Buffer.alloc(0);
  /** Chunks that have come since, not joined yet: a frame in many pieces is joined once. */
  #waiting: Uint8Array[] = [];
  #waitingSize = 0;
  #wanted = LENGTH;
  #offset = 0;
  #isLost = false;

  private constructor(decode: (frame: Uint8Array) => object) {
    this.#decode = decode;
  }

  /** Loads the decoder. */
  static async open(): Promise<ProtoFrames> {
    const { decode } = await import('@ag-ui/proto');
    return new ProtoFrames(decode);
  }

  push(chunk: Uint8Array): StreamItem[] {
    if (this.#isLost) return [];
    this.#waiting.push(chunk);
    this.#waitingSize += chunk.length;
    if (this.#held.length + this.#waitingSize < this.#wanted) return [];
    let bytes = Buffer.concat([this.#held, ...this.#waiting]);
    this.#waiting = [];
    this.#waitingSize = 0;
    const items: StreamItem[] = [];
    this.#wanted = LENGTH;
    while (bytes.length >= LENGTH) {
      const size = bytes.readUInt32BE(0);
      if (size > FRAME_CAP) {
        // Where the next frame begins can't be known any more.
        this.#isLost = true;
        items.push(this.#warning('FRAME_TOO_LARGE', `a frame of ${size} bytes: the rest can't be read`));
        return items;
      }
      this.#wanted = LENGTH + size;
      if (bytes.length < this.#wanted) break;
      items.push(this.#item(bytes.subarray(LENGTH, this.#wanted)));
      this.#offset += this.#wanted;
      bytes = bytes.subarray(this.#wanted);
      this.#wanted = LENGTH;
    }
    this.#held = bytes;
    return items;
  }

  #item(frame: Uint8Array): StreamItem {
    try {
      // By way of JSON, as the other form: without what is undefined.
      const raw = JSON.stringify(this.#decode(frame));
      return { kind: 'event', event: JSON.parse(raw), raw };
    } catch (error) {
      return this.#warning(
        'MALFORMED_FRAME',
        `a frame of ${frame.length} bytes is no event: ${messageOf(error).slice(0, 200)}`,
      );
    }
  }

  #warning(code: string, message: string): StreamItem {
    return { kind: 'warning', code, message, offset: this.#offset };
  }
}
