import type { Scene, State } from './scene.ts';
import { type FakeSession, TIMES, type World } from './session.ts';

/**
 * Plays a recorded scene in a session: the stream's bytes at their times, the object's states, and the runner's life.
 * A client's stop ends the recorded states; from then on the fake's own operator answers.
 */
export class Play {
  readonly #session: FakeSession;
  readonly #scene: Scene;
  readonly #world: World;
  readonly #names = new Map<string, string>();
  readonly #posts: string[] = [];
  #wake: () => void = () => undefined;
  #live = true;

  constructor(world: World, session: FakeSession, scene: Scene) {
    this.#world = world;
    this.#session = session;
    this.#scene = scene;
    this.#names.set(scene.session, session.name);
  }

  /** A message came: its run id takes the place of the recorded one. */
  post(runId: string): void {
    this.#posts.push(runId);
    this.#session.posted.push(runId);
    this.#wake();
  }

  /** The client stops the session: the recording is over, but for what later readers get. */
  interfere(): void {
    this.#live = false;
  }

  /** Puts the session where the scene's first message found it: what came before is history. */
  open(): void {
    const gate = this.#gates()[0] ?? 0;
    const at = this.#scene.frames[gate]?.at ?? 0;
    for (const { text, event } of this.#scene.frames.slice(0, gate))
      this.#session.log.publishFrame(text, event && this.#named(event));
    const stopped = this.#scene.name === 'stop-send-start-send';
    const before = this.#scene.states.filter(
      (state) => state.at < at && (!stopped || state.status?.phase === 'Stopped'),
    );
    this.#apply(before.at(-1));
    this.#session.ran = true;
    this.#session.pod = stopped ? 'none' : 'ready';
  }

  /** Plays from the beginning, or from the first message on. */
  async play(from: 'create' | 'message'): Promise<void> {
    const gates = this.#gates();
    const { frames, sent } = this.#scene;
    let base = this.#world.clock.now();
    if (from === 'create') this.#states(0, base);
    for (const [index, { at, text, event }] of frames.entries()) {
      if (from === 'message' && index < (gates[0] ?? 0)) continue;
      const gate = gates.indexOf(index);
      if (gate >= 0 && from === 'message') {
        base = await this.#posted(gate, at, base);
        const [recorded, own] = [sent[gate], this.#posts[gate]];
        if (recorded !== undefined && own !== undefined) this.#names.set(recorded, own);
        if (gate === 0) this.#states(at, base);
      }
      if (from === 'create' && gate === 0) return;
      await this.#until(base, at);
      if (from === 'create' && !this.#live) return; // a stopped pod says nothing more
      if (this.#session.pod !== 'ready' && from === 'create') this.#session.pod = 'ready';
      this.#session.ran = true;
      this.#session.log.publishFrame(this.#renamed(text), event && this.#named(event));
      if (index === this.#last()) break;
    }
    if (this.#scene.name === 'runner-killed') this.#session.killRunner();
    if (sent.length === 0) this.#session.log.record(this.#renamed(this.#scene.replay));
  }

  /** Where each sent message first shows in the stream. */
  #gates(): number[] {
    return this.#scene.sent.map((id) => this.#scene.frames.findIndex(({ text }) => text.includes(id)));
  }

  /** The last frame to play: with sent messages, the end of the last one. */
  #last(): number {
    const { frames, sent } = this.#scene;
    const own = sent.at(-1);
    if (own === undefined) return frames.length - 1;
    return frames.findIndex(({ event }) => event?.type === 'RUN_FINISHED' && event.runId === own);
  }

  /** Waits for the n-th message and gives the moment that counts as the scene's time 0. */
  async #posted(gate: number, at: number, base: number): Promise<number> {
    if (this.#posts.length > gate) return Math.max(base, this.#world.clock.now() - at);
    while (this.#posts.length <= gate)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#world.clock.now() - at;
  }

  /** Lets the recorded states after `from` (ms in the scene) come at their times. */
  #states(from: number, base: number): void {
    const later = this.#scene.states.filter((state) => state.at > from);
    void (async () => {
      for (const state of later) {
        await this.#until(base, state.at);
        if (!this.#live) return;
        if (state.status?.phase === 'Stopped' && !this.#stopsItself()) return;
        this.#apply(state);
      }
    })().catch(() => undefined);
  }

  /** Recorded stops are someone else's (stop-midway) or the platform's own on RUN_FINISHED, which is a trap's switch. */
  #stopsItself(): boolean {
    return this.#scene.name === 'stop-midway' || this.#world.traps.autoStop;
  }

  #apply(state: State | undefined): void {
    if (state === undefined) return;
    const before = this.#session.status?.startTime;
    this.#session.status = state.status;
    Object.assign(this.#session.annotations, state.annotations);
    const restarted = before !== undefined && state.status !== undefined && before !== state.status.startTime;
    if (state.status?.phase === 'Stopped') this.#session.pod = 'none';
    else if (restarted) void this.#reboot();
    else if (this.#session.pod === 'none' && state.status !== undefined) this.#session.pod = 'booting';
  }

  /** A rescheduled pod answers again after a while, and does nothing. */
  async #reboot(): Promise<void> {
    this.#session.pod = 'booting';
    await this.#session.after(TIMES.boot).catch(() => undefined);
    if (this.#session.pod === 'booting') this.#session.pod = 'ready';
  }

  async #until(base: number, at: number): Promise<void> {
    const rest = base + at - this.#world.clock.now();
    if (rest > 0) await this.#session.after(rest);
  }

  #renamed(text: string): string {
    let out = text;
    for (const [recorded, own] of this.#names) out = out.replaceAll(recorded, own);
    return out;
  }

  #named<T>(event: T): T {
    return JSON.parse(this.#renamed(JSON.stringify(event))) as T;
  }
}
