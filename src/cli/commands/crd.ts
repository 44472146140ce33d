import { Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { openTolerantContext } from '../context.ts';
import { addFlags, type Parsed, settingFlag } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';

export interface CrdOptions extends CommonOptions {
  readonly rbac: boolean;
  readonly policy: boolean;
  readonly check: boolean;
}

export function command(io: Io, run: (io: Io, options: CrdOptions) => Promise<number> = theRun): Command {
  const made = new Command('crd')
    .description(
      'Prints the CustomResourceDefinition of sessions, for engine kubernetes, for an administrator of the cluster to apply. With --check, says what a cluster’s lacks.',
    )
    .option('--rbac', 'also the roles that people, bots and amber serve need')
    .option('--policy', 'also the admission policy that warns of sessions that could never run')
    .option('--check', 'print nothing of this; compare the cluster’s CRD with it')
    .optionsGroup('Cluster, for --check:');
  for (const name of ['context', 'kubeconfig', 'as', 'asGroup', 'caFile', 'insecureSkipTlsVerify'] as const)
    made.addOption(settingFlag(name));
  return withHelp(addFlags(made, { output: ['text', 'json', 'yaml'] }), {
    examples: [
      { run: 'amber crd', what: 'to be applied: | kubectl apply --server-side -f -' },
      {
        run: 'amber crd --rbac --policy > amber.yaml',
        what: 'with roles, and with rules that warn; read it, then apply it',
      },
      { run: 'amber crd --check', what: 'is the CRD of the kubeconfig’s cluster enough?' },
    ],
    exits: [0, 1, 2, 4],
    exitWords: { 0: 'printed; a run lacks nothing', 1: 'a run lacks something, or the cluster does not answer' },
  }).action(async (parsed: Parsed) => {
    const { rbac, policy, check } = parsed;
    io.exitCode = await run(io, {
      ...commonOptions(parsed),
      rbac: rbac === true,
      policy: policy === true,
      check: check === true,
    });
  });
}

async function theRun(io: Io, options: CrdOptions): Promise<number> {
  const { rbac, policy, check } = options;
  if (check && (rbac || policy))
    throw new AmberError('USAGE', '--check compares the CRD alone: it does not go with --rbac or --policy', {
      hint: 'amber crd --check',
    });
  const context = await openTolerantContext(io, options);
  if (check) {
    const { printCrdCheck } = await import('../print-crd-check.ts');
    return printCrdCheck(io, context, options);
  }
  const [{ CRD }, { ROLES }, { POLICY }, { printManifests }] = await Promise.all([
    import('../../engine/kubernetes/crd/crd.ts'),
    import('../../engine/kubernetes/crd/rbac-roles.ts'),
    import('../../engine/kubernetes/crd/admission-policy.ts'),
    import('../output/print-manifests.ts'),
  ]);
  await printManifests(io.stdout, context.settings.output === 'json' ? 'json' : 'yaml', [
    {
      object: CRD,
      comment:
        'Sessions of agents. To apply: amber crd | kubectl apply --server-side -f -\nWith --rbac the roles that people, bots and amber serve need; with --policy rules that warn of sessions that could never run.',
    },
    ...(rbac ? ROLES : []),
    ...(policy ? POLICY : []),
  ]);
  return 0;
}
