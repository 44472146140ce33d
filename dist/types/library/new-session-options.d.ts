import { type Confinement } from '../core/session/confinement.js';
import type { PermissionMode } from '../core/session/permission-mode.js';
import { type McpServerMap, type Repo, type Workflow } from '../core/session/session.js';
/** What a session is made of. */
export interface NewSession {
    /** What the agent is to do. */
    readonly prompt: string;
    /** The namespace; `default` if absent. */
    readonly project?: string;
    /** A known agent, or a command line that speaks ACP; the first known one on PATH, or the server's own, if absent. */
    readonly agent?: string;
    readonly model?: string;
    /** How much the agent thinks, the mode that it works in, and other options, in its own words (`amber agents <name>`). */
    readonly effort?: string;
    readonly mode?: string;
    readonly agentOptions?: {
        readonly [id: string]: string;
    };
    /** For people. */
    readonly displayName?: string;
    readonly labels?: {
        readonly [key: string]: string;
    };
    /** Variables for the agent. */
    readonly environmentVariables?: {
        readonly [name: string]: string;
    };
    /** MCP servers for the agent, by name, as `mcpServers` configurations have them. Engine `local` puts variables of `openEngine`’s `env` in place of `${NAME}`. */
    readonly mcpServers?: McpServerMap;
    /** Cloned into the workspace, in place of the directory. */
    readonly repos?: readonly Repo[];
    readonly workflow?: Workflow;
    /** Engine `local`: in a git worktree, on a branch of its own. */
    readonly worktree?: boolean;
    /** What the agent may do without being asked; with engine `local` `read` if absent. */
    readonly permissions?: Exclude<PermissionMode, 'ask'>;
    /** Engine `local`: what holds the agent in; nothing if absent. */
    readonly confinement?: Partial<Confinement>;
    /** The same id makes no second session: the first one's run is followed. A new one if absent. */
    readonly requestId?: string;
}
