import { type ApiClient, sessionsPath } from './api-client.ts';

/** As many sessions as a busy team leaves behind. */
export const MANY = 2_000;
/** How many requests are under way at a time. */
const AT_ONCE = 32;

/** Fills a namespace with stopped sessions of an ordinary size; no operator may be awake there. */
export async function manySessions(api: ApiClient, namespace: string): Promise<void> {
  let next = 0;
  const make = async (): Promise<void> => {
    while (next < MANY) {
      const index = next++;
      const name = `session-${String(index).padStart(4, '0')}`;
      await api.ask('POST', sessionsPath(namespace), sessionOf(name, index));
      await api.ask('PATCH', `${sessionsPath(namespace, name)}/status`, { status: STOPPED });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, make));
}

const STOPPED = {
  phase: 'Stopped',
  startTime: '2026-11-22T10:00:00Z',
  completionTime: '2026-11-22T10:05:00Z',
  lastActivityTime: '2026-11-22T10:04:50Z',
  stoppedReason: 'user',
  conditions: ['PodCreated', 'PodScheduled', 'RunnerStarted', 'Ready'].map((type) => ({
    type,
    status: 'True',
    reason: 'Done',
    message: 'as it should be',
    lastTransitionTime: '2026-11-22T10:00:01Z',
  })),
};

function sessionOf(name: string, index: number): object {
  return {
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: {
      name,
      labels: { team: 'many', third: String(index % 3) },
      annotations: {
        'amber/request-id': `request-${index}`,
        'ambient-code.io/start-requested-at': '2026-11-22T10:00:00Z',
      },
    },
    spec: {
      displayName: `task number ${index}`,
      initialPrompt: `Look at issue ${index}, find out why it happens, and mend it. ${'Mind what the tests say. '.repeat(12)}`,
      repos: [{ url: 'https://github.com/example/project' }],
      llmSettings: { model: 'claude-sonnet-4-6' },
      timeout: 1800,
      stopOnRunFinished: true,
      environmentVariables: { RUNNER_TYPE: 'claude-agent-sdk' },
    },
  };
}
