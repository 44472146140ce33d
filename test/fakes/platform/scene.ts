import { readFileSync } from 'node:fs';
import type { Json } from './log.ts';

/** One frame of a recorded stream; `at` in ms from the session's creation. */
export interface Frame {
  readonly at: number;
  readonly text: string;
  /** undefined where the frame holds no single JSON object. */
  readonly event: Json | undefined;
}

/** One change of what GET said; `at` in ms from the session's creation. */
export interface State {
  readonly at: number;
  readonly status: Json | undefined;
  readonly annotations: { readonly [key: string]: string };
}

/** One recorded scene of the real platform. */
export interface Scene {
  readonly name: string;
  readonly session: string;
  readonly prompt: string;
  readonly frames: readonly Frame[];
  readonly states: readonly State[];
  readonly replay: string;
  /** Run ids of the messages that were sent and ran, in order. */
  readonly sent: readonly string[];
}

export const SCENES = [
  'text',
  'think',
  'tool',
  'multi',
  'long',
  'flood-slow-reader',
  'ask',
  'fail',
  'agent-killed',
  'interrupt',
  'stop-midway',
  'runner-killed',
  'pod-deleted',
  'ask-then-answer',
  'two-messages-at-once',
  'stop-send-start-send',
] as const;

export type SceneName = (typeof SCENES)[number];

const FIXTURES = new URL('../../fixtures/platform/', import.meta.url);

/** Loads a scene. Heartbeats are left out: the fake sends its own. */
export function loadScene(name: SceneName): Scene {
  const read = (file: string): string => readFileSync(new URL(`${name}/${file}`, FIXTURES), 'utf8');
  const states = read('session.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { t: number; session: RecordedSession });
  const frames = framesOf(read('live.sse'), read('live.timing'));
  const started = new Set(frames.filter(({ event }) => event?.type === 'RUN_STARTED').map(({ event }) => event?.runId));
  const first = states[0]?.session;
  return {
    name,
    session: first?.metadata.name ?? '',
    prompt: first?.spec.initialPrompt ?? '',
    frames,
    states: states.map(({ t, session }) => ({
      at: t * 1000,
      status: session.status,
      annotations: session.metadata.annotations ?? {},
    })),
    replay: read('replay.sse'),
    sent: sentIn(readIfThere(() => read('requests.json'))).filter((id) => started.has(id)),
  };
}

interface RecordedSession {
  readonly metadata: { readonly name: string; readonly annotations?: { readonly [key: string]: string } };
  readonly spec: { readonly initialPrompt: string };
  readonly status?: Json;
}

function readIfThere(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Every runId that an answer to a POST names, once. */
function sentIn(requests: string): string[] {
  return [...new Set([...requests.matchAll(/"runId": "([^"]+)"/g)].map(([, id]) => id ?? ''))];
}

/** Cuts the recorded bytes into frames; `timing` says at which second the stream had come to which offset (bytes). */
function framesOf(sse: string, timing: string): Frame[] {
  const marks = timing
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const whole = sse.slice(0, sse.lastIndexOf('\n\n') + 2); // the recording may end within a frame
  const frames: Frame[] = [];
  let offset = 0;
  let mark = 0;
  for (const text of whole.split(/(?<=\n\n)/)) {
    offset += Buffer.byteLength(text);
    while (mark < marks.length - 1 && (marks[mark]?.[1] ?? 0) < offset) mark++;
    if (!text.startsWith(':')) frames.push({ at: (marks[mark]?.[0] ?? 0) * 1000, text, event: eventOf(text) });
  }
  return frames;
}

function eventOf(frame: string): Json | undefined {
  try {
    return JSON.parse(frame.replace(/^data: /, '')) as Json;
  } catch {
    return undefined;
  }
}
