import { join } from 'node:path';
import { Backoff } from '../../../async/backoff.ts';
import { AmberError, messageOf } from '../../../core/errors.ts';
import { isTerminal } from '../../../core/session/phase.ts';
import type { SessionRef } from '../../../core/session/session.ts';
import { isAlive, ownIdentity } from '../process-identity.ts';
import { reconcile } from '../recover-lost-hosts.ts';
import { readHost, removeHost, writeHost } from '../state/host-record.ts';
import { ended, type SessionEnding } from '../state/session-status.ts';
import { Host } from './host.ts';
import type { HostDeps } from './host-deps.ts';

/** Pauses between two looks for a host process that was started (ms). */
const LOOK_PAUSES = { first: 5, most: 50 };

export interface HostingOptions {
  readonly hosting: 'here' | 'own-process';
  readonly spawnHost: (ref: SessionRef) => void;
  readonly notice: (message: string) => void;
}

/** Starts the hosts of sessions: in this process, or in one of their own. */
export class SessionHosts {
  readonly #deps: HostDeps;
  readonly #options: HostingOptions;
  readonly #hosts = new Map<string, Host>();

  constructor(deps: HostDeps, options: HostingOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** The session's host, if it is in this process. One that failed stays, to say so. */
  find(ref: SessionRef): Host | undefined {
    return this.#hosts.get(keyOf(ref));
  }

  /** The sessions that have their host here, less those whose host has failed. */
  get refs(): readonly SessionRef[] {
    return [...this.#hosts.values()].flatMap(({ failure, ref }) => (failure === undefined ? [ref] : []));
  }

  /** Notes that the session will have a host: before the session says `Pending`, under its lock. */
  announce(ref: SessionRef): void {
    const role = this.#options.hosting === 'here' ? 'host' : 'launcher';
    writeHost(this.#deps.store.stateDir, ref, { ...ownIdentity(), role });
  }

  /** Starts the host of an announced session. @throws AmberError STATE, UNAVAILABLE */
  async launch(ref: SessionRef): Promise<void> {
    if (this.#options.hosting === 'own-process') return this.#launchAway(ref);
    try {
      this.host(ref);
    } catch (error) {
      await this.#giveUp(ref, messageOf(error)).catch(() => {});
      throw error;
    }
  }

  /** Hosts a session whose record is ours. @throws AmberError STATE */
  host(ref: SessionRef): Host {
    const host = new Host(ref, this.#deps);
    this.#hosts.set(keyOf(ref), host);
    void host.done.then(() => {
      if (this.find(ref) === host && host.failure === undefined) this.#hosts.delete(keyOf(ref));
    });
    return host;
  }

  /**
   * Takes a session over from the process that launched this one. False if there is nothing to host: it has ended, or
   * another process was quicker.
   * @throws AmberError NOT_FOUND, STATE
   */
  async takeOver(ref: SessionRef): Promise<boolean> {
    const { store } = this.#deps;
    const taken = await store.locked(ref, () => {
      const record = readHost(store.stateDir, ref);
      if (record?.role !== 'launcher' || isTerminal(store.read(ref).status?.phase)) return false;
      writeHost(store.stateDir, ref, { ...ownIdentity(), role: 'host' });
      return true;
    });
    if (!taken) await reconcile(store, ref);
    return taken;
  }

  /** Goes on until all that is hosted here has ended. */
  async close(): Promise<void> {
    const hosts = [...this.#hosts.values()];
    for (const host of hosts.filter(({ goesOn }) => goesOn))
      this.#options.notice(
        `this command hosts session ${host.ref.name}, which is still in use: it goes on until the session has stopped`,
      );
    await Promise.all(hosts.map(({ done }) => done));
  }

  async #launchAway(ref: SessionRef): Promise<void> {
    const { store, waits } = this.#deps;
    const { clock } = store;
    let cause: unknown;
    try {
      this.#options.spawnHost(ref);
      const deadline = clock.now() + waits.launch;
      for (const backoff = new Backoff(LOOK_PAUSES); clock.now() < deadline; ) {
        await clock.sleep(backoff.next());
        if (!this.#waiting(ref)) return;
      }
    } catch (error) {
      cause = error;
    }
    const why = cause === undefined ? `no sign of life within ${waits.launch / 1_000} s` : messageOf(cause);
    const message = `the host process of session ${ref.name} did not start: ${why}`;
    const late = await this.#giveUp(ref, message);
    const log = join(store.paths(ref).dir, 'host.log');
    if (late) throw new AmberError('UNAVAILABLE', message, { hint: `cat ${log}`, cause });
  }

  /** Ends a session that found no host; false if it has one by now. */
  #giveUp(ref: SessionRef, message: string): Promise<boolean> {
    const { store } = this.#deps;
    return store.locked(ref, () => {
      if (readHost(store.stateDir, ref)?.pid !== process.pid) return false;
      const ending: SessionEnding = { phase: 'Failed', reason: 'HostNotStarted', message };
      store.write(ref, ended(store.read(ref), ending, store.clock.date()));
      removeHost(store.stateDir, ref);
      return true;
    });
  }

  /** True while the record is still the one that `announce` wrote. */
  #waiting(ref: SessionRef): boolean {
    const record = readHost(this.#deps.store.stateDir, ref);
    return record?.role === 'launcher' && isAlive(record);
  }
}

const keyOf = ({ project, name }: SessionRef): string => `${project}/${name}`;
