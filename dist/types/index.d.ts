/** What `import … from '@ambient-code/amber'` gives: docs/library.md. Importing it does nothing. */
export type { AguiEvent, Pieces } from './core/agui/events.js';
export { AmberError, type ErrorCode, isAmberError } from './core/errors.js';
export type { Outcome, Question, Result, RunError, Usage } from './core/result.js';
export type { Update } from './core/run-update.js';
export type { Phase } from './core/session/phase.js';
export type { Session, SessionFilter, SessionRef, SessionSpec } from './core/session/session.js';
export type { Engine } from './engine/engine.js';
export type { FollowOptions } from './library/follow-options.js';
export type { NewSession } from './library/new-session-options.js';
export { type EngineOptions, type KubernetesEngineOptions, type LocalEngineOptions, openEngine, type PlatformEngineOptions, type Token, } from './library/open-engine.js';
export { exportSession, type RunOptions, runSession, type SendOptions, type StopOptions, type Stopped, sendMessage, stopSession, type WatchOptions, watchSession, } from './library/sessions.js';
