/**
 * The platform's own CustomResourceDefinition (docs/platform.md, "Kubernetes"), as clusters have it that Amber has not
 * changed: with `stopOnRunFinished`, or as it was before that field.
 */
export function platformCrd({ stopOnRunFinished }: { readonly stopOnRunFinished: boolean }): object {
  const repo = object({ url: STRING, branch: { type: 'string', default: 'main' }, autoPush: BOOLEAN_OFF }, ['url']);
  const spec = object({
    initialPrompt: STRING,
    displayName: STRING,
    repos: list(repo),
    userContext: object({ userId: STRING, displayName: STRING, groups: list(STRING) }),
    llmSettings: object({
      model: { type: 'string', default: 'claude-sonnet-4-6' },
      temperature: { type: 'number', default: 0.7 },
      maxTokens: { type: 'integer', default: 4000 },
    }),
    timeout: { type: 'integer', default: 300 },
    inactivityTimeout: { type: 'integer', minimum: 0 },
    ...(stopOnRunFinished && { stopOnRunFinished: { type: 'boolean' } }),
    environmentVariables: { type: 'object', additionalProperties: STRING },
    mcpServers: object({
      custom: {
        type: 'object',
        additionalProperties: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
      disabled: list(STRING),
    }),
    activeWorkflow: object({ gitUrl: STRING, branch: { type: 'string', default: 'main' }, path: STRING }),
  });
  const status = object({
    phase: { type: 'string', enum: PHASES, default: 'Pending' },
    startTime: TIME,
    completionTime: TIME,
    lastActivityTime: TIME,
    stoppedReason: { type: 'string', enum: ['user', 'inactivity'] },
    observedGeneration: INT64,
    sdkSessionId: STRING,
    sdkRestartCount: { type: 'integer' },
    reconciledRepos: list(
      object({
        url: STRING,
        branch: STRING,
        name: STRING,
        currentActiveBranch: STRING,
        defaultBranch: STRING,
        branches: list(STRING),
        status: { type: 'string', enum: ['Cloning', 'Ready', 'Failed'] },
        clonedAt: TIME,
      }),
    ),
    reconciledWorkflow: object({
      gitUrl: STRING,
      branch: STRING,
      path: STRING,
      status: { type: 'string', enum: ['Cloning', 'Active', 'Failed'] },
      appliedAt: TIME,
    }),
    conditions: list(
      object(
        {
          type: STRING,
          status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
          reason: STRING,
          message: STRING,
          lastTransitionTime: TIME,
          observedGeneration: INT64,
        },
        ['type', 'status'],
      ),
    ),
  });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'agenticsessions.vteam.ambient-code' },
    spec: {
      group: 'vteam.ambient-code',
      scope: 'Namespaced',
      names: {
        plural: 'agenticsessions',
        singular: 'agenticsession',
        kind: 'AgenticSession',
        listKind: 'AgenticSessionList',
        shortNames: ['as'],
      },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: object({ spec, status }) },
        },
      ],
    },
  };
}

const STRING = { type: 'string' };
const BOOLEAN_OFF = { type: 'boolean', default: false };
const TIME = { type: 'string', format: 'date-time' };
const INT64 = { type: 'integer', format: 'int64' };
const PHASES = ['Pending', 'Creating', 'Running', 'Stopping', 'Stopped', 'Completed', 'Failed'];

const list = (items: object): object => ({ type: 'array', items });
const object = (properties: object, required?: readonly string[]): object => ({
  type: 'object',
  properties,
  ...(required !== undefined && { required }),
});
