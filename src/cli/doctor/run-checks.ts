import type { AmberError } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import { versionText } from '../version.ts';
import { type Check, CONFIGURATION, skip } from './check-result.ts';
import { gitCheck, githubCheck, unknownVariables } from './environment-checks.ts';
import { agentCheck, sandboxCheck, stateCheck } from './local-checks.ts';
import { credentialsCheck, platformCheck } from './platform-checks.ts';

/** Everything that a session here needs, looked at one by one. Never throws. */
export async function runChecks(io: Io, context: Context): Promise<readonly Check[]> {
  const local = context.engineName === 'local';
  return [
    { name: 'amber', status: 'ok', detail: `${versionText()}, Node ${process.versions.node}` },
    ...context.faults.map(faultCheck),
    ...(await engineChecks(io, context)),
    local ? await stateCheck(context.stateDir, io) : skip('state directory', 'only engine local keeps sessions here'),
    local ? agentCheck(io.env, context) : skip('agent', 'agents run where the sessions are'),
    local ? await sandboxCheck(io.env, context) : skip('sandbox', 'agents run where the sessions are'),
    ...(context.engineName === 'kubernetes' ? [] : [skip('CRD', `engine ${context.engineName} needs none`)]),
    await gitCheck(io.env),
    await githubCheck(io.env),
    ...unknownVariables(io.env),
  ];
}

const faultCheck = ({ message, hint }: AmberError): Check => ({
  name: CONFIGURATION,
  status: 'fail',
  detail: message,
  ...(hint === undefined ? {} : { hint }),
});

async function engineChecks(io: Io, context: Context): Promise<readonly Check[]> {
  const { engineName, config } = context;
  switch (engineName) {
    case 'local':
      return [
        { name: 'engine', status: 'ok', detail: `${engineName}, from ${config.sources.engine}` },
        skip('credentials', 'engine local needs none; an agent may need its own'),
      ];
    case 'platform':
      return [await platformCheck(io, context), credentialsCheck(io.env, context)];
    case 'kubernetes': {
      const { kubernetesChecks } = await import('./kubernetes-checks.ts');
      return kubernetesChecks(io, context);
    }
  }
}
