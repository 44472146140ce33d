import { isAmberError } from '../../core/errors.ts';
import type { GitHubClient } from './github-client.ts';

/**
 * The text of a file of the repository's default branch; undefined for what is not there, or is a folder.
 * @throws AmberError; the signal's reason
 */
export async function readFile(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  path: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const { data } = await client.ask(
      (request) => client.octokit.rest.repos.getContent({ ...place, path, mediaType: { format: 'raw' }, request }),
      signal,
    );
    // Asked for raw, a file is its text, and a folder is JSON all the same. Octokit's types know only the JSON.
    const text: unknown = data;
    return typeof text === 'string' ? text : undefined;
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
