import type { Env } from '../core/env.js';
import { type Engine } from '../engine/engine.js';
interface Anywhere {
    /** The environment, for the engine and for its agents; the process's own if absent. */
    readonly env?: Env;
    /** Receives messages for a person, a line each. They are dropped if it is absent. */
    readonly notice?: (message: string) => void;
}
/**
 * Sessions on this machine, hosted by this process: their agents end with it. `close` waits until they have ended.
 */
export interface LocalEngineOptions extends Anywhere {
    readonly engine: 'local';
    /** Workspace of new sessions; the current directory if absent. */
    readonly cwd?: string;
    /** Where sessions are kept; where the command line keeps its own if absent. */
    readonly stateDir?: string;
    /** Command lines that speak ACP by the names that sessions call them by, beside the known agents. */
    readonly agents?: {
        readonly [name: string]: string;
    };
}
/** A token, or what returns it; it is asked again once the server no longer accepts the last one. */
export type Token = string | (() => string | Promise<string>);
/** Sessions behind the platform's HTTP API, or that of `amber serve`. */
export interface PlatformEngineOptions extends Anywhere {
    readonly engine: 'platform';
    /** With or without `/api`. */
    readonly apiUrl: string;
    /** None is sent if absent. */
    readonly token?: Token | undefined;
    /** Certificates (PEM) that are trusted in place of the system's. */
    readonly ca?: string;
    /** Accepts any certificate: anyone in between can read the token. */
    readonly insecure?: boolean;
}
/** Sessions as custom resources of a cluster. */
export interface KubernetesEngineOptions extends Anywhere {
    readonly engine: 'kubernetes';
    /** Paths as in KUBECONFIG; as kubectl finds it, or the pod's own account, if absent. */
    readonly kubeconfig?: string;
    readonly context?: string;
    /** The address of a server of the sessions' events: the platform's backend, or `amber serve`. */
    readonly apiUrl?: string;
    /** The Service of one in the cluster, reached by port-forward: `namespace/name:port`. */
    readonly eventsService?: string;
    /** For that server, where it wants another than the cluster. */
    readonly token?: Token | undefined;
}
export type EngineOptions = LocalEngineOptions | PlatformEngineOptions | KubernetesEngineOptions;
/**
 * Opens an engine: where sessions live. Nothing of the command line's configuration is read. Close it.
 * @throws AmberError CONFIG, USAGE
 */
export declare function openEngine(options: EngineOptions): Promise<Engine>;
export {};
