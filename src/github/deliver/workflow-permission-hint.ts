import { isAmberError } from '../../core/errors.ts';
import type { Job } from '../open-job.ts';
import type { RunPlan } from '../plan/plan-types.ts';
import { APP_TOKEN, usesOf } from '../setup/action-pins.ts';
import { findComment } from '../thread/find-comments.ts';

/** Hidden behind the hint: in a comment of Amber's own it says that the thread has had it. */
const SAID = '<!-- amber:no-workflows -->';

/** The accounts of a job's own token; an app of one's own has its own name. */
const OF_THE_JOB: ReadonlySet<string> = new Set(['github-actions', 'github-actions[bot]']);

const HINT = [
  '⚠️ No workflow runs for this push: it was made with the job’s own token, and GitHub starts none for that.',
  'With the token of an app as input `github-token` they run:',
  `\`${usesOf(APP_TOKEN)}\` makes one.`,
].join(' ');

/** What readers should know about a push with the job's own token, once in a thread; nothing for any other token. */
export async function workflowsHint({ thread }: RunPlan, { api: open, interrupts }: Job): Promise<readonly string[]> {
  if (thread === undefined) return [];
  try {
    const api = await open();
    const { first } = interrupts;
    if (!OF_THE_JOB.has(await api.viewer(first))) return [];
    const said = await findComment(api, thread, (body) => body.includes(SAID), first);
    return said === undefined ? [`${HINT} ${SAID}`] : [];
  } catch (error) {
    // The work is there; what could be said of it is no reason to fail.
    if (isAmberError(error)) return [];
    throw error;
  }
}
