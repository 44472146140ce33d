import { randomUUID } from 'node:crypto';
import type { Json } from './log.ts';
import { Play } from './play.ts';
import { loadScene, type SceneName } from './scene.ts';
import { FakeSession, type World } from './session.ts';

/** What the backend answers; `loses` names the trap that cuts the connection instead. */
export interface Reply {
  readonly status: number;
  readonly body?: Json | string;
  readonly loses?: 'create' | 'run' | 'stop';
}

/** A request after authentication. */
export interface Call {
  readonly method: string;
  readonly project: string;
  readonly name: string | undefined;
  /** What follows the session's name: `agui/run` … */
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The caller may read and nothing else. */
  readonly reader: boolean;
}

/** What the backend says of a runner that nobody answers for. */
const REFUSED = 'Get "http://session-x.team-a.svc:8001/tasks": dial tcp 10.0.0.1:8001: connect: connection refused';
const NO_HOST =
  'Post "http://session-x.team-a.svc:8001/interrupt": dial tcp: lookup session-x.team-a.svc: no such host';

const says = (status: number, error: string): Reply => ({ status, body: { error } });
const NO_ROUTE: Reply = { status: 404, body: '404 page not found' };
const NO_RIGHTS = says(500, 'Failed to update session');

/** The routes over the sessions. Status codes and words as recorded in errors.json. */
export class Backend {
  readonly sessions: FakeSession[] = [];
  readonly #world: World;
  readonly #scene: SceneName | undefined;
  readonly #plays = new Map<FakeSession, Play>();

  constructor(world: World, scene: SceneName | undefined) {
    this.#world = world;
    this.#scene = scene;
  }

  add(project: string, body: Json): FakeSession {
    const session = new FakeSession(this.#world, project, `session-${randomUUID()}`, body, this.sessions.length);
    this.sessions.push(session);
    return session;
  }

  play(name: SceneName, session: FakeSession): Play {
    const play = new Play(this.#world, session, loadScene(name));
    this.#plays.set(session, play);
    return play;
  }

  answer(call: Call): Reply {
    const { method, project, name, rest } = call;
    if (name === undefined)
      return method === 'GET' ? this.#list(call) : method === 'POST' ? this.#create(call) : NO_ROUTE;
    if (method === 'POST' && rest === 'agui/run') return this.#run(name, call);
    const session = this.sessions.find((s) => s.project === project && s.name === name && !s.deleted);
    // These go to the runner's address, whether there is such a session or not.
    if (session === undefined && /^agui\/(interrupt|tasks)/.test(rest)) return says(502, NO_HOST);
    if (session === undefined) return says(404, 'Session not found');
    if (call.reader && method !== 'GET') return rest.startsWith('agui') ? says(403, 'Unauthorized') : NO_RIGHTS;
    return rest === '' ? this.#object(session, call) : this.#action(session, `${method} ${rest}`);
  }

  #object(session: FakeSession, { method, body }: Call): Reply {
    switch (method) {
      case 'GET':
        return { status: 200, body: session.object };
      case 'PATCH': {
        const patch = parse(body);
        if (patch === undefined) return says(400, 'Invalid request body');
        if (!session.mayWrite()) return NO_RIGHTS;
        const { annotations } = (patch.metadata ?? {}) as { annotations?: { [key: string]: string | null } };
        for (const [key, value] of Object.entries(annotations ?? {})) session.annotations[key] = value ?? '';
        return { status: 200, body: session.object };
      }
      case 'PUT': {
        const { phase } = session;
        const busy = phase === 'Running' || phase === 'Creating';
        return busy
          ? { status: 409, body: { error: 'Cannot modify it now', phase } }
          : { status: 200, body: session.object };
      }
      case 'DELETE':
        session.remove();
        return { status: 204 };
      default:
        return NO_ROUTE;
    }
  }

  #action(session: FakeSession, key: string): Reply {
    switch (key) {
      case 'POST start':
        return session.start() ? { status: 202, body: session.object } : NO_RIGHTS;
      case 'POST stop':
        if (!session.stop()) return NO_RIGHTS;
        if (session.phase === 'Stopping' || session.phase === 'Stopped') this.#plays.get(session)?.interfere();
        return { status: 202, body: session.object, loses: 'stop' };
      case 'POST agui/interrupt':
        if (session.pod !== 'ready') return says(502, REFUSED);
        return session.ran ? { status: 200, body: { message: 'Interrupt signal sent' } } : says(500, 'no run');
      case 'GET agui/tasks':
        if (session.refusal !== undefined) return says(502, session.refusal);
        return session.pod === 'ready' ? { status: 200, body: { tasks: session.tasks } } : says(502, REFUSED);
      case 'GET export':
        return session.log.events.length === 0 ? says(404, 'No events') : { status: 200, body: exported(session) };
      default:
        return NO_ROUTE;
    }
  }

  #list({ project, query }: Call): Reply {
    const limit = Math.min(Number(query.get('limit') ?? 20), 100);
    const offset = Number(query.get('offset') ?? 0);
    const search = query.get('search') ?? '';
    const all = this.sessions
      .filter((session) => session.project === project && !session.deleted)
      .filter(({ name, body }) => `${name} ${body.displayName} ${body.initialPrompt}`.includes(search))
      .toReversed();
    const items = all.slice(offset, offset + limit).map(({ object }) => object);
    const hasMore = offset + limit < all.length;
    const more = hasMore ? { nextOffset: offset + limit } : {};
    return { status: 200, body: { items, totalCount: all.length, limit, offset, hasMore, ...more } };
  }

  #create({ project, body, reader }: Call): Reply {
    const spec = parse(body);
    if (spec === undefined) return says(400, 'Invalid request body');
    if (reader) return says(500, 'Failed to validate API key configuration');
    if (spec.runnerType === 'nope')
      return says(400, "Runner type 'nope' is not enabled. Contact your platform administrator.");
    if (Object.keys((spec.labels ?? {}) as Json).some((key) => key.includes(' ')))
      return says(500, 'Failed to create agentic session');
    const session = this.add(project, spec);
    const life = this.#scene === undefined ? session.live() : this.play(this.#scene, session).play('create');
    void life.catch(() => undefined);
    const { name, uid } = session;
    const made = { autoBranch: `ambient/${name}`, message: 'Agentic session created successfully', name, uid };
    return { status: 201, body: made, loses: 'create' };
  }

  /** Takes a run for any name: the log and the runner are found by the session's name alone. */
  #run(name: string, { body, reader }: Call): Reply {
    if (reader) return says(403, 'Unauthorized');
    const input = parse(body);
    if (input === undefined) return says(400, 'invalid input');
    const runId = String(input.runId ?? randomUUID());
    const session = this.sessions.find((s) => s.name === name);
    const play = session && this.#plays.get(session);
    if (play !== undefined && session?.phase !== 'Stopping') play.post(runId);
    else session?.post(runId, (input.messages ?? []) as Json[]);
    return { status: 200, body: { runId, threadId: String(input.threadId ?? name) }, loses: 'run' };
  }
}

function exported(session: FakeSession): Json {
  return {
    sessionId: session.name,
    projectName: session.project,
    exportDate: new Date().toISOString(),
    aguiEvents: session.log.events,
    hasLegacy: false,
  };
}

function parse(body: string): Json | undefined {
  try {
    const json: unknown = JSON.parse(body === '' ? '{}' : body);
    return typeof json === 'object' && json !== null ? (json as Json) : undefined;
  } catch {
    return undefined;
  }
}
