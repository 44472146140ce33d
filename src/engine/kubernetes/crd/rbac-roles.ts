import { GROUP, PLURAL } from '../api-paths.ts';
import { KNOWN_PLACES, SERVE_LABEL } from '../events/find-service.ts';
import type { CommentedObject } from './commented-object.ts';

/** One rule of a role, and what it is needed for. */
interface Rule {
  readonly why: string;
  readonly apiGroup?: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** The only objects that it is about. */
  readonly names?: readonly string[];
}

const readSessions: Rule = {
  why: 'Look at sessions, and follow what becomes of them.',
  apiGroup: GROUP,
  resources: [PLURAL],
  verbs: ['get', 'list', 'watch'],
};
const makeSessions: Rule = {
  why: 'Make sessions; stop and start them, and note what a run needs, by their annotations.',
  apiGroup: GROUP,
  resources: [PLURAL],
  verbs: ['create', 'patch'],
};
const seeRunner: Rule = {
  why: 'See whether the runner of a session is alive: whether its run is lost.',
  resources: ['pods'],
  verbs: ['get'],
};

/** The service that `amber serve --manifests` makes. */
export const SERVE = SERVE_LABEL.value;

const USER: readonly Rule[] = [
  readSessions,
  makeSessions,
  { why: 'Delete sessions.', apiGroup: GROUP, resources: [PLURAL], verbs: ['delete'] },
  seeRunner,
];

/** All but deletion: what a bot has made stays for people to look at. */
const BOT: readonly Rule[] = [readSessions, makeSessions, seeRunner];

/**
 * Who calls `amber serve` is known by a token of their own, with which it asks for their rights and for their sessions:
 * its own account creates and deletes nothing.
 */
const SERVER: readonly Rule[] = [
  readSessions,
  {
    why: 'Stop a session whose run has ended, and note how it ended.',
    apiGroup: GROUP,
    resources: [PLURAL],
    verbs: ['patch'],
  },
  {
    why: 'Note that a session is active, so that it is not taken for idle.',
    apiGroup: GROUP,
    resources: [`${PLURAL}/status`],
    verbs: ['patch'],
  },
  {
    why: 'Talk to a session’s runner: its token is a secret of its own, ambient-runner-token-<session>.',
    resources: ['secrets'],
    verbs: ['get'],
  },
];

/** Reaches events where their server has no address outside of its cluster. */
const EVENTS: readonly Rule[] = [
  {
    why: 'Find amber serve, or the platform’s backend.',
    resources: ['services'],
    verbs: ['list'],
  },
  {
    why: 'Reach these two through the API server, and no other Service.',
    resources: ['services/proxy'],
    verbs: ['get', 'create'],
    // As they stand in a path of the API server, with scheme and port.
    names: KNOWN_PLACES.map(({ name, port }) => `http:${name}:${port}`),
  },
];

/** The role of `amber serve` itself. */
export const SERVE_ROLE = role(
  SERVE,
  SERVER,
  'For amber serve. Bind it in each project’s namespace that it serves, or with a ClusterRoleBinding for all of them:\nkubectl create rolebinding amber-serve --clusterrole=amber-serve --serviceaccount=NAMESPACE:amber-serve --namespace=PROJECT',
);

/** The roles that `amber crd --rbac` prints. They give nothing to anybody until they are bound. */
export const ROLES: readonly CommentedObject[] = [
  role(
    'amber-user',
    USER,
    'For people: run, watch, stop and delete sessions of one project. Bind it in the project’s namespace:\nkubectl create rolebinding amber-user --clusterrole=amber-user --user=NAME --namespace=PROJECT',
  ),
  role(
    'amber-bot',
    BOT,
    'For the Action and other programs: as amber-user, but nothing is deleted. Bind it to the program’s own account:\nkubectl create rolebinding amber-bot --clusterrole=amber-bot --serviceaccount=PROJECT:ACCOUNT --namespace=PROJECT',
  ),
  role(
    'amber-events',
    EVENTS,
    'For both, where the server of the events, amber serve or the platform’s backend, has no address outside of the cluster. Bind it\nin the namespace of that server:\nkubectl create rolebinding amber-events --clusterrole=amber-events --user=NAME --namespace=ambient-code',
  ),
  SERVE_ROLE,
];

function role(name: string, rules: readonly Rule[], comment: string): CommentedObject {
  return {
    comment,
    notes: Object.fromEntries(rules.map(({ why }, at) => [`rules.${at}`, why])),
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: rules.map(({ apiGroup = '', resources, verbs, names }) => ({
        apiGroups: [apiGroup],
        resources,
        verbs,
        ...(names !== undefined && { resourceNames: names }),
      })),
    },
  };
}
