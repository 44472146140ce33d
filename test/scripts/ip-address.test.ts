import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Address4, Address6 } from '../../scripts/ip-address.ts';

interface Package {
  readonly Address4: typeof Address4;
  readonly Address6: typeof Address6;
}

// As `socks` finds it.
const real: Package = createRequire(createRequire(import.meta.url).resolve('socks'))('ip-address');

test('addresses become the same bytes and groups as by the package', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), (four, six) => {
      expect(new Address4(four).toArray()).toEqual(new real.Address4(four).toArray());
      expect(new Address6(six).canonicalForm()).toBe(new real.Address6(six).canonicalForm());
    }),
  );
});

test('and bytes the same groups', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const [ours, theirs] = [Address6, real.Address6].map((each) => each.fromByteArray([...bytes]).canonicalForm());
      expect(ours).toBe(theirs);
    }),
  );
});
