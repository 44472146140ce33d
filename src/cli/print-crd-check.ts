import { EXIT } from '../core/exit-code.ts';
import { openCluster } from '../engine/kubernetes/cluster-client.ts';
import { type Lack, lacksOf } from '../engine/kubernetes/crd/compare-crd.ts';
import { CRD } from '../engine/kubernetes/crd/crd.ts';
import { readCrd } from '../engine/kubernetes/crd/read-crd.ts';
import { kubernetesOptions } from './config/kubernetes-options.ts';
import type { Context } from './context.ts';
import type { CommonOptions } from './flags/common-options.ts';
import { printObject } from './output/print-object.ts';
import type { Io } from './process/io.ts';
import { withSpinner } from './terminal/spinner.ts';

/** What `amber crd --check` found. */
interface Found {
  readonly name: string;
  readonly server: string;
  readonly source: string;
  readonly found: boolean;
  /** False if the caller may not read the CRD itself: its columns are then not known. */
  readonly whole: boolean;
  /** False if the API server does not publish which fields it keeps: what is lacking may be more. */
  readonly fields: boolean;
  readonly lacks: readonly Lack[];
}

/** Says what the cluster's CRD lacks. Returns 0 if a run lacks nothing. @throws AmberError */
export async function printCrdCheck(io: Io, context: Context, options: CommonOptions): Promise<number> {
  const { settings, redactor } = context;
  const cluster = await openCluster(kubernetesOptions(io, context));
  const seen = await withSpinner(io, { ...options, context }, 'reading the CRD of the cluster', () => readCrd(cluster));
  const found: Found = {
    name: CRD.metadata.name,
    server: cluster.server,
    source: cluster.source,
    found: seen !== undefined,
    whole: seen?.additionalPrinterColumns !== undefined,
    fields: seen?.schema !== undefined,
    lacks: seen === undefined ? [] : lacksOf(seen),
  };
  if (settings.output === 'json' || settings.output === 'yaml')
    await printObject(io.stdout, redactor, settings.output, found);
  else await io.stdout.write(redactor.all(textOf(found)));
  return found.found && !found.lacks.some((lack) => lack.for === 'run') ? EXIT.ok : EXIT.lost;
}

const APPLY = '  hint: amber crd | kubectl apply --server-side -f -\n';

function textOf({ name, server, source, found, whole, fields, lacks }: Found): string {
  const head = `${name} at ${server} (${source})`;
  if (!found) return `✗ ${head}: there is none: no session can be made\n${APPLY}`;
  const lines = lacks.map((lack) => `${lack.for === 'run' ? '✗' : '!'} ${lack.lacks}: ${lack.means}\n`);
  const unseen = [
    ...(whole ? [] : ['– columns: not known, since you may not read the CRD itself\n']),
    ...(fields ? [] : ['– fields: not known, since the API server does not publish them\n']),
  ].join('');
  if (lines.length === 0)
    return `${fields ? '✓' : '–'} ${head}: ${fields ? 'nothing is missing' : 'it is there'}\n${unseen}`;
  const enough = lacks.some((lack) => lack.for === 'run') ? 'a run lacks something' : 'a run lacks nothing';
  return `${head}: ${enough}\n${lines.join('')}${unseen}${APPLY}`;
}
