import { isAmberError } from '../../core/errors.ts';
import type { NewLabel } from './github-api.ts';
import { GitHubClient, type GitHubOptions, type RequestOptions } from './github-client.ts';
import { readFile } from './read-file.ts';

/** The repository of a set-up, as its keeper sees it. What the token may not ask throws FORBIDDEN or NOT_FOUND. */
export interface RepositoryApi {
  about(): Promise<{ readonly defaultBranch: string; readonly role: string }>;
  /** A file of the default branch; undefined if there is none. */
  file(path: string): Promise<string | undefined>;
  hasLabel(name: string): Promise<boolean>;
  /** Makes a label, unless the repository has one of that name. */
  ensureLabel(label: NewLabel): Promise<void>;
  /** Of the repository itself, or of its organisation for it. */
  hasSecret(name: string): Promise<boolean>;
  hasVariable(name: string): Promise<boolean>;
  /** Which Actions may run. */
  allowedActions(): Promise<{ readonly enabled: boolean; readonly allowed: string }>;
  /** Whether a job's own token may open pull requests. */
  mayOpenPulls(): Promise<boolean>;
  /** Whether a repository, `owner/name`, has this commit. */
  hasCommit(repository: string, sha: string): Promise<boolean>;
}

/** To be imported lazily: it brings the toolkit. */
export function openRepository(options: GitHubOptions): RepositoryApi {
  const client = new GitHubClient(options);
  const { rest } = client.octokit;
  const place = { owner: options.owner, repo: options.repo };
  const ask = <T>(call: (request: RequestOptions) => Promise<{ readonly data: T }>): Promise<T> =>
    client.ask(async (request) => (await call(request)).data, undefined);
  const exists = async (call: (request: RequestOptions) => Promise<{ readonly data: unknown }>): Promise<boolean> => {
    try {
      await ask(call);
      return true;
    } catch (error) {
      // GitHub says 422 of a commit that is none of the repository's.
      if (isAmberError(error, 'NOT_FOUND', 'INVALID')) return false;
      throw error;
    }
  };
  /** A list of names, page by page, until it is whole. */
  const listed = async (
    name: string,
    perPage: number,
    pageOf: (page: number, request: RequestOptions) => Promise<{ readonly data: readonly { readonly name: string }[] }>,
  ): Promise<boolean> => {
    for (let page = 1; ; page++) {
      const names = (await ask((request) => pageOf(page, request))).map((one) => one.name);
      if (names.includes(name)) return true;
      if (names.length < perPage) return false;
    }
  };

  return {
    about: async () => {
      const data = await ask((request) => rest.repos.get({ ...place, request }));
      const { permissions: may } = data;
      const role = may?.admin ? 'admin' : may?.maintain ? 'maintain' : may?.push ? 'write' : 'read';
      return { defaultBranch: data.default_branch, role };
    },
    file: (path) => readFile(client, place, path),
    hasLabel: (name) => exists((request) => rest.issues.getLabel({ ...place, name, request })),
    ensureLabel: (label) => ensureLabel(client, place, label),
    hasSecret: async (name) =>
      (await exists((request) => rest.actions.getRepoSecret({ ...place, secret_name: name, request }))) ||
      listed(name, 100, async (page, request) => {
        const { data } = await rest.actions.listRepoOrganizationSecrets({ ...place, per_page: 100, page, request });
        return { data: data.secrets };
      }),
    hasVariable: async (name) =>
      (await exists((request) => rest.actions.getRepoVariable({ ...place, name, request }))) ||
      listed(name, 30, async (page, request) => {
        const { data } = await rest.actions.listRepoOrganizationVariables({ ...place, per_page: 30, page, request });
        return { data: data.variables };
      }),
    allowedActions: async () => {
      const data = await ask((request) => rest.actions.getGithubActionsPermissionsRepository({ ...place, request }));
      return { enabled: data.enabled, allowed: data.allowed_actions ?? 'all' };
    },
    mayOpenPulls: async () => {
      const permissions = (request: RequestOptions) =>
        rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...place, request });
      return (await ask(permissions)).can_approve_pull_request_reviews;
    },
    hasCommit: (repository, ref) => {
      const [owner = '', repo = ''] = repository.split('/');
      return exists((request) => rest.repos.getCommit({ owner, repo, ref, per_page: 1, request }));
    },
  };
}

/** Makes a label, unless the repository has one of that name. @throws AmberError */
export async function ensureLabel(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  label: NewLabel,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const { createLabel } = client.octokit.rest.issues;
    await client.ask((request) => createLabel({ ...place, ...label, request }), signal);
  } catch (error) {
    if (!isAmberError(error, 'INVALID') || !/already.exists/i.test(error.message)) throw error;
  }
}
