import { isObject, object } from '../../../core/agui/events.ts';
import { AmberError } from '../../../core/errors.ts';
import { API_VERSION, KIND } from '../../../core/session/session.ts';
import { PLURAL } from '../api-paths.ts';
import type { Cluster } from '../cluster-client.ts';
import { statusOf } from '../errors.ts';
import { type SeenCrd, seenInCrd } from './compare-crd.ts';
import { CRD, type Crd } from './crd.ts';
import type { Schema } from './session-schema.ts';

/**
 * The CRD of a cluster; undefined if it has none, or none that serves Amber's version. A caller who may not read the CRD, as hardly any
 * user may, sees what the API server tells everyone of the kinds that it serves: all but columns.
 * @throws AmberError UNAUTHENTICATED, FORBIDDEN, UNAVAILABLE
 */
export async function readCrd(cluster: Pick<Cluster, 'request'>): Promise<SeenCrd | undefined> {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${CRD.metadata.name}`;
  try {
    const crd = (await cluster.request('GET', path)).json();
    if (!isCrd(crd))
      throw new AmberError('BAD_RESPONSE', 'the API server answered with something that is no CRD', {
        hint: 'check the server of the kubeconfig',
      });
    return seenInCrd(crd);
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return undefined;
    if (status !== 403) throw error;
  }
  return readPublished(cluster);
}

/** As far as it is read here. */
function isCrd(json: unknown): json is Crd {
  const spec = isObject(json) ? object(json, 'spec') : undefined;
  return Array.isArray(spec?.versions) && spec.versions.every(isObject) && isObject(spec.names);
}

async function readPublished(cluster: Pick<Cluster, 'request'>): Promise<SeenCrd | undefined> {
  const kinds = await found(cluster, `/apis/${API_VERSION}`);
  const resources = (Array.isArray(kinds?.resources) ? kinds.resources : []).filter(isObject);
  const sessions = resources.find(({ name }) => name === PLURAL);
  if (sessions === undefined) return undefined;
  const document = await found(cluster, `/openapi/v3/apis/${API_VERSION}`);
  const schemas = Object.values(object(object(document ?? {}, 'components') ?? {}, 'schemas') ?? {});
  const schema = schemas.find(isOfSessions) as Schema | undefined;
  return {
    namespaced: sessions.namespaced === true,
    shortNames: (Array.isArray(sessions.shortNames) ? sessions.shortNames : []).map(String),
    statusSubresource: resources.some(({ name }) => name === `${PLURAL}/status`),
    established: true,
    ...(schema !== undefined && { schema }),
  };
}

async function found(
  cluster: Pick<Cluster, 'request'>,
  path: string,
): Promise<{ readonly [field: string]: unknown } | undefined> {
  try {
    const json = (await cluster.request('GET', path)).json();
    return isObject(json) ? json : undefined;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function isOfSessions(schema: unknown): boolean {
  const kinds = isObject(schema) ? schema['x-kubernetes-group-version-kind'] : undefined;
  return Array.isArray(kinds) && kinds.some((one) => isObject(one) && one.kind === KIND);
}
