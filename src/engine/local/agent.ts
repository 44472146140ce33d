/** The door to agents: what the host drives. */
export type {
  AgentExit,
  AgentProcess,
  AgentSettings,
  AgentSpec,
  Attendant,
  Human,
  MessageAnswer,
  OpenQuestion,
  PermissionPrompt,
  PromptEnd,
  StartOptions,
} from './acp/seam.ts';
export { startAgent } from './acp/start.ts';
