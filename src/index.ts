/** What `import … from '@ambient-code/amber'` gives: docs/library.md. Importing it does nothing. */
export type { AguiEvent, Pieces } from './core/agui/events.ts';
export { AmberError, type ErrorCode, isAmberError } from './core/errors.ts';
export type { Outcome, Question, Result, RunError, Usage } from './core/result.ts';
export type { Update } from './core/run-update.ts';
export type { Phase } from './core/session/phase.ts';
export type { Session, SessionFilter, SessionRef, SessionSpec } from './core/session/session.ts';
export type { Engine } from './engine/engine.ts';
export type { FollowOptions } from './library/follow-options.ts';
export type { NewSession } from './library/new-session-options.ts';
export {
  type EngineOptions,
  type KubernetesEngineOptions,
  type LocalEngineOptions,
  openEngine,
  type PlatformEngineOptions,
  type Token,
} from './library/open-engine.ts';
export {
  exportSession,
  type RunOptions,
  runSession,
  type SendOptions,
  type StopOptions,
  type Stopped,
  sendMessage,
  stopSession,
  type WatchOptions,
  watchSession,
} from './library/sessions.ts';
