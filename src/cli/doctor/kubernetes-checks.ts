import { isObject, text } from '../../core/agui/events.ts';
import { isAmberError, messageOf } from '../../core/errors.ts';
import { isAllowed, userOf } from '../../engine/kubernetes/access/self-reviews.ts';
import { type Asked, GROUP } from '../../engine/kubernetes/api-paths.ts';
import { type Cluster, openCluster } from '../../engine/kubernetes/cluster-client.ts';
import { lacksOf } from '../../engine/kubernetes/crd/compare-crd.ts';
import { CRD } from '../../engine/kubernetes/crd/crd.ts';
import { readCrd } from '../../engine/kubernetes/crd/read-crd.ts';
import { openEventRoutes } from '../../engine/kubernetes/events/event-routes.ts';
import { kubernetesOptions } from '../config/kubernetes-options.ts';
import type { Settings } from '../config/settings.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import type { Check } from './check-result.ts';

/** Limit of the first request (ms): a cluster that takes longer is out of reach. */
const PATIENCE = 10_000;

/** Looks at a cluster: reached, let in, allowed what a run needs, and made for it. Never throws. */
export async function kubernetesChecks(io: Io, context: Context): Promise<readonly Check[]> {
  let cluster: Cluster;
  try {
    cluster = await openCluster(kubernetesOptions(io, context));
  } catch (error) {
    return [failed('engine', `kubernetes, from ${context.config.sources.engine}: ${messageOf(error)}`, error)];
  }
  const engine = await engineCheck(io, context, cluster);
  if (engine.status === 'fail') return [engine];
  const { project } = context.settings;
  return [
    engine,
    await projectCheck(cluster, project, context.config.sources.project),
    ...(await accessChecks(cluster, context.settings)),
    await crdCheck(cluster),
    await eventsCheck(cluster, io, context),
  ];
}

const failed = (name: string, detail: string, error: unknown): Check => {
  const hint = isAmberError(error) ? error.hint : undefined;
  return { name, status: 'fail', detail, ...(hint !== undefined && { hint }) };
};

/** Address, certificate and credentials in one look. Any user that is known may ask for the version. */
async function engineCheck(io: Io, { config }: Context, cluster: Cluster): Promise<Check> {
  const name = 'engine';
  const place = `kubernetes, from ${config.sources.engine}: ${cluster.source}`;
  const begun = io.clock.now();
  try {
    const version = (await cluster.request('GET', '/version', { timeoutMs: PATIENCE })).json();
    const took = Math.round(io.clock.now() - begun);
    const which = isObject(version) ? (text(version, 'gitVersion') ?? '') : '';
    const user = await userOf(cluster);
    return {
      name,
      status: 'ok',
      detail: `${place}: ${cluster.server} answers in ${took} ms, Kubernetes ${which}${user === undefined ? '' : `, as ${user}`}`,
    };
  } catch (error) {
    return failed(name, `${place}: ${messageOf(error)}`, error);
  }
}

/** A list of a namespace that does not exist is empty, and everything but a creation seems to work. */
async function projectCheck(cluster: Cluster, project: string, source: string): Promise<Check> {
  const name = 'project';
  const detail = `namespace ${project}, from ${source}`;
  try {
    await cluster.request('GET', `/api/v1/namespaces/${project}`);
    return { name, status: 'ok', detail };
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND'))
      return { name, status: 'fail', detail: `${detail}: there is none`, hint: '--project with one that is there' };
    if (!isAmberError(error, 'FORBIDDEN')) return failed(name, messageOf(error), error);
    return { name, status: 'skip', detail: `${detail}: you may not see whether it is there` };
  }
}

interface Need {
  readonly verb: string;
  readonly resource: 'agenticsessions' | 'pods';
  /** What can’t be done without it. */
  readonly without: string;
  readonly optional?: true;
}

const NEEDS: readonly Need[] = [
  { verb: 'create', resource: 'agenticsessions', without: 'no session can be made' },
  { verb: 'get', resource: 'agenticsessions', without: 'no session can be looked at' },
  { verb: 'patch', resource: 'agenticsessions', without: 'no session can be stopped or started' },
  {
    verb: 'list',
    resource: 'agenticsessions',
    without: 'amber list and names like @latest don’t work',
    optional: true,
  },
  { verb: 'watch', resource: 'agenticsessions', without: 'sessions are asked again and again', optional: true },
  { verb: 'delete', resource: 'agenticsessions', without: 'amber delete does not work', optional: true },
  { verb: 'get', resource: 'pods', without: 'a runner that has died is not noticed by its pod', optional: true },
];

async function accessChecks(cluster: Cluster, settings: Settings): Promise<readonly Check[]> {
  const name = 'access';
  const { project } = settings;
  try {
    const may = await Promise.all(NEEDS.map((need) => isAllowed(cluster, actionOf(need, project))));
    const missing = NEEDS.filter((_, at) => may[at] !== true);
    const granted = NEEDS.filter((_, at) => may[at] === true);
    const words = granted.map(({ verb, resource }) => (resource === 'pods' ? `${verb} pods` : verb)).join(', ');
    return [
      ...(granted.length === 0 ? [] : [{ name, status: 'ok' as const, detail: `may ${words} in ${project}` }]),
      ...missing.map((need) => lackCheck(settings, need)),
    ];
  } catch (error) {
    return [failed(name, messageOf(error), error)];
  }
}

function lackCheck({ project, context }: Settings, { verb, resource, without, optional }: Need): Check {
  return {
    name: 'access',
    status: optional === true ? 'warn' : 'fail',
    detail: `may not ${verb} ${resource} in ${project}: ${without}`,
    hint: `amber crd --rbac has the roles; kubectl auth can-i ${verb} ${resource === 'pods' ? 'pods' : CRD.metadata.name} --namespace ${project}${context === undefined ? '' : ` --context ${context}`}`,
  };
}

function actionOf({ verb, resource }: Need, namespace: string): Asked {
  return { verb, group: resource === 'pods' ? '' : GROUP, resource, namespace };
}

/** The API server has no events: some other server has. */
async function eventsCheck(cluster: Cluster, io: Io, context: Context): Promise<Check> {
  const name = 'events';
  const way = openEventRoutes({ ...kubernetesOptions(io, context).events, cluster });
  try {
    return { name, status: 'ok', detail: `from ${await way.find(context.settings.project)}` };
  } catch (error) {
    const without = isAmberError(error, 'NO_STREAM') ? 'the end of a run is known only if amber serve notes it: ' : '';
    // A list is how it was tried, and not what is checked.
    const says = messageOf(error).replace(/^cannot list the sessions[^:]*: /, '');
    return withoutDoctor(failed(name, `${without}${says}`, error));
  } finally {
    await way.close();
  }
}

/** The hint to call `amber doctor` is for all others. */
function withoutDoctor({ hint, ...check }: Check): Check {
  return { ...check, ...(hint !== undefined && !hint.includes('amber doctor') && { hint }) };
}

async function crdCheck(cluster: Cluster): Promise<Check> {
  const name = 'CRD';
  const apply = 'amber crd | kubectl apply --server-side -f -';
  try {
    const seen = await readCrd(cluster);
    if (seen === undefined)
      return { name, status: 'fail', detail: 'there is none: no session can be made', hint: apply };
    const lacks = lacksOf(seen);
    const [first] = lacks;
    if (first === undefined && seen.schema === undefined)
      return { name, status: 'skip', detail: `${CRD.metadata.name} is there; which fields it has is not published` };
    if (first === undefined) return { name, status: 'ok', detail: `${CRD.metadata.name}: nothing is missing` };
    const more = lacks.length === 1 ? '' : `, and ${lacks.length - 1} more: amber crd --check`;
    return {
      name,
      status: first.for === 'run' ? 'warn' : 'ok',
      detail: `${CRD.metadata.name} lacks ${first.lacks}: ${first.means}${more}`,
      ...(first.for === 'run' && { hint: apply }),
    };
  } catch (error) {
    return failed(name, messageOf(error), error);
  }
}
