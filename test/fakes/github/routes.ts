import type { Match } from './openapi.ts';
import type { FakeCheckRun, FakeComment, GitHubState } from './state.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

type Body = { readonly [key: string]: unknown };
const NOT_FOUND: Answer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
};

/** Does what the route says, and gives the parts of the answer that depend on the state. */
export function answerRoute(
  state: GitHubState,
  { route, params }: Match,
  raw: unknown,
  accept: string,
  now: Date,
): Answer {
  const body = (raw ?? {}) as Body;
  const thread = state.threads.get(Number(params.issue_number ?? params.pull_number));
  const comment = state.comments.get(Number(params.comment_id));
  const check = state.checkRuns.get(Number(params.check_run_id));
  switch (route.replace('/repos/{owner}/{repo}', '')) {
    case 'get ': {
      const may = { admin: true, maintain: true, push: true, triage: true, pull: true };
      return {
        status: 200,
        body: { full_name: `${state.owner}/${state.repo}`, default_branch: 'main', permissions: may },
      };
    }
    case 'get /labels/{name}':
      return state.labels.has(params.name ?? '') ? { status: 200, body: labelBody(params.name ?? '', 1) } : NOT_FOUND;
    case 'post /labels': {
      const { name, color, description } = body as { [key: string]: string };
      if (name === undefined || state.labels.has(name))
        return {
          status: 422,
          body: {
            message: 'Validation Failed',
            errors: [{ resource: 'Label', field: 'name', code: 'already_exists' }],
            documentation_url: 'https://docs.github.com/rest',
            status: '422',
          },
        };
      state.labels.set(name, { color: color ?? '', description: description ?? '' });
      return { status: 201, body: { ...labelBody(name, state.id()), color, description } };
    }
    case 'get /commits/{ref}':
      // As GitHub says it of what is no commit.
      return state.commits.has(`${params.owner}/${params.repo}@${params.ref}`)
        ? { status: 200, body: { sha: params.ref } }
        : invalid(`No commit found for SHA: ${params.ref}`);
    case 'get /actions/secrets/{secret_name}':
      return state.secrets.has(params.secret_name ?? '') ? { status: 200, body: named(params.secret_name) } : NOT_FOUND;
    case 'get /actions/organization-secrets':
      return { status: 200, body: { total_count: 1, secrets: [named('OF_THE_ORGANISATION')] } };
    case 'get /actions/variables/{name}':
      return state.variables.has(params.name ?? '') ? { status: 200, body: variable(params.name) } : NOT_FOUND;
    case 'get /actions/organization-variables':
      return { status: 200, body: { total_count: 1, variables: [variable('OF_THE_ORGANISATION')] } };
    case 'get /actions/permissions':
      return {
        status: 200,
        body: { enabled: true, allowed_actions: state.allowedActions, sha_pinning_required: false },
      };
    case 'get /actions/permissions/workflow': {
      const opens = state.actionsMayOpenPulls;
      return { status: 200, body: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: opens } };
    }
    case 'get /collaborators/{username}/permission':
      return permission(state, params.username ?? '');
    case 'get /contents/{path}':
      return contents(state, params.path ?? '', accept);
    case 'post /issues/{issue_number}/comments': {
      if (thread === undefined) return NOT_FOUND;
      const tooLong = String(body.body).length > 65_536;
      if (tooLong) return invalid('Body is too long (maximum is 65536 characters)');
      const created = state.comment(thread.number, state.viewer, String(body.body), now.toISOString());
      return { status: 201, body: commentBody(state, created) };
    }
    case 'get /issues/comments/{comment_id}':
      return comment === undefined ? NOT_FOUND : { status: 200, body: commentBody(state, comment) };
    case 'patch /issues/comments/{comment_id}':
      if (comment === undefined) return NOT_FOUND;
      if (String(body.body).length > 65_536) return invalid('Body is too long (maximum is 65536 characters)');
      comment.body = String(body.body);
      return { status: 200, body: commentBody(state, comment) };
    case 'post /issues/{issue_number}/labels':
      if (thread === undefined) return NOT_FOUND;
      thread.labels = [...new Set([...thread.labels, ...(body.labels as string[])])];
      return { status: 200, body: thread.labels.map((name, id) => labelBody(name, id + 1)) };
    case 'delete /issues/{issue_number}/labels/{name}': {
      if (thread === undefined || !thread.labels.includes(params.name ?? '')) return NOT_FOUND;
      thread.labels = thread.labels.filter((name) => name !== params.name);
      return { status: 200, body: thread.labels.map((name, id) => labelBody(name, id + 1)) };
    }
    case 'post /issues/{issue_number}/reactions':
      return thread === undefined ? NOT_FOUND : react(state, body, `thread ${thread.number}`);
    case 'post /issues/comments/{comment_id}/reactions':
      return comment === undefined ? NOT_FOUND : react(state, body, `comment ${comment.id}`);
    case 'post /pulls/comments/{comment_id}/reactions':
      return react(state, body, `review comment ${params.comment_id}`);
    case 'post /pulls':
      return openPull(state, body);
    case 'get /branches/{branch}': {
      const protectedOne = state.protectedBranches.has(params.branch ?? '');
      return state.branches().includes(params.branch ?? '')
        ? { status: 200, body: { name: params.branch, protected: protectedOne } }
        : { ...NOT_FOUND, body: { ...(NOT_FOUND.body as Body), message: 'Branch not found' } };
    }
    case 'post /git/refs': {
      const branch = String(body.ref).replace('refs/heads/', '');
      if (!state.createBranch(branch, String(body.sha))) return invalid('Reference already exists');
      return { status: 201, body: { ref: body.ref, object: { type: 'commit', sha: body.sha } } };
    }
    case 'patch /pulls/{pull_number}':
      if (thread?.pull === undefined) return NOT_FOUND;
      if (typeof body.body === 'string') {
        state.beforeBody.shift()?.(thread);
        state.edit(thread, body.body, now.toISOString());
      }
      return { status: 200, body: { number: thread.number, body: thread.body } };
    case 'post /check-runs': {
      const created: FakeCheckRun = {
        id: state.id(),
        name: String(body.name),
        headSha: String(body.head_sha),
        ...checkOf(body),
      };
      if (isTooLong(created)) return TOO_LONG_OUTPUT;
      state.checkRuns.set(created.id, created);
      return { status: 201, body: checkBody(created) };
    }
    case 'patch /check-runs/{check_run_id}': {
      if (check === undefined) return NOT_FOUND;
      const changed = { ...check, ...checkOf(body) };
      if (isTooLong(changed)) return TOO_LONG_OUTPUT;
      state.checkRuns.set(check.id, changed);
      return { status: 200, body: checkBody(changed) };
    }
    case 'get /actions/runs/{run_id}': {
      const run = state.workflowRuns.get(Number(params.run_id));
      return run === undefined ? NOT_FOUND : { status: 200, body: { id: Number(params.run_id), ...run } };
    }
    case 'post /actions/runs/{run_id}/cancel': {
      const run = state.workflowRuns.get(Number(params.run_id));
      if (run === undefined) return NOT_FOUND;
      if (run.status === 'completed')
        return { status: 409, body: { message: 'Cannot cancel a workflow run that is completed.' } };
      Object.assign(run, { status: 'completed', conclusion: 'cancelled' });
      return { status: 202, body: {} };
    }
    default:
      throw new Error(`the fake does not do ${route}`);
  }
}

/** As GitHub has it: one open pull request for a branch and its base, and none without a commit. */
function openPull(state: GitHubState, { base, body, draft, head, title }: Body): Answer {
  const open = [...state.threads.values()].filter(({ pull, state: is }) => pull !== undefined && is === 'OPEN');
  if (!state.branches().includes(String(head))) return invalid(`head: ${head} is no branch`);
  if (open.some(({ pull }) => pull?.headRef === head && pull?.baseRef === base))
    return invalid(`A pull request already exists for ${state.owner}:${head}.`);
  const number = Math.max(...state.threads.keys(), 0) + 1;
  const pull = { headRef: String(head), baseRef: String(base), isDraft: draft === true };
  const made = state.pullRequest(number, pull, { title: String(title), body: String(body), author: state.viewer });
  return { status: 201, body: { number, html_url: state.urlOf(made) } };
}

function permission(state: GitHubState, login: string): Answer {
  const role = state.roles.get(login.toLowerCase()) ?? 'read';
  if (role === 'missing')
    return { ...NOT_FOUND, body: { ...(NOT_FOUND.body as Body), message: `${login} is not a user` } };
  const coarse: { readonly [role: string]: string } = { maintain: 'write', triage: 'read' };
  const isOwn = ['admin', 'maintain', 'write', 'triage', 'read', 'none'].includes(role);
  return { status: 200, body: { permission: isOwn ? (coarse[role] ?? role) : 'write', role_name: role } };
}

function contents(state: GitHubState, path: string, accept: string): Answer {
  if (!accept.includes('raw')) throw new Error('the fake gives files raw only');
  const text = state.files.get(path);
  if (text !== undefined) return { status: 200, body: text };
  const isFolder = [...state.files.keys()].some((name) => name.startsWith(`${path}/`));
  return isFolder ? { status: 200, body: [] } : NOT_FOUND;
}

function react(state: GitHubState, { content }: Body, on: string): Answer {
  state.react(String(content), on);
  return { status: 201, body: { content } };
}

function commentBody(state: GitHubState, { id, body, thread, createdAt }: FakeComment): Body {
  const of = state.threads.get(thread);
  const url = of === undefined ? '' : state.urlOf(of);
  return { id, body, html_url: `${url}#issuecomment-${id}`, created_at: createdAt, updated_at: createdAt };
}

const TIMES = { created_at: '2026-11-22T11:00:00Z', updated_at: '2026-11-22T11:00:00Z' };
const named = (name: string | undefined): Body => ({ name, ...TIMES });
const variable = (name: string | undefined): Body => ({ name, value: 'x', ...TIMES });

function labelBody(name: string, id: number): Body {
  return {
    id,
    node_id: 'LA_1',
    url: 'https://api.github.com/',
    name,
    description: null,
    color: 'ededed',
    default: false,
  };
}

/** A conclusion completes a check run, whatever its status. */
function checkOf(body: Body): Omit<FakeCheckRun, 'id' | 'name' | 'headSha'> {
  const conclusion = typeof body.conclusion === 'string' ? body.conclusion : null;
  return {
    status: conclusion === null ? String(body.status) : 'completed',
    conclusion,
    detailsUrl: typeof body.details_url === 'string' ? body.details_url : undefined,
    output: (body.output as FakeCheckRun['output'] | undefined) ?? { title: '', summary: '' },
  };
}

function checkBody({ id, name, headSha, status, conclusion, output }: FakeCheckRun): Body {
  return { id, name, head_sha: headSha, status, conclusion, output };
}

const isTooLong = ({ output }: FakeCheckRun): boolean => output.summary.length > 65_535;
const TOO_LONG_OUTPUT = invalid('Only 65535 characters are allowed; 65536 were supplied.');

export function invalid(message: string): Answer {
  return {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource: 'Object', field: 'body', code: 'unprocessable', message }],
      documentation_url: 'https://docs.github.com/rest',
      status: '422',
    },
  };
}
