import { describe, expect, test } from 'vitest';
import { CRD, type Crd } from '../../../../src/engine/kubernetes/crd/crd.ts';
import type { Schema } from '../../../../src/engine/kubernetes/crd/session-schema.ts';
import { platformCrd } from '../../../real/kubernetes/kit/crd.ts';

const PLATFORM = platformCrd({ stopOnRunFinished: true }) as Crd;

const schemaOf = (crd: Crd): Schema => crd.spec.versions[0]?.schema?.openAPIV3Schema ?? {};

/** Every place of a schema, by its path. */
function places(schema: Schema, path = ''): ReadonlyMap<string, Schema> {
  const inside: readonly (readonly [string, Schema | undefined])[] = [
    ...Object.entries(schema.properties ?? {}),
    ['[]', schema.items],
    ['*', schema.additionalProperties],
  ];
  return new Map([
    [path, schema],
    ...inside.flatMap(([name, one]) => (one === undefined ? [] : [...places(one, `${path}.${name}`)])),
  ]);
}

const ours = places(schemaOf(CRD));

describe('an object that is valid with the platform’s CRD is valid with Amber’s', () => {
  test.each([...places(schemaOf(PLATFORM))])('%s', (path, theirs) => {
    const { type, format, default: standard, ...mine } = ours.get(path) ?? {};
    expect({ type, format, default: standard }).toEqual({
      type: theirs.type,
      format: theirs.format,
      default: theirs.default,
    });
    expect(mine['x-kubernetes-preserve-unknown-fields']).toBe(theirs['x-kubernetes-preserve-unknown-fields']);
    expect(theirs.required ?? []).toEqual(expect.arrayContaining([...(mine.required ?? [])]));
    expect(mine.enum ?? []).toEqual(expect.arrayContaining([...(theirs.enum ?? [])]));
    expect(mine.enum === undefined).toBe(theirs.enum === undefined);
    // The one rule says what a minimum says, in words.
    expect(mine['x-kubernetes-validations']?.map(({ rule }) => rule)).toEqual(
      theirs.minimum === undefined ? undefined : [`self >= ${theirs.minimum}`],
    );
    expect(mine.minimum).toBeUndefined();
  });

  test('both are the same kind of object', () => {
    const { versions, ...spec } = PLATFORM.spec;
    expect(CRD.spec).toMatchObject(spec);
    expect(CRD.metadata).toEqual(PLATFORM.metadata);
    const [version] = versions;
    expect(CRD.spec.versions[0]).toMatchObject({
      name: version?.name,
      served: true,
      storage: true,
      subresources: version?.subresources,
    });
  });
});

describe('Amber’s CRD', () => {
  test('every field says what it is', () => {
    const silent = [...ours].filter(
      ([path, { description = '' }]) => description === '' && !/^$|\.(\[\]|\*)$|^\.spec\.llmSettings\.\w+$/.test(path),
    );
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  test('takes the reasons of Amber’s own stops', () => {
    expect(ours.get('.status.stoppedReason')?.enum).toEqual(
      expect.arrayContaining(['user', 'inactivity', 'run-finished', 'run-error']),
    );
  });

  test('lists phase, outcome, stop on finish, age and reason', () => {
    expect(CRD.spec.versions[0].additionalPrinterColumns.map(({ name, jsonPath }) => [name, jsonPath])).toEqual([
      ['Phase', '.status.phase'],
      ['Outcome', '.metadata.annotations.amber/last-outcome'],
      ['Stop-on-finish', '.spec.stopOnRunFinished'],
      ['Age', '.metadata.creationTimestamp'],
      ['Reason', '.status.stoppedReason'],
    ]);
  });
});
