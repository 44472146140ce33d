import { AmberError } from '../../core/errors.ts';
import { checkAgentOptions, isEmptyOptions } from '../../core/session/agent-options.ts';
import type { Inputs } from './inputs.ts';

/** What goes only without the other. @throws AmberError USAGE */
export function checkCombinations(inputs: Inputs): void {
  const {
    agentHeaders,
    agentOptions,
    deliver,
    deliverFrom,
    engine,
    apiUrl,
    apiToken,
    confinement,
    wait,
    stopOnRunFinished,
    allowForks,
    sessionName,
    prompt,
  } = inputs;
  const usage = (message: string, hint: string): AmberError => new AmberError('USAGE', message, { hint });
  if (engine === 'platform' && apiUrl === undefined)
    throw usage('engine "platform" needs the input api-url', 'with: api-url: https://ambient.example.com');
  if (engine === 'platform' && apiToken === undefined)
    throw usage(
      'engine "platform" needs the input api-token',
      'with: api-token: a secret, such as secrets.AMBER_TOKEN',
    );
  const { kubeconfig = inputs.kubeconfigText, context, eventsService } = inputs;
  if (engine !== 'kubernetes' && (kubeconfig ?? context ?? eventsService) !== undefined)
    throw usage(
      `kubeconfig, context and events-service are for engine "kubernetes", and this is "${engine}"`,
      'with: engine: kubernetes',
    );
  const { budget, outputSchema, outputSchemaFile } = inputs;
  if (!wait && budget !== undefined)
    throw usage(
      'max-cost, max-turns and max-tokens go not with wait: false: nobody would be there to count',
      'wait: true',
    );
  if (outputSchema !== undefined && outputSchemaFile !== undefined)
    throw usage('output-schema and output-schema-file are one schema', 'leave one of them out');
  if (!wait && (outputSchema ?? outputSchemaFile) !== undefined)
    throw usage('output-schema does not go with wait: false: nobody would be there to check the answer', 'wait: true');
  if (engine === 'local' && !wait)
    throw usage(
      'wait: false does not go with engine "local": the runner ends all that a job leaves behind',
      'wait: true',
    );
  if (engine === 'local' && !stopOnRunFinished)
    throw usage(
      'stop-on-run-finished: false does not go with engine "local": its sessions end with the job',
      'stop-on-run-finished: true',
    );
  if (engine === 'local' && allowForks)
    throw usage(
      'allow-forks does not go with engine "local": a fork’s code would run on this runner',
      'engine: platform, or allow-forks: false',
    );
  for (const [name, mode] of [['key-proxy', confinement.keyProxy] as const, ['sandbox', confinement.sandbox] as const])
    if (engine !== 'local' && mode === 'on')
      throw usage(`${name}: on does not go with engine "${engine}": its agents run elsewhere`, `leave ${name} out`);
  if (engine !== 'local' && agentHeaders !== undefined)
    throw usage(
      `agent-headers does not go with engine "${engine}": its agents run elsewhere`,
      'leave agent-headers out',
    );
  checkAgentOptions(agentOptions);
  if (engine === 'kubernetes' && !isEmptyOptions(agentOptions))
    throw usage(
      'effort, mode and agent-options go not with engine "kubernetes": its runners have no such options',
      'leave them out',
    );
  if (deliverFrom !== undefined && (prompt !== undefined || engine !== 'local'))
    throw usage(
      'deliver-from goes with neither a prompt nor another engine than "local": it brings what a job has left, and runs nothing',
      'leave the others out',
    );
  if (deliverFrom !== undefined && deliver === 'patch')
    throw usage('deliver: patch and deliver-from are of two jobs', 'leave one of them out');
  if (sessionName !== undefined && prompt === undefined)
    throw usage('session-name needs a prompt: it names the session that the prompt is sent to', 'prompt: …');
}
