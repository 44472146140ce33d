import type { KubernetesOptions } from '../../engine/kubernetes/kubernetes-engine.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import { platformOptions, platformToken } from './platform-options.ts';

/** What the Kubernetes engine needs of the settings and of this process. */
export function kubernetesOptions(io: Io, context: Context): KubernetesOptions {
  const { settings, redactor, notice, verbose } = context;
  const { kubeconfig, context: contextName, as, asGroup, caFile, insecureSkipTlsVerify, apiUrl } = settings;
  return {
    kubeconfig,
    context: contextName,
    as,
    asGroups: asGroup,
    insecure: insecureSkipTlsVerify,
    // With the address of a backend the file is for that: the cluster's authority is in the kubeconfig.
    ...(apiUrl === undefined && { caFile }),
    env: io.env,
    clock: io.clock,
    learn: (secrets) => redactor.learn(secrets),
    notice,
    ...(verbose && { observe: verbose.request }),
    apiUrl,
    events: {
      ...(apiUrl !== undefined && { backend: () => platformOptions(io, context) }),
      eventsService: settings.eventsService,
      token: platformToken(io, context),
      namespace: settings.project,
      ...(verbose && { detail: verbose.decision }),
    },
  };
}
