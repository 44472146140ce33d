import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ANNOTATION, type SessionRef } from '../../../../src/core/session/session.ts';
import { Listening } from '../../../fakes/http-server.ts';
import { type Json, LineLog } from '../../../fakes/platform/log.ts';
import { perform } from '../../../fakes/platform/runner.ts';
import { TRAPS, type Traps } from '../../../fakes/platform/traps.ts';
import { sessionsPath } from './api-client.ts';
import type { Cluster } from './cluster.ts';
import { keyOf, Operator, type Pace, pause, type RunnerPod, type SessionObject, secondsNow } from './operator.ts';

interface Conversation {
  readonly log: LineLog;
  /** The runner's runs, one after the other. */
  queue: Promise<void>;
  hasRun: boolean;
}

/**
 * The platform around a real API server: its backend over real HTTP, the operator, and runners that read what to do in the
 * prompt (test/fakes/platform/runner.ts). The caller's own token decides, by what the API server lets it see.
 */
export class SmallPlatform implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly operator: Operator;
  readonly traps: Traps = { ...TRAPS };
  /** What was asked of the backend: method and path. */
  readonly requests: string[] = [];
  /** When a run's end was published, by its id: `performance.now()`. */
  readonly ended = new Map<string, number>();
  readonly #sessions: SessionRef[] = [];
  readonly #conversations = new Map<string, Conversation>();
  readonly #end = new AbortController();
  #server: Listening | undefined;

  static async start(cluster: Cluster, pace?: Partial<Pace>): Promise<SmallPlatform> {
    const platform = new SmallPlatform(cluster, pace);
    platform.#server = await Listening.http((request, response) => {
      platform.#answer(request, response).catch(() => response.destroy());
    });
    return platform;
  }

  private constructor(cluster: Cluster, pace?: Partial<Pace>) {
    this.cluster = cluster;
    this.operator = new Operator(
      cluster.plane.client('admin'),
      (pod, isResume) => {
        if (isResume) return;
        this.#sessions.push(pod.session);
        void this.#begin(pod).catch(() => undefined);
      },
      pace,
    );
  }

  /** The address of the backend. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  /** Every session that a runner was started for, oldest first. */
  get sessions(): readonly SessionRef[] {
    return this.#sessions;
  }

  log(ref: SessionRef): LineLog {
    return this.#conversation(ref).log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.operator[Symbol.asyncDispose]();
    await this.#server?.[Symbol.asyncDispose]();
  }

  #conversation(ref: SessionRef): Conversation {
    const known = this.#conversations.get(keyOf(ref));
    if (known !== undefined) return known;
    const made = { log: new LineLog(this.traps), queue: Promise.resolve(), hasRun: false };
    this.#conversations.set(keyOf(ref), made);
    return made;
  }

  /** The runner posts the initial prompt itself. */
  async #begin({ session, life }: RunnerPod): Promise<void> {
    const { spec } = (await this.cluster.session(session.project, session.name)) as SessionObject;
    const content = String(spec.initialPrompt ?? '');
    if (content === '' || life.aborted) return;
    const metadata = { autoSent: true, hidden: true, source: 'runner_initial_prompt' };
    this.#post(session, randomUUID(), [{ id: randomUUID(), role: 'user', content, metadata }]);
  }

  #post(ref: SessionRef, runId: string, messages: readonly Json[]): void {
    const conversation = this.#conversation(ref);
    conversation.log.publish({ messages, runId, threadId: ref.name, type: 'MESSAGES_SNAPSHOT' });
    conversation.queue = conversation.queue.then(() => this.#run(ref, runId, messages)).catch(() => undefined);
  }

  async #run(ref: SessionRef, runId: string, messages: readonly Json[]): Promise<void> {
    const { log } = this.#conversation(ref);
    const pod = await this.#reachable(ref);
    if (pod === undefined) {
      log.publish({ type: 'RUN_STARTED', threadId: ref.name, runId });
      log.publish({ type: 'RUN_ERROR', message: 'Runner is not available', threadId: ref.name, runId });
      return;
    }
    this.#conversation(ref).hasRun = true;
    const prompt = messages.map(({ content }) => String(content)).join('\n');
    for (const { after, event, dies } of perform(prompt, { runId, threadId: ref.name, messages })) {
      await pause(after);
      if (dies === true) await this.operator.killRunner(ref);
      if (pod.life.aborted || event === undefined) return;
      log.publish(event, runId);
      if (event.type === 'RUN_FINISHED') {
        this.ended.set(runId, performance.now());
        await this.#autoStop(ref);
      }
    }
  }

  /** As the platform does it: read and put back, once. */
  async #autoStop({ project, name }: SessionRef): Promise<void> {
    const session = (await this.cluster.session(project, name)) as SessionObject;
    if (session.spec.stopOnRunFinished !== true || !this.traps.autoStop) return;
    const annotations = {
      ...session.metadata.annotations,
      [ANNOTATION.desiredPhase]: 'Stopped',
      [ANNOTATION.stopRequestedAt]: secondsNow(),
    };
    const changed = { ...session, metadata: { ...session.metadata, annotations } };
    await this.cluster.admin.call('PUT', sessionsPath(project, name), changed);
  }

  async #reachable(ref: SessionRef): Promise<RunnerPod | undefined> {
    for (let looks = 0; looks < 550 && !this.#end.signal.aborted; looks++) {
      const pod = this.operator.runner(ref);
      if (pod?.isReady === true) return pod;
      await pause(100);
    }
    return undefined;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://backend');
    this.requests.push(`${request.method} ${url.pathname}`);
    const [, project, name, action = ''] =
      /^\/api\/projects\/([^/]+)\/agentic-sessions\/([^/]+)(?:\/agui\/(\w+))?$/.exec(url.pathname) ?? [];
    if (project === undefined || name === undefined) return json(response, 404, '404 page not found');
    const token = request.headers['x-forwarded-access-token'] ?? request.headers.authorization?.replace('Bearer ', '');
    const seen = await this.cluster.plane.client({ token: String(token) }).call('GET', sessionsPath(project, name));
    if (seen.status === 401) return json(response, 401, 'Token expired or invalid');
    if (seen.status >= 400) return json(response, seen.status, String(seen.body.message));
    const ref = { project, name };
    const conversation = this.#conversation(ref);
    switch (`${request.method} ${action}`) {
      case 'GET ':
        response.setHeader('content-type', 'application/json').end(JSON.stringify(seen.body));
        return;
      case 'GET events':
        return this.#events(response, conversation.log);
      case 'POST run': {
        let text = '';
        for await (const piece of request) text += String(piece);
        const { runId, messages } = JSON.parse(text) as { runId: string; messages: Json[] };
        this.#post(ref, runId, messages);
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ runId, threadId: name }));
        return;
      }
      case 'GET tasks':
        if (this.operator.runner(ref)?.isReady === true)
          response.setHeader('content-type', 'application/json').end('{"tasks":[]}');
        else json(response, 502, 'dial tcp: connect: connection refused');
        return;
      case 'POST interrupt':
        return json(response, conversation.hasRun ? 200 : 500, 'no run');
      default:
        return json(response, 404, '404 page not found');
    }
  }

  async #events(response: ServerResponse, log: LineLog): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    const beat = setInterval(() => response.write(': heartbeat\n\n'), 15_000);
    response.once('close', () => clearInterval(beat));
    await log.join(response);
  }
}

function json(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}
