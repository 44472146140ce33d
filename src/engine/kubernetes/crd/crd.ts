import { ANNOTATION, API_VERSION, KIND } from '../../../core/session/session.ts';
import { GROUP, PLURAL } from '../api-paths.ts';
import { type Schema, SESSION_SCHEMA } from './session-schema.ts';

const VERSION = API_VERSION.slice(GROUP.length + 1);

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly description?: string;
}

/** One version of a CustomResourceDefinition. */
export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly subresources?: { readonly status?: object };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly schema?: { readonly openAPIV3Schema?: Schema };
}

/** As much of a CustomResourceDefinition (`apiextensions.k8s.io/v1`) as Amber writes, and reads. */
export interface Crd {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: {
      readonly plural: string;
      readonly singular?: string;
      readonly kind: string;
      readonly listKind?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly versions: readonly CrdVersion[];
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/**
 * What `kubectl get as` shows. A path has no filter and reads no JSON, so the outcome stands in an annotation of its own beside
 * `amber/last-run`.
 */
const COLUMNS: readonly PrinterColumn[] = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'Where the session is in its life' },
  {
    name: 'Outcome',
    type: 'string',
    jsonPath: `.metadata.annotations.${ANNOTATION.lastOutcome.replaceAll('.', '\\.')}`,
    description: 'How its last run ended, as amber serve saw it',
  },
  {
    name: 'Stop-on-finish',
    type: 'boolean',
    jsonPath: '.spec.stopOnRunFinished',
    description: 'Whether it is stopped once its run has ended',
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Reason', type: 'string', jsonPath: '.status.stoppedReason', description: 'Why it was stopped' },
];

/** The CustomResourceDefinition of sessions: an object that is valid with the platform's is valid with it. */
export const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${PLURAL}.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: {
      plural: PLURAL,
      singular: 'agenticsession',
      kind: KIND,
      listKind: `${KIND}List`,
      shortNames: ['as'],
    },
    versions: [
      {
        name: VERSION,
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: COLUMNS,
        schema: { openAPIV3Schema: SESSION_SCHEMA },
      },
    ],
  },
} as const satisfies Crd;
