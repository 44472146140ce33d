import type { Readable, Writable } from 'node:stream';
import type { AnyMessage, Stream } from '@agentclientprotocol/sdk';
import { isObject } from '../../../../core/agui/events.ts';
import { type Line, LineSplitter } from './line-splitter.ts';

type Update = { readonly [field: string]: unknown };

export interface WireHandlers {
  /** One `session/update`. A promise holds back the reading of the agent until it settles. */
  update(sessionId: string, update: Update): Promise<void> | undefined;
  /** A line that is no message of ACP. */
  stray(line: string): void;
}

/** Longest line: a message with a file of that size in it is no conversation. */
const MAX_LINE = 64 * 1024 * 1024;
/** Deepest nesting of a message: what recurses over a deeper one may run out of stack. */
const MAX_DEPTH = 200;
/** Requests of the agent that wait for our answer before its output is left unread. */
const MAX_WAITING = 256;

/**
 * The agent's stdin and stdout as the SDK wants them, with two differences to its own `ndJsonStream`:
 * - `session/update` goes straight to a handler. The SDK checks each one with zod, twice, and awaits several promises for
 *   it: measured with 50,000 chunks, 0.6 s against 0.15 s with translation. Our reading is tolerant anyway, since a
 *   newer agent's unknown fields must not cost us its text. All else (requests, answers, cancellation) is the SDK's.
 * - A line that is no ACP is handed to `stray`, where the SDK would write it to our stderr, answer it, or fail.
 * Reading stops while a handler or the SDK is behind, so that a flood waits in the agent's pipe and not in our memory.
 */
export function openWire(stdout: Readable, stdin: Writable, handlers: WireHandlers): Stream {
  const asked = new Set<unknown>();
  let waiting = 0;
  let closed = false;
  let wake: (() => void) | undefined;
  const progress = (): void => {
    wake?.();
    wake = undefined;
  };

  const readable = new ReadableStream<AnyMessage>(
    {
      start(controller) {
        const close = (): void => {
          if (!closed) controller.close();
          closed = true;
        };
        // However the agent's output ended, the exit of its process shows why.
        void read(controller).then(close, close);
      },
      pull: progress,
      cancel: () => {
        closed = true;
        stdout.destroy();
        progress();
      },
    },
    { highWaterMark: 64 },
  );

  async function read(controller: ReadableStreamDefaultController<AnyMessage>): Promise<void> {
    const splitter = new LineSplitter(MAX_LINE);
    for await (const chunk of stdout) {
      let slow: Promise<void> | undefined;
      for (const line of splitter.push(chunk)) slow = take(controller, line) || slow;
      if (slow !== undefined) await slow;
      while (!closed && ((controller.desiredSize ?? 1) <= 0 || waiting >= MAX_WAITING))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    const last = splitter.end();
    if (last !== undefined) await take(controller, last);
  }

  function take(controller: ReadableStreamDefaultController<AnyMessage>, line: Line): Promise<void> | undefined {
    const text = 'tooLong' in line ? `[a line of ${line.tooLong} bytes]` : line.text;
    const message = parse(text);
    if (message === undefined) {
      if (text.trim() !== '') handlers.stray(text);
      return undefined;
    }
    if (typeof message.method !== 'string') {
      // An answer to nothing that we asked: the SDK would print it.
      if (!asked.delete(message.id)) {
        handlers.stray(text);
        return undefined;
      }
    } else if (message.id === undefined) {
      if (message.method === 'session/update' && isObject(message.params) && isObject(message.params.update))
        return handlers.update(String(message.params.sessionId), message.params.update);
      // Of the other notifications, only a request's cancellation concerns us.
      if (message.method !== '$/cancel_request') return undefined;
    } else waiting++;
    controller.enqueue(message as unknown as AnyMessage);
    return undefined;
  }

  const writable = new WritableStream<AnyMessage>({
    write(message) {
      if ('method' in message) {
        if ('id' in message) asked.add(message.id);
      } else {
        waiting--;
        progress();
      }
      return new Promise((resolve, reject) => {
        stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
      });
    },
  });
  return { readable, writable: withOneWriter(writable) };
}

/**
 * The stream, with one writer for all who ask for one. The SDK takes a writer for each message and gives it back. Node
 * words an error for those who would go on with it, and the first time it does so it makes a V8 context of its own: 3 ms,
 * for the agent and for Amber, before the first event of a run.
 */
export function withOneWriter<Item>(stream: WritableStream<Item>): WritableStream<Item> {
  const writer = stream.getWriter();
  writer.releaseLock = () => {};
  stream.getWriter = () => writer;
  return stream;
}

function parse(line: string): { readonly [field: string]: unknown } | undefined {
  // Spares an exception for each line of a log that goes to the wrong stream.
  if (!line.startsWith('{') && !line.trimStart().startsWith('{')) return undefined;
  try {
    // A byte-order mark counts as white space here, and not to JSON.
    const message: unknown = JSON.parse(line.trimStart());
    if (!isObject(message) || message.jsonrpc !== '2.0') return undefined;
    // Most messages are too short to be deep.
    return line.length > 2 * MAX_DEPTH && isDeeper(message, MAX_DEPTH) ? undefined : message;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}
