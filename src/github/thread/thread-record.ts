/** What Amber keeps of a thread, hidden in its own comment there. */
export interface ThreadRecord {
  readonly v: 1;
  readonly engine: string;
  readonly project: string;
  readonly session: string | null;
  /** Of the AG-UI run; null before it is known. */
  readonly runId: string | null;
  readonly workflowRunId: number;
  readonly state: 'queued' | 'running' | 'ended';
  readonly outcome: string | null;
  /** Attempts to fix since the last healthy result. */
  readonly attempts: number;
  readonly askedBy: string;
  readonly promptType: string;
  readonly headSha?: string;
  /** The commit that Amber pushed after the run. */
  readonly pushedSha?: string;
  /** RFC 3339, by the clock of the runner. */
  readonly startedAt: string;
  readonly updatedAt: string;
}

/** In every comment of Amber's: one that carries it never starts anything. */
export const MARKER = '<!-- amber';

/** Nothing stands before it: other workflows comment with the same token, and repeat what anybody wrote. */
const RECORD = /^\s*<!-- amber:record (\{.*?\}) -->/s;
/** RFC 1123: labels between dots, each with a letter or digit at both ends. */
const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** True for the name of an object of Kubernetes: what a name from GitHub must be before it is used for anything. */
export function isName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 253 && NAME.test(name);
}

/** The record as an HTML comment. `<`, `>` and `-` are written so that nothing in it can end the comment. */
export function writeRecord(record: ThreadRecord): string {
  const json = JSON.stringify(record).replace(/[<>]|--/g, (text) =>
    [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );
  return `<!-- amber:record ${json} -->`;
}

/** The record in a comment of Amber's own; undefined if there is none, or it is none of this version. */
export function readRecord(body: string): ThreadRecord | undefined {
  const [, json = ''] = RECORD.exec(body) ?? [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return isThreadRecord(value) ? value : undefined;
}

function isThreadRecord(value: unknown): value is ThreadRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as { readonly [key: string]: unknown };
  const texts = [record.engine, record.askedBy, record.promptType, record.startedAt, record.updatedAt];
  return (
    record.v === 1 &&
    texts.every((text) => typeof text === 'string') &&
    isName(record.project) &&
    (record.session === null || isName(record.session)) &&
    (record.runId === null || typeof record.runId === 'string') &&
    isCount(record.workflowRunId) &&
    isCount(record.attempts) &&
    (record.state === 'queued' || record.state === 'running' || record.state === 'ended') &&
    (record.outcome === null || typeof record.outcome === 'string') &&
    (record.headSha === undefined || typeof record.headSha === 'string') &&
    (record.pushedSha === undefined || typeof record.pushedSha === 'string')
  );
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
