import type { Phase } from '../../../core/session/phase.ts';
import { MAX_INITIAL_PROMPT } from '../../../core/session/pod-limits.ts';
import { STOP_REASONS } from '../../../core/session/session.ts';

/** As much of a structural schema (OpenAPI v3) as is used here. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message: string }[];
}

type Fields = { readonly [name: string]: Schema };
type Rest = Omit<Schema, 'type' | 'description'>;

const text = (description: string, rest: Rest = {}): Schema => ({ type: 'string', description, ...rest });
const time = (description: string): Schema => text(description, { format: 'date-time' });
const whole = (description: string, rest: Rest = {}): Schema => ({ type: 'integer', description, ...rest });
const truth = (description: string, rest: Rest = {}): Schema => ({ type: 'boolean', description, ...rest });
const list = (description: string, items: Schema): Schema => ({ type: 'array', description, items });
const texts = (description: string): Schema => list(description, { type: 'string' });
const object = (description: string, properties: Fields, required?: readonly string[]): Schema => ({
  type: 'object',
  description,
  properties,
  ...(required !== undefined && { required }),
});
const map = (description: string, additionalProperties: Schema): Schema => ({
  type: 'object',
  description,
  additionalProperties,
});

const SPEC: Fields = {
  initialPrompt: text(
    `What the first run is to do. It is run once: a session that is started again does not repeat it. No pod starts with more than ${MAX_INITIAL_PROMPT} bytes.`,
  ),
  displayName: text('The session’s name for people.'),
  repos: list(
    'Git repositories that the agent works with.',
    object(
      'One repository.',
      {
        url: text('What git clones.'),
        branch: text('The branch that is checked out.', { default: 'main' }),
        autoPush: truth('Commit and push what the agent has changed.', { default: false }),
      },
      ['url'],
    ),
  ),
  userContext: object('Who asked for the session, as it was authenticated.', {
    userId: text('The user’s identity.'),
    displayName: text('The user’s name for people.'),
    groups: texts('The groups that the user belongs to.'),
  }),
  llmSettings: object('The model, and how it is asked.', {
    model: text('The model’s name.', { default: 'claude-sonnet-4-6' }),
    temperature: { type: 'number', description: 'How varied its answers are.', default: 0.7 },
    maxTokens: whole('The longest answer, in tokens.', { default: 4000 }),
  }),
  timeout: whole('The limit of the session, in seconds.', { default: 300 }),
  inactivityTimeout: whole(
    'After so many seconds without activity the session is stopped; 0 is never. Without it the project’s setting counts.',
    { 'x-kubernetes-validations': [{ rule: 'self >= 0', message: 'must be whole seconds from 0 on; 0 is never' }] },
  ),
  stopOnRunFinished: truth('Stop the session once its run has ended (RUN_FINISHED): it is there for one task.'),
  environmentVariables: map(
    'Variables of the session’s containers. Anyone who may read the session can read them. RUNNER_TYPE names the agent.',
    { type: 'string' },
  ),
  mcpServers: object('MCP servers of this session, beside the platform’s own.', {
    custom: map('Servers by name: how each is started or reached.', {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    }),
    disabled: texts('Names of the platform’s own servers that the session does without.'),
  }),
  activeWorkflow: object('The workflow that the agent follows.', {
    gitUrl: text('The repository that holds it.'),
    branch: text('The branch of that repository.', { default: 'main' }),
    path: text('The workflow’s folder in that repository.'),
  }),
};

const PHASES: readonly Phase[] = ['Pending', 'Creating', 'Running', 'Stopping', 'Stopped', 'Completed', 'Failed'];

/** The platform's own first, as `kubectl explain` lists them. */
const REASONS = [...new Set(['user', 'inactivity', ...STOP_REASONS])];

const STATUS: Fields = {
  observedGeneration: whole('The generation of the spec that the operator has acted on.', { format: 'int64' }),
  phase: text('Where the session is in its life.', { enum: PHASES, default: 'Pending' }),
  startTime: time('When its runner was started.'),
  completionTime: time('When it reached its last phase.'),
  lastActivityTime: time('When its runner last sent an event.'),
  // Whatever a stop is asked for with must be possible to note, or the operator's write would be refused for ever.
  stoppedReason: text(`Why it was stopped: ${REASONS.join(', ')}.`, { enum: REASONS }),
  sdkSessionId: text('The agent’s own name of its memory, from which it goes on.'),
  sdkRestartCount: whole('How often the agent was started anew.'),
  reconciledRepos: list(
    'How far each repository is.',
    object('One repository.', {
      url: text('What git clones.'),
      name: text('The repository’s folder.'),
      branch: text('Deprecated: see currentActiveBranch.'),
      branches: texts('All its local branches.'),
      currentActiveBranch: text('The branch that is checked out.'),
      defaultBranch: text('The default branch of its remote.'),
      status: text('How far the clone is.', { enum: ['Cloning', 'Ready', 'Failed'] }),
      clonedAt: time('When it was cloned.'),
    }),
  ),
  reconciledWorkflow: object('How far the workflow is.', {
    gitUrl: text('The repository that holds it.'),
    branch: text('The branch of that repository.'),
    path: text('The workflow’s folder in that repository.'),
    status: text('How far it is.', { enum: ['Cloning', 'Active', 'Failed'] }),
    appliedAt: time('When it was applied.'),
  }),
  conditions: list(
    'What the operator has to say in detail.',
    object(
      'One condition.',
      {
        type: text('What it is about.'),
        status: text('Whether it is so.', { enum: ['True', 'False', 'Unknown'] }),
        reason: text('Why, in one word.'),
        message: text('Why, for people.'),
        lastTransitionTime: time('When its status last changed.'),
        observedGeneration: whole('The generation of the spec that it speaks of.', { format: 'int64' }),
      },
      ['type', 'status'],
    ),
  ),
};

/**
 * The schema of `AgenticSession`. Whatever the platform's own takes, this one takes (docs/platform.md, "Kubernetes"):
 * it only adds, and refuses nothing more.
 */
export const SESSION_SCHEMA: Schema = {
  type: 'object',
  description: 'One session of an agent: a task, or a conversation.',
  properties: {
    spec: object('What is asked for.', SPEC),
    status: object('What has become of it.', STATUS),
  },
};
