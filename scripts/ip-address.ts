/**
 * What `socks` asks of the package of this name: two addresses as bytes or groups, both ways. The package itself is 31 kB
 * of the bundle, for subnets, ranges and forms that nobody asks for here.
 */
export class Address4 {
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  toArray(): number[] {
    return this.address.split('.').map(Number);
  }
}

export class Address6 {
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  static fromByteArray(bytes: readonly number[]): Address6 {
    const hex = Buffer.from(bytes).toString('hex');
    return new Address6(hex.match(/.{4}/g)?.join(':') ?? '');
  }

  /** All eight groups, with four digits each. */
  canonicalForm(): string {
    // A URL's host has the shortest form, and none with dots.
    const [head = '', tail] = new URL(`http://[${this.address}]`).hostname.slice(1, -1).split('::');
    const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
    const zeros = Array.from({ length: 8 - (before?.length ?? 0) - (after?.length ?? 0) }, () => '0');
    return [...(before ?? []), ...zeros, ...(after ?? [])].map((group) => group.padStart(4, '0')).join(':');
  }
}
