import { isAmberError, messageOf } from '../../../core/errors.ts';
import { type Git, type Remote, remoteRefs } from './safe-git.ts';

/** What became of a push. `moved`: the branch has commits that ours does not have. */
export type Pushed = { readonly is: 'done' | 'moved' } | { readonly is: 'refused'; readonly why: string };

const RIGHT = 'the token needs contents: write; with deliver: patch another job can have it';

/** Pushes a commit to a branch, never by force. An answer that was lost is looked up. @throws the signal's reason */
export async function push(run: Git, remote: Remote, commit: string, branch: string): Promise<Pushed> {
  const ref = `refs/heads/${branch}`;
  try {
    await run(['push', '--quiet', '--no-verify', '--', remote.url, `${commit}:${ref}`], { remote });
    return { is: 'done' };
  } catch (error) {
    if (!isAmberError(error)) throw error;
    const there = await remoteRefs(run, remote, [ref]).catch(() => undefined);
    if (there?.commits.get(ref) === commit) return { is: 'done' };
    const said = messageOf(error);
    if (/fetch first|non-fast-forward|cannot lock ref|reference already exists/.test(said)) return { is: 'moved' };
    const isRight = /\b403\b|[Pp]ermission to .* denied/.test(said);
    return { is: 'refused', why: `${said}${isRight ? `; ${RIGHT}` : ''}` };
  }
}
