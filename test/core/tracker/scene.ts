import { readFileSync } from 'node:fs';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { Session } from '../../../src/core/session/session.ts';

/** A frame of a recorded stream: at which millisecond it was there; no event in a heartbeat. */
export interface Frame {
  readonly at: number;
  readonly event?: AguiEvent;
}

/** One recorded scene of the real platform. */
export interface Scene {
  readonly live: readonly Frame[];
  readonly replay: readonly AguiEvent[];
  /** What GET said from which millisecond on. */
  readonly sessions: readonly { readonly at: number; readonly session: Session }[];
}

const FIXTURES = new URL('../../fixtures/platform/', import.meta.url);

/** Reads a scene. Broken lines are left out: they are the decoder's business. */
export function readScene(name: string): Scene {
  const read = (file: string): string => readFileSync(new URL(`${name}/${file}`, FIXTURES), 'utf8');
  const timing = lines(read('live.timing')).map((line) => line.split(' ').map(Number));
  return {
    live: framesOf(read('live.sse')).map(({ text, end }) => {
      const [seconds = 0] = timing.find(([, offset = 0]) => offset >= end) ?? timing.at(-1) ?? [];
      const event = eventOf(text);
      return { at: seconds * 1_000, ...(event === undefined ? {} : { event }) };
    }),
    replay: framesOf(read('replay.sse')).flatMap(({ text }) => eventOf(text) ?? []),
    sessions: lines(read('session.jsonl')).map((line) => {
      const { t, session } = JSON.parse(line) as { t: number; session: Session };
      return { at: t * 1_000, session };
    }),
  };
}

/** Every occurrence of one run's id replaced by another: the platform takes the id that the caller chooses. */
export function renamed(scene: Scene, runId: string, own: string): Scene {
  return JSON.parse(JSON.stringify(scene).replaceAll(runId, own)) as Scene;
}

function framesOf(body: string): { text: string; end: number }[] {
  let end = 0;
  return body.split('\n\n').flatMap((text) => {
    end += Buffer.byteLength(text) + 2;
    return text === '' ? [] : [{ text, end }];
  });
}

function eventOf(frame: string): AguiEvent | undefined {
  if (!frame.startsWith('data: ')) return undefined;
  try {
    return JSON.parse(frame.slice(6)) as AguiEvent;
  } catch {
    return undefined;
  }
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
