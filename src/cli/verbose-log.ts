import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { messageOf } from '../core/errors.ts';
import type { ObservedGitCall } from '../engine/local/workspace/git.ts';
import type { ObservedRequest } from '../http/proxy.ts';
import { oneLine } from '../render/plain-text.ts';
import { cutTo } from '../render/text-width.ts';
import type { Io } from './process/io.ts';

/** So much of a line is shown: an agent's command line or an error can be long. */
const MOST = 500;

/** Values of a query that can't be a secret. */
const HARMLESS = /^(?:\d{1,10}|true|false)$/;

/** `-v`: each HTTP request and each decision of a call, one line on stderr, without secrets. */
export class VerboseLog {
  readonly #io: Pick<Io, 'stderr'>;
  readonly #redact: (text: string) => string;
  /** What the last try of a request came to, where it failed. */
  readonly #failed = new Map<string, string>();
  #say: ((line: string) => void) | undefined;

  constructor(io: Pick<Io, 'stderr'>, redact: (text: string) => string) {
    this.#io = io;
    this.#redact = redact;
  }

  /** Shows the lines by a view that may be repainting the terminal; with undefined by itself again. */
  through(say: ((line: string) => void) | undefined): void {
    this.#say = say;
  }

  /** Logs what was decided, and why. */
  readonly decision = (what: string): void => {
    this.#line(`decided: ${what}`);
  };

  /** Logs a request: method, address, status or error, milliseconds, and what went before if it is made again. */
  readonly request = ({ method, url, outcome, ms }: ObservedRequest): void => {
    const asked = `${method} ${shown(url)}`;
    const came = 'status' in outcome ? String(outcome.status) : messageOf(outcome.error);
    const before = this.#failed.get(asked);
    const isFailure = !('status' in outcome) || outcome.status >= 400;
    if (isFailure) this.#failed.set(asked, came);
    else this.#failed.delete(asked);
    this.#line(
      `http: ${asked} → ${came} in ${Math.round(ms)} ms${before === undefined ? '' : `, again after: ${before}`}`,
    );
  };

  /** Logs each request to GitHub and each call of git as well, until another log of this process does. */
  async followProcess(): Promise<void> {
    const [{ GIT_CALLS, withoutCredentials }, { GITHUB_REQUESTS }] = await Promise.all([
      import('../engine/local/workspace/git.ts'),
      import('../github/api/octokit-fetch.ts'),
    ]);
    unfollow();
    const git = (call: unknown): void => this.#line(withoutCredentials(gitText(call as ObservedGitCall)));
    const github = (request: unknown): void => this.request(request as ObservedRequest);
    subscribe(GIT_CALLS.name, git);
    subscribe(GITHUB_REQUESTS.name, github);
    unfollow = () => {
      unsubscribe(GIT_CALLS.name, git);
      unsubscribe(GITHUB_REQUESTS.name, github);
    };
  }

  #line(text: string): void {
    const line = cutTo(this.#redact(oneLine(text)), MOST);
    if (this.#say === undefined) void this.#io.stderr.write(`${line}\n`);
    else this.#say(line);
  }
}

function gitText({ args, exitCode, ms }: ObservedGitCall): string {
  // What stands before the command keeps git from what a repository could choose, each time the same.
  const at = args.findIndex((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-c');
  const came = exitCode === 0 ? 'done' : exitCode === undefined ? 'ended' : `exit code ${exitCode}`;
  return `git: ${args.slice(Math.max(0, at)).join(' ')} → ${came} in ${Math.round(ms)} ms`;
}

/** Lets go of what the last log follows. */
let unfollow = (): void => {};

/** The address without credentials; of its query the names, and values that can't be a secret. */
function shown({ origin, pathname, searchParams }: URL): string {
  const query = [...searchParams].map(([name, value]) => `${name}=${HARMLESS.test(value) ? value : '…'}`).join('&');
  return `${origin}${pathname}${query === '' ? '' : `?${query}`}`;
}
