// The package exports this class only together with its HTTP clients, which a comment without the trigger must not load.
import { Context } from '../../../node_modules/@actions/github/lib/context.js';
import type { Env } from '../../core/env.ts';

/** The event that started the workflow, and the workflow's run, as GitHub's toolkit reads them. */
export interface ToolkitContext extends Pick<Context, 'apiUrl' | 'payload' | 'runAttempt' | 'runId' | 'serverUrl'> {
  readonly eventName: string | undefined;
  /** Of the environment, else of the payload; undefined if neither names one. */
  readonly repo: Context['repo'] | undefined;
  /** The issue or the pull request of the event; undefined without a repository, or where the payload is none of GitHub's. */
  readonly issue: Context['issue'] | undefined;
}

/** Variables that the toolkit reads, but for `GITHUB_EVENT_PATH`. None of them is a secret. */
const NAMES = [
  'GITHUB_EVENT_NAME',
  'GITHUB_REPOSITORY',
  'GITHUB_RUN_ID',
  'GITHUB_RUN_ATTEMPT',
  'GITHUB_SERVER_URL',
  'GITHUB_API_URL',
] as const;

/**
 * The toolkit's `Context` of an environment, and of a payload that was read before: the toolkit's own reader throws what
 * JSON.parse does where the file is damaged, and writes to stdout where there is none. `Context` looks at `process.env` and
 * nowhere else, which is empty in the process that runs agents (`restart-without-environment.ts`). So it is lent these variables while
 * it reads them: nothing else runs meanwhile, so that no child process inherits them.
 */
export function toolkitContext(env: Env, payload?: unknown): ToolkitContext {
  const own = process.env;
  process.env = Object.fromEntries(NAMES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  try {
    const context: Context = new Context();
    if (typeof payload === 'object' && payload !== null) context.payload = payload;
    const { apiUrl, eventName, runAttempt, runId, serverUrl } = context;
    const [repo, issue] = [read(() => context.repo), read(() => context.issue)];
    return { apiUrl, eventName, issue, payload: context.payload, repo, runAttempt, runId, serverUrl };
  } finally {
    process.env = own;
  }
}

/** Undefined for what the toolkit throws: no repository is named, or a payload has another form than GitHub's. */
function read<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
