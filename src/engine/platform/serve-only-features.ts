import { AmberError, type ErrorCode, isAmberError } from '../../core/errors.ts';
import { isEmptyOptions, refuseOptions } from '../../core/session/agent-options.ts';
import type { PastRun } from '../../core/session/past-run.ts';
import { type AgentOptions, ANNOTATION, type SessionMeta, type SessionSpec } from '../../core/session/session.ts';
import { readPastRuns } from './api-bodies.ts';
import { SERVE_HEADER } from './api-routes.ts';
import type { ApiAnswer } from './errors.ts';
import type { Client } from './platform-client.ts';

/** How a server answers that keeps no record of runs, or does not know the route to it. */
const NOT_KEPT: readonly ErrorCode[] = ['UNSUPPORTED', 'NOT_FOUND', 'BAD_RESPONSE'];

/** What only `amber serve` obeys of what this engine can ask for: another server takes it and does nothing. */
export class ServeOnlyFeatures {
  readonly #client: Client;
  #isServe: boolean | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Before anything is made of it or sent. @throws AmberError UNSUPPORTED unless the server sets agents to options */
  async checkOptions(project: string, options: AgentOptions): Promise<void> {
    if (!isEmptyOptions(options) && !(await this.#asks(project))) refuseOptions(options, 'on this platform');
  }

  /** The platform takes nothing but text in a message. @throws AmberError UNSUPPORTED */
  async checkFiles(project: string): Promise<void> {
    if (!(await this.#asks(project))) throw noFiles('on this platform');
  }

  /**
   * The runs of a project that have ended; undefined where the server keeps no record of them.
   * @throws AmberError
   */
  async pastRuns(project: string, since?: Date): Promise<readonly PastRun[] | undefined> {
    if (!(await this.#asks(project))) return undefined;
    const query = since === undefined ? {} : { query: { since: since.toISOString() } };
    try {
      return await this.#client.ask('listPastRuns', { project }, (json) => readPastRuns(json, project), query);
    } catch (error) {
      // An older version has no such route.
      if (isAmberError(error) && NOT_KEPT.includes(error.code)) return undefined;
      throw error;
    }
  }

  /** Takes the headers of any answer, which tell what server it is: it need not be asked then. */
  readonly learn = (headers: ApiAnswer['headers']): void => {
    this.#isServe = isServe(headers);
  };

  async #asks(project: string): Promise<boolean> {
    if (this.#isServe === undefined)
      await this.#client.ask('listSessions', { project }, (json) => json ?? undefined, {
        query: { limit: '1' },
        headers: this.learn,
      });
    return this.#isServe === true;
  }
}

/** For an engine whose messages are text alone. `where`: of it, in words. */
export function noFiles(where: string): AmberError {
  return new AmberError('UNSUPPORTED', `files can't go with a message ${where}, which takes text alone`, {
    hint: 'put the text of a file into the prompt, commit the file to a repository of the session, or use engine local',
  });
}

/** True for an answer of an `amber serve` that hosts its sessions itself. */
export function isServe(headers: ApiAnswer['headers']): boolean {
  return SERVE_HEADER in headers;
}

/** What of a session only `amber serve` obeys. The platform stops at a question at once, if it is to stop at all. */
export function serveOnlyIn({ stopOnRunFinished }: SessionSpec, { annotations = {} }: SessionMeta): readonly string[] {
  const waits = annotations[ANNOTATION.questionGrace] !== undefined && stopOnRunFinished === true;
  return [
    ...(annotations[ANNOTATION.worktree] === 'true' ? ['--worktree'] : []),
    ...(waits ? ['--question-grace with --detach'] : []),
  ];
}
