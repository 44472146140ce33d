import type { AguiEvent } from '../../core/agui/events.ts';

/** Fields that a replay adds to an event that was first seen live (docs/platform.md, the stream). */
const ADDED = new Set(['runId', 'run_id', 'threadId', 'thread_id']);
/** A longer string is known by so many of its characters, evenly spaced, and by its length. */
const SAMPLES = 256;

/**
 * A number that an event and its replay share, and two different events hardly ever: 52 bits over its fields in any
 * order, but for the ids that a replay adds. A snapshot of a megabyte costs microseconds.
 */
export function fingerprint(event: AguiEvent): number {
  let [low, high] = [0, 0];
  for (const [field, value] of Object.entries(event)) {
    if (ADDED.has(field)) continue;
    low = (low + of(value, hash(field, 1))) | 0;
    high = (high + of(value, hash(field, 2))) | 0;
  }
  return joined(low, high);
}

/** A number of 52 bits for a name: kept by the thousands, texts would take three times the memory. */
export function fingerprintOf(name: string): number {
  return joined(hash(name, 1), hash(name, 2));
}

const joined = (low: number, high: number): number => (high >>> 6) * 2 ** 26 + (low & 0x3ff_ffff);

function of(value: unknown, seed: number): number {
  if (typeof value === 'string') return hash(value, seed);
  if (typeof value !== 'object' || value === null) return hash(String(value), seed ^ 0x5bd1);
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => of(item, mix(sum)), mix(~seed + value.length));
  let sum = 0;
  for (const [field, item] of Object.entries(value)) sum = (sum + of(item, hash(field, seed))) | 0;
  return mix(sum ^ seed);
}

function hash(text: string, seed: number): number {
  let sum = mix(seed ^ text.length);
  const step = Math.max(1, Math.floor(text.length / SAMPLES));
  for (let at = 0; at < text.length; at += step) sum = Math.imul(sum ^ text.charCodeAt(at), 0x0100_0193);
  return mix(sum);
}

/** The last steps of MurmurHash3: every bit of the input moves about half of the bits. */
function mix(value: number): number {
  let sum = value | 0;
  sum = Math.imul(sum ^ (sum >>> 16), 0x85eb_ca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2_ae35);
  return sum ^ (sum >>> 16);
}
