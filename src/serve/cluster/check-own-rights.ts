import { Backoff } from '../../async/backoff.ts';
import type { Clock } from '../../core/clock.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import { isAllowed, userOf } from '../../engine/kubernetes/access/self-reviews.ts';
import { GROUP, PLURAL } from '../../engine/kubernetes/api-paths.ts';
import type { Cluster } from '../../engine/kubernetes/cluster-client.ts';
import { errorFacts, type Log } from '../json-log.ts';

/** A right of serve's own account. */
export interface OwnRight {
  readonly verb: 'get' | 'list' | 'watch' | 'patch';
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** What becomes of sessions without it. */
  readonly without: string;
  /** No session can be served without it. */
  readonly isVital?: true;
}

const sessions = { group: GROUP, resource: PLURAL };

/** What its role gives it (`amber crd --rbac`), and what each is for. */
export const OWN_RIGHTS: readonly OwnRight[] = [
  { ...sessions, verb: 'get', isVital: true, without: 'no session can be looked at' },
  {
    ...sessions,
    verb: 'patch',
    isVital: true,
    without: 'no session can be stopped, and how its run ended can’t be recorded',
  },
  { group: '', resource: 'secrets', verb: 'get', isVital: true, without: 'no runner can be talked to' },
  { ...sessions, verb: 'list', without: 'what becomes of sessions is noticed late' },
  { ...sessions, verb: 'watch', without: 'what becomes of sessions is noticed late' },
  { ...sessions, subresource: 'status', verb: 'patch', without: 'a session in use can be taken for idle' },
];

export interface OwnRightsDeps {
  readonly cluster: Pick<Cluster, 'request' | 'source'>;
  readonly clock: Clock;
  /** The projects that are served; all of the cluster if there are none. */
  readonly projects: readonly string[];
  readonly log: Log;
}

const PAUSES = { first: 500, most: 10_000 };
const HINT =
  'amber serve --manifests prints its account and what binds its role to it; amber crd --rbac the role alone';

/**
 * Asks the API server, before anything is served, whom it takes serve for and what that account may do: one warning for each
 * right that is missing. An API server that is away is waited for.
 * @throws AmberError UNAUTHENTICATED for nobody, FORBIDDEN if no project can be served
 */
export async function checkOwnRights(deps: OwnRightsDeps): Promise<void> {
  const { cluster, projects, log } = deps;
  const user = await asked(deps, () => userOf(cluster));
  if (user === 'system:anonymous')
    throw new AmberError('UNAUTHENTICATED', `the cluster takes amber serve for nobody (${user}): ${cluster.source}`, {
      hint: HINT,
    });
  const places = projects.length === 0 ? [undefined] : projects;
  const lacks = await Promise.all(
    places.map(async (project) => {
      const may = await Promise.all(OWN_RIGHTS.map((right) => asked(deps, () => mayDo(cluster, project, right))));
      return OWN_RIGHTS.filter((_, at) => may[at] === false).map((right) => ({ project, right }));
    }),
  );
  const who = user ?? 'its account';
  if (lacks.every((some) => some.some(({ right }) => right.isVital === true))) {
    const words = lacks.flat().map((lack) => wordsOf(who, lack));
    throw new AmberError('FORBIDDEN', `amber serve can do nothing here: ${words.join('; ')}`, { hint: HINT });
  }
  for (const lack of lacks.flat()) log('warn', 'access.missing', { message: wordsOf(who, lack), hint: HINT });
}

function wordsOf(who: string, { project, right }: { project: string | undefined; right: OwnRight }): string {
  const { verb, resource, subresource, without } = right;
  const kind = subresource === undefined ? resource : `${resource}/${subresource}`;
  return `${who} may not ${verb} ${kind} in ${project ?? 'all projects'}: ${without}`;
}

/** The same question until there is an answer. */
async function asked<T>({ clock, log }: OwnRightsDeps, ask: () => Promise<T>): Promise<T> {
  for (const backoff = new Backoff(PAUSES); ; ) {
    try {
      return await ask();
    } catch (error) {
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT')) throw error;
      log('warn', 'cluster.away', errorFacts(error));
    }
    await clock.sleep(backoff.next());
  }
}

/** Undefined where the API server does not let us ask: each request will be answered by itself. */
async function mayDo(
  cluster: OwnRightsDeps['cluster'],
  namespace: string | undefined,
  { verb, group, resource, subresource }: OwnRight,
): Promise<boolean | undefined> {
  const kind = { group, resource, ...(subresource !== undefined && { subresource }) };
  try {
    return await isAllowed(cluster, { verb, ...kind, ...(namespace !== undefined && { namespace }) });
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND', 'FORBIDDEN')) return undefined;
    throw error;
  }
}
