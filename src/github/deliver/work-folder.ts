import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../core/agui/events.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { NO_RUN, type Outcome, type Result } from '../../core/result.ts';
import type { Thread } from '../event/github-event.ts';
import { isName } from '../thread/thread-record.ts';
import { plainText } from './git/plain-file.ts';
import type { Git } from './git/safe-git.ts';

/** What a job without rights leaves for one that has them. Its reader can't know who wrote it: it decides nothing. */
export interface LeftWork {
  readonly thread: Thread;
  /** The commit that the work began with, and its last one; absent where there is nothing to deliver. */
  readonly commits?: { readonly start: string; readonly last: string };
  /** How the run ended, with the agent's account as its message. */
  readonly result: Result;
  readonly askedBy: string;
}

const FILES = { plan: 'delivery.json', account: 'account.md', work: 'work.bundle' } as const;
/** The patch in such a folder, for people. */
export const PATCH = 'changes.patch';

/** Writes such a folder: what to deliver, the account, and the commits as a git bundle. @throws AmberError GIT, STATE */
export async function writeFolder(
  folder: string,
  left: LeftWork,
  run?: Git,
  known: readonly string[] = [],
): Promise<void> {
  const { account, plan, work } = FILES;
  // An agent that could write here may have left pipes and links in the place of these files.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (left.commits !== undefined && run !== undefined) {
    const ref = 'refs/amber/work';
    await run(['update-ref', ref, left.commits.last]);
    await run(['bundle', 'create', '--quiet', join(folder, work), ref, '--not', ...known]);
  }
  writeFileSync(join(folder, account), `${left.result.message}\n`);
  writeFileSync(join(folder, plan), `${JSON.stringify({ v: 1, ...left }, undefined, 2)}\n`);
}

/** The content of LFS in the folder. */
export const lfsIn = (folder: string): string => join(folder, 'lfs');

/** The bundle of the folder. @throws AmberError INVALID if it is no plain file: git would wait for a pipe without end */
export function bundleIn(folder: string): string {
  const path = join(folder, FILES.work);
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) return path;
  throw new AmberError('INVALID', `${path} is no plain file`, { hint: LEFT_BY });
}

const LEFT_BY = 'a step with `deliver: patch` leaves it in the folder that its output `delivery-path` names';
/** Of the plan, in bytes: the agent's account is in it. */
const MAX_PLAN = 16 * 1024 * 1024;

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const REPO = /^[\w.-]{1,100}$/;
const LOGIN = /^[\w-]{1,100}(?:\[bot\])?$/;
const OUTCOMES: readonly string[] = [
  'finished',
  'failed',
  'needs-input',
  'cancelled',
  'timed-out',
  'over-budget',
  'stopped',
  'lost',
] satisfies Outcome[];

/** Reads such a folder. @throws AmberError NOT_FOUND, INVALID */
export function readFolder(folder: string): LeftWork {
  const path = join(folder, FILES.plan);
  let value: unknown;
  try {
    const text = plainText(path, MAX_PLAN);
    if (text === undefined)
      throw new Error(`${FILES.plan} is not there, or no plain file of ${MAX_PLAN >> 20} MiB at most`);
    value = JSON.parse(text);
  } catch (cause) {
    throw new AmberError('NOT_FOUND', `${folder} holds no work to deliver: ${messageOf(cause)}`, {
      hint: LEFT_BY,
      cause,
    });
  }
  const left = leftIn(value);
  if (left === undefined) throw new AmberError('INVALID', `${path} is not what \`deliver: patch\` writes`);
  return left;
}

function leftIn(value: unknown): LeftWork | undefined {
  if (!isObject(value) || value.v !== 1) return undefined;
  const { askedBy, commits } = value;
  const thread = threadIn(value.thread);
  const result = resultIn(value.result);
  if (thread === undefined || result === undefined || typeof askedBy !== 'string') return undefined;
  if (askedBy !== '' && !LOGIN.test(askedBy)) return undefined;
  if (commits === undefined) return { thread, result, askedBy };
  const { last, start } = isObject(commits) ? commits : {};
  if (typeof last !== 'string' || typeof start !== 'string' || !SHA.test(last) || !SHA.test(start)) return undefined;
  return { thread, result, askedBy, commits: { start, last } };
}

function threadIn(value: unknown): Thread | undefined {
  const { kind, number, owner, repo } = isObject(value) ? value : {};
  if (typeof owner !== 'string' || typeof repo !== 'string' || !REPO.test(owner) || !REPO.test(repo)) return undefined;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined;
  return kind === 'issue' || kind === 'pull-request' ? { owner, repo, number, kind } : undefined;
}

/** Of the result what people are shown. */
function resultIn(value: unknown): Result | undefined {
  if (!isObject(value)) return undefined;
  const { cost, durationMs, error, exitCode, message, outcome, runId, session, usage } = value;
  const isCount = (n: unknown): n is number => typeof n === 'number' && Number.isFinite(n) && n >= 0;
  if (typeof message !== 'string' || !isCount(exitCode) || !isCount(durationMs)) return undefined;
  if (outcome !== null && !(typeof outcome === 'string' && OUTCOMES.includes(outcome))) return undefined;
  const { inputTokens, outputTokens } = isObject(usage) ? usage : {};
  const { code, message: why } = isObject(error) ? error : {};
  return {
    ...NO_RUN,
    outcome: outcome as Outcome | null,
    exitCode,
    message,
    durationMs,
    session: isName(session) ? session : null,
    runId: typeof runId === 'string' ? runId : null,
    usage: isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : null,
    stopped: true,
    stopReason: 'run-finished',
    ...(isObject(cost) && isCount(cost.usd) ? { cost: { usd: cost.usd } } : {}),
    ...(typeof code === 'string' && typeof why === 'string' ? { error: { code, message: why } } : {}),
  };
}
