import { MAX_INITIAL_PROMPT } from '../../../core/session/pod-limits.ts';
import { GROUP, PLURAL } from '../api-paths.ts';
import type { CommentedObject } from './commented-object.ts';

const NAME = 'amber-sessions';

/** What git can clone, as `checkGitUrl` of core/session/git-source.ts has it. */
const GIT_URL = String.raw`^(?:(?:https?|ssh|git)://[^-/?#\s][^/?#\s]*/\S+|file:///\S+|/\S+|(?:\w[\w.-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:/?[^-:/\s]\S*)$`;

/** A value of CEL: a quoted text. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\')}'`;

/** True if the field is not there, or the rule holds. */
const where = (field: string, rule: string): string => {
  const parents = field.split('.').slice(1);
  const present = parents.map((_, at) => `has(object.${parents.slice(0, at + 1).join('.')})`);
  return `!(${present.join(' && ')}) || ${rule}`;
};

/** Objects that every API server takes, and that then never run as they were meant (docs/platform.md, "Traps of the objects"). */
const RULES: readonly { readonly rule: string; readonly message: string }[] = [
  {
    rule: `object.metadata.name.size() <= 55 && !object.metadata.name.contains('.')`,
    message: 'metadata.name: of more than 55 characters, or with a dot, the session gets no Service: nobody reaches it',
  },
  {
    rule: where('object.spec.timeout', 'object.spec.timeout >= 0'),
    message: 'spec.timeout: whole seconds from 0 on',
  },
  {
    rule: where('object.spec.initialPrompt', `bytes(object.spec.initialPrompt).size() <= ${MAX_INITIAL_PROMPT}`),
    message: `spec.initialPrompt: of more than ${MAX_INITIAL_PROMPT} bytes, no pod can start with it: send it as a message`,
  },
  {
    rule: where('object.spec.repos', `object.spec.repos.all(repo, repo.url.matches(${quoted(GIT_URL)}))`),
    message: 'spec.repos: url: an https, http, ssh, git or file URL, user@host:path, or an absolute path',
  },
  {
    rule: where('object.spec.activeWorkflow.gitUrl', `object.spec.activeWorkflow.gitUrl.matches(${quoted(GIT_URL)})`),
    message: 'spec.activeWorkflow.gitUrl: an https, http, ssh, git or file URL, user@host:path, or an absolute path',
  },
  {
    rule: where(
      'object.spec.environmentVariables',
      `object.spec.environmentVariables.all(name, name.matches('^[A-Za-z_][A-Za-z0-9_]*$'))`,
    ),
    message:
      'spec.environmentVariables: names of letters, digits and "_", not beginning with a digit: with others the pod may never start',
  },
];

/**
 * Rules for values that a schema lets pass. They warn and refuse nothing, so that an object that the platform takes is taken here,
 * too; and they are asked only where the spec is written, so that a session that breaks one can still be stopped.
 */
export const POLICY: readonly CommentedObject[] = [
  {
    comment:
      'Warns of sessions that would never run as they are meant. It refuses none: for that, add Deny to the\nvalidationActions of its binding. Needs Kubernetes 1.30.',
    object: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: NAME },
      spec: {
        failurePolicy: 'Ignore',
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [GROUP],
              apiVersions: ['*'],
              operations: ['CREATE', 'UPDATE'],
              resources: [PLURAL],
            },
          ],
        },
        matchConditions: [
          {
            name: 'spec-is-written',
            expression: `has(object.spec) && (request.operation == 'CREATE' || !has(oldObject.spec) || object.spec != oldObject.spec)`,
          },
        ],
        validations: RULES.map(({ rule, message }) => ({ expression: rule, message })),
      },
    },
  },
  {
    comment: 'Puts the rules above into force.',
    object: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: NAME },
      spec: { policyName: NAME, validationActions: ['Warn'] },
    },
  },
];
