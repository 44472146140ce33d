import { describe, expect, test } from 'vitest';
import { lacksOf, type SeenCrd, seenInCrd } from '../../../../src/engine/kubernetes/crd/compare-crd.ts';
import { CRD, type Crd } from '../../../../src/engine/kubernetes/crd/crd.ts';
import { platformCrd } from '../../../real/kubernetes/kit/crd.ts';

const PLATFORM = platformCrd({ stopOnRunFinished: true }) as Crd;

/** A copy of the CRD in which something was changed. */
function changed(crd: Crd, change: (copy: ReturnType<typeof draft>) => void): SeenCrd {
  const copy = draft(crd);
  change(copy);
  const seen = seenInCrd(copy as unknown as Crd);
  if (seen === undefined) throw new Error('the copy serves nothing');
  return seen;
}

interface Draft {
  type?: string;
  enum?: string[];
  required?: string[];
  default?: unknown;
  properties: { [name: string]: Draft };
  items: Draft;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** As a CRD has it that was written before schemas had to say all. */
const KEPT = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as Draft;

function draft(crd: Crd) {
  const copy = structuredClone(crd) as unknown as {
    spec: {
      scope: string;
      names: { shortNames?: string[] };
      versions: [{ subresources?: object; additionalPrinterColumns?: object[]; schema: { openAPIV3Schema: Draft } }];
    };
    status?: object;
  };
  const [version] = copy.spec.versions;
  const field = (path: string): Draft =>
    path
      .split('.')
      .filter((name) => name !== '')
      .reduce<Draft>(
        (schema, name) => (name === '[]' ? schema.items : (schema.properties[name] as Draft)),
        version.schema.openAPIV3Schema,
      );
  return Object.assign(copy, { field, version });
}

const shown = (seen: SeenCrd): readonly string[] => lacksOf(seen).map((lack) => `${lack.for}: ${lack.lacks}`);

describe('what a cluster’s CRD lacks', () => {
  test('Amber’s own lacks nothing', () => {
    expect(shown(changed(CRD, () => {}))).toEqual([]);
  });

  test('the platform’s own is enough for a run', () => {
    expect(shown(changed(PLATFORM, () => {}))).toEqual([
      'view: status.stoppedReason run-finished, run-error, question, timeout, over-budget, shutdown',
      'view: columns Phase, Outcome, Stop-on-finish, Age, Reason',
    ]);
  });

  test('a field that it would drop is named with what that means for a run', () => {
    const seen = changed(PLATFORM, ({ field }) => {
      delete field('spec').properties.stopOnRunFinished;
    });
    expect(lacksOf(seen)[0]).toEqual({
      lacks: 'spec.stopOnRunFinished',
      means:
        'the cluster never stops a session by itself: Amber stops it as long as amber runs; one that was detached, or whose amber was killed, goes on',
      for: 'run',
    });
  });

  test.each([
    ['spec', 'spec.repos.[].autoPush', 'run: spec.repos[].autoPush'],
    ['spec', 'spec.llmSettings', 'run: spec.llmSettings'],
    ['spec', 'spec.displayName', 'view: spec.displayName'],
    ['status', 'status.conditions', 'run: status.conditions'],
  ])('%s: without %s', (_, path, lack) => {
    const seen = changed(PLATFORM, ({ field }) => {
      const [name = '', ...above] = path.split('.').reverse();
      delete field(above.reverse().join('.')).properties[name];
    });
    expect(shown(seen)).toContain(lack);
  });

  test('another type, phases that it does not know, and fields that it insists on', () => {
    const seen = changed(CRD, ({ field }) => {
      field('spec.timeout').type = 'string';
      field('status.phase').enum = ['Pending', 'Creating', 'Running', 'Stopped', 'Failed'];
      field('spec').required = ['initialPrompt'];
    });
    expect(shown(seen)).toEqual([
      'run: sessions without spec.initialPrompt',
      'run: spec.timeout of type integer, it is string',
      'run: status.phase Stopping, Completed',
    ]);
  });

  test('what is kept as it comes lacks nothing', () => {
    const seen = changed(CRD, ({ field }) => {
      field('').properties = { spec: KEPT, status: KEPT };
    });
    expect(shown(seen)).toEqual([]);
  });

  test('no status subresource, another scope, no short name', () => {
    const seen = changed(CRD, ({ spec, version }) => {
      spec.scope = 'Cluster';
      delete spec.names.shortNames;
      delete version.subresources;
    });
    expect(shown(seen)).toEqual(['run: scope Namespaced', 'run: the status subresource', 'view: short name as']);
  });

  test('one whose names the API server has refused', () => {
    const seen = changed(CRD, (copy) => {
      copy.status = { conditions: [{ type: 'Established', status: 'False' }] };
    });
    expect(shown(seen)).toEqual(['run: condition Established']);
  });

  test('columns that can’t be seen are not said to be missing', () => {
    const { additionalPrinterColumns: _, ...seen } = changed(CRD, () => {});
    expect(lacksOf(seen)).toEqual([]);
  });

  test('a CRD that serves no such version is none', () => {
    expect(
      seenInCrd({ ...CRD, spec: { ...CRD.spec, versions: [{ name: 'v2', served: true, storage: true }] } }),
    ).toBeUndefined();
  });
});
