import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../src/core/clock.ts';
import { type Json, LineLog } from './log.ts';
import { perform } from './runner.ts';
import type { Traps } from './traps.ts';

/** What the fake shares with its sessions. */
export interface World {
  readonly traps: Traps;
  /** The platform's own time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A session runs as soon as it is created. */
  readonly runsAtOnce: boolean;
}

/** Times of the real platform in ms. */
export const TIMES = {
  creating: 200,
  running: 430,
  ready: 2_500,
  prompt: 2_900,
  boot: 3_000,
  startShows: 200,
  shutdown: 200,
  collected: 1_000,
  vanish: 55_000,
  heartbeat: 15_000,
} as const;

type Pod = 'none' | 'booting' | 'ready' | 'dead';

const TERMINAL = new Set(['Stopped', 'Completed', 'Failed']);

/** One session: the object, its pod, its runs and its log, as the backend, the operator and the runner play them. */
export class FakeSession {
  readonly project: string;
  readonly name: string;
  readonly uid = randomUUID();
  readonly body: Json;
  readonly log: LineLog;
  /** When it was created, on the platform's clock. */
  created: number;
  readonly creationTimestamp: string;
  readonly labels: Json;
  annotations: { [key: string]: string };
  status: Json | undefined;
  pod: Pod = 'none';
  /** True once a run has reached the runner. */
  ran = false;
  deleted = false;
  /** Ids of the runs that were posted, in order. */
  readonly posted: string[] = [];
  /** Number of stops that were asked for, lost ones included. */
  stops = 0;
  starts = 0;
  /** What `agui/tasks` shows. */
  tasks: readonly Json[] = [];
  /** What the backend says in place of the runner, where it is more than that nobody listens. */
  refusal: string | undefined;
  readonly #world: World;
  /** The runner's runs. */
  #queue: Promise<void> = Promise.resolve();
  /** Ends with the pod. */
  #life = new AbortController();
  /** The pod whose present runs the backend does not hear any more. */
  #blind: AbortSignal | undefined;
  #startSeconds: number;
  /** From 0 to below 1, the same in each test. */
  readonly #chance: () => number;

  constructor(world: World, project: string, name: string, body: Json, index: number) {
    this.#world = world;
    this.created = world.clock.now();
    this.project = project;
    this.name = name;
    this.body = body;
    this.log = new LineLog(world.traps);
    this.annotations = { ...(body.annotations as { [key: string]: string } | undefined) };
    this.labels = { ...(body.labels as Json | undefined) };
    // whole seconds, and one more with each start, however fast the tests run
    this.#startSeconds = 1_795_361_827 + index * 1000;
    this.creationTimestamp = this.#stamp();
    let state = index + 1;
    this.#chance = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 0x80000000;
    };
  }

  get phase(): string | undefined {
    return this.status?.phase as string | undefined;
  }

  /** The object as GET and list show it: some of what was created never comes back. */
  get object(): Json {
    const { initialPrompt, displayName, llmSettings, environmentVariables, repos, activeWorkflow, runnerType } =
      this.body;
    return {
      apiVersion: 'vteam.ambient-code/v1alpha1',
      kind: 'AgenticSession',
      metadata: {
        name: this.name,
        namespace: this.project,
        uid: this.uid,
        creationTimestamp: this.creationTimestamp,
        generation: 1,
        ...(Object.keys(this.labels).length > 0 && { labels: this.labels }),
        ...(Object.keys(this.annotations).length > 0 && { annotations: this.annotations }),
      },
      spec: {
        ...(initialPrompt !== undefined && { initialPrompt }),
        displayName: displayName ?? '',
        llmSettings: {
          model: 'claude-sonnet-4-6',
          temperature: 0.7,
          ...(llmSettings as Json | undefined),
          maxTokens: 0,
        },
        timeout: 0,
        userContext: { userId: 'alice', displayName: '', groups: null },
        environmentVariables: {
          ...(environmentVariables as Json | undefined),
          RUNNER_STATE_DIR: '.claude',
          RUNNER_TYPE: runnerType ?? 'claude-agent-sdk',
        },
        ...(repos !== undefined && { repos }),
        ...(activeWorkflow !== undefined && { activeWorkflow }),
      },
      ...(this.status !== undefined && { status: this.status }),
      autoBranch: `ambient/${this.name}`,
    };
  }

  /** The operator's part after create, and the runner's: the initial prompt is posted by the runner itself. */
  async live(): Promise<void> {
    const { runsAtOnce, traps } = this.#world;
    if (!runsAtOnce) await this.after(TIMES.creating);
    if (this.status !== undefined) return;
    this.status = { phase: 'Creating', startTime: this.#stamp() };
    this.pod = 'booting';
    const life = this.#life.signal;
    if (!runsAtOnce) await this.after(TIMES.running - TIMES.creating);
    if (life.aborted) return;
    this.status = { ...this.status, phase: traps.starvingOperator ? 'Pending' : 'Running' };
    await this.after(TIMES.ready - TIMES.running);
    if (life.aborted) return;
    this.pod = 'ready';
    await this.after(TIMES.prompt - TIMES.ready);
    const content = String(this.body.initialPrompt ?? '');
    if (life.aborted || content === '') return;
    const runId = randomUUID();
    const metadata = { autoSent: true, hidden: true, senderId: 'alice', source: 'runner_initial_prompt' };
    const id = randomUUID();
    const event = { hidden: true, messageId: id, type: 'message_metadata' };
    this.log.publish({ event, runId, threadId: this.name, type: 'RAW' });
    this.post(runId, [{ id, role: 'user', content, metadata }]);
  }

  /** Takes a run: its message is shown at once, and the run waits for its turn and for the runner. */
  post(runId: string, messages: readonly Json[]): void {
    this.posted.push(runId);
    this.log.publish({ messages, runId, threadId: this.name, timestamp: Date.now(), type: 'MESSAGES_SNAPSHOT' });
    if (this.phase === 'Stopping' || this.#world.traps.vanish) return; // the message is never seen again
    void this.#deliver(runId, messages).catch(() => undefined);
  }

  stop(): boolean {
    this.stops++;
    if (this.#world.clock.now() - this.created < this.#world.traps.earlyStop) return true;
    if (!this.mayWrite()) return false;
    this.annotations['ambient-code.io/desired-phase'] = 'Stopped';
    this.annotations['ambient-code.io/stop-requested-at'] = this.#stamp();
    if (this.phase === undefined || this.phase === 'Pending') this.#stopped(this.#world.traps.starvingOperator);
    else if (!TERMINAL.has(this.phase) && this.phase !== 'Stopping') void this.#shutDown().catch(() => undefined);
    return true;
  }

  start(): boolean {
    this.starts++;
    if (this.phase === 'Stopping' && this.#world.traps.loseStart) return true;
    if (!this.mayWrite()) return false;
    if (this.phase === undefined || !TERMINAL.has(this.phase)) return true;
    this.annotations['ambient-code.io/desired-phase'] = 'Running';
    this.annotations['ambient-code.io/start-requested-at'] = this.#stamp();
    void this.#boot(TIMES.startShows).catch(() => undefined);
    return true;
  }

  /** One write of the object; false while a concurrent writer wins. */
  mayWrite(): boolean {
    const { traps } = this.#world;
    if (traps.busyWriter > 0 && this.#chance() < traps.busyWriter) return false;
    if (traps.failWrites <= 0) return true;
    traps.failWrites--;
    return false;
  }

  /** The runner dies; nobody notices. */
  killRunner(): void {
    this.pod = 'dead';
    this.#life.abort();
  }

  /** The object goes at once, its pod when the garbage collector comes by; log and streams stay. */
  remove(): void {
    this.deleted = true;
    void this.after(TIMES.collected)
      .then(() => this.killRunner())
      .catch(() => undefined);
  }

  /** The backend has crashed: what runs now runs on, and nothing of it reaches the log any more. */
  loseSight(): void {
    this.#blind = this.#life.signal;
  }

  /** The operator ends the session, and its pod with it. */
  end(status: Json): void {
    this.pod = 'none';
    this.#life.abort();
    const { agentStatus: _, ...rest } = this.status ?? {};
    this.status = { ...rest, completionTime: this.#stamp(), ...status };
  }

  /** The pod is rescheduled: it comes back as a resume and does nothing. */
  async restartPod(): Promise<void> {
    this.#life.abort();
    this.status = { ...this.status, phase: 'Creating' };
    await this.#boot(TIMES.startShows);
  }

  /** Waits in the platform's own time; gives up with the fake. */
  async after(ms: number): Promise<void> {
    await this.#world.clock.sleep(ms, this.#world.signal);
  }

  async #boot(shows: number): Promise<void> {
    this.#life.abort();
    this.#life = new AbortController();
    const life = this.#life.signal;
    this.pod = 'booting';
    await this.after(shows);
    if (life.aborted) return;
    this.#startSeconds++;
    this.status = { phase: 'Running', startTime: this.#stamp(), agentStatus: 'idle' };
    delete this.annotations['ambient-code.io/desired-phase'];
    await this.after(TIMES.boot - shows);
    if (!life.aborted) this.pod = 'ready';
  }

  async #shutDown(): Promise<void> {
    const { operatorLag } = this.#world.traps;
    if (operatorLag > 0) await this.after(operatorLag);
    this.status = { ...this.status, phase: 'Stopping' };
    this.pod = 'dead';
    this.#life.abort();
    await this.after(TIMES.shutdown);
    this.#stopped();
  }

  /** `leavesPod`: the trap of an operator that starves. */
  #stopped(leavesPod = false): void {
    const reason = this.annotations['ambient-code.io/stop-reason'] === 'inactivity' ? 'inactivity' : 'user';
    const { agentStatus: _, ...status } = this.status ?? {};
    this.status = { ...status, phase: 'Stopped', stoppedReason: reason, completionTime: this.#stamp() };
    if (!leavesPod) this.pod = 'none';
    for (const key of ['desired-phase', 'stop-requested-at', 'stop-reason'])
      delete this.annotations[`ambient-code.io/${key}`];
  }

  /** Brings a run to the runner, which takes them one after the other. One that waits there dies with its pod. */
  async #deliver(runId: string, messages: readonly Json[]): Promise<void> {
    if (!(await this.#reachable())) {
      this.log.publish({ type: 'RUN_STARTED', threadId: this.name, runId });
      this.log.publish({ type: 'RUN_ERROR', message: 'Runner is not available', threadId: this.name, runId });
      return;
    }
    this.ran = true;
    const life = this.#life.signal;
    this.#queue = this.#queue.then(() => this.#run(runId, messages, life)).catch(() => undefined);
  }

  async #run(runId: string, messages: readonly Json[], life: AbortSignal): Promise<void> {
    if (life.aborted) return;
    const ids = { runId, threadId: this.name, messages };
    this.status = { ...this.status, agentStatus: 'working' };
    const prompt = messages.map(({ content }) => String(content)).join('\n');
    for (const { after, event, dies } of perform(prompt, ids)) {
      if (after > 0) await this.after(after);
      if (dies === true) this.killRunner();
      if (life.aborted || event === undefined) return;
      if (this.#blind === life) continue;
      this.log.publish(stamped(event), runId);
    }
    if (this.#blind === life) return;
    this.status = { ...this.status, agentStatus: prompt.includes('[ask]') ? 'waiting_input' : 'idle' };
    const flagged = this.body.stopOnRunFinished === true && this.#world.traps.autoStop;
    if (flagged && !prompt.includes('[error]') && this.phase === 'Running')
      void this.#shutDown().catch(() => undefined);
  }

  /** The backend tries for most of a minute to reach the runner. */
  async #reachable(): Promise<boolean> {
    for (let waited = 0; waited < TIMES.vanish; waited += 500) {
      if (this.pod === 'ready') return true;
      await this.after(500);
    }
    return false;
  }

  #stamp(): string {
    return new Date(this.#startSeconds * 1000).toISOString().replace('.000Z', 'Z');
  }
}

/** The runner stamps what begins and ends, and not what comes in between. */
function stamped(event: Json): Json {
  return /^(RUN|TEXT_MESSAGE|TOOL_CALL)_(STARTED|START|END|FINISHED|ERROR)$/.test(String(event.type))
    ? { ...event, timestamp: Date.now() }
    : event;
}
