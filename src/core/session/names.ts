import { invalid } from '../errors.ts';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

export const PROJECT_FORM = 'at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends';

/** A project is a Kubernetes namespace: an RFC 1123 label. */
export function isProject(project: string): boolean {
  return project.length <= 63 && DNS_LABEL.test(project);
}

/** @throws AmberError INVALID */
export function checkProject(project: string): void {
  if (!isProject(project)) throw invalid('project', PROJECT_FORM, project);
}

/**
 * A name as one segment of a URL's path, percent-encoded. Three can't be one: a URL drops them, and what was to be done to
 * one session would be done to the collection that it is in. @throws AmberError INVALID
 */
export function pathSegment(name: string): string {
  if (/^\.{0,2}$/.test(name)) throw invalid('name', 'neither empty, nor "." or ".."', name);
  return encodeURIComponent(name);
}

/** @throws AmberError INVALID */
export function checkLabels(labels: { readonly [key: string]: string }): void {
  for (const [key, value] of Object.entries(labels)) {
    checkKey('label', key);
    if (typeof value !== 'string' || value.length > 63 || (value !== '' && !QUALIFIED.test(value))) {
      const allowed = 'empty, or at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends';
      throw invalid(`value of label "${key}"`, allowed, value);
    }
  }
}

/** What all annotations of one object may hold together, in bytes (Kubernetes). */
const ANNOTATIONS_LIMIT = 256 * 1024;

/** @throws AmberError INVALID */
export function checkAnnotations(annotations: { readonly [key: string]: string }): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    checkKey('annotation', key.toLowerCase());
    if (typeof value !== 'string') throw invalid(`value of annotation "${key}"`, 'a string', value);
    size += new TextEncoder().encode(key + value).length;
  }
  if (size > ANNOTATIONS_LIMIT) throw invalid('annotations', `at most ${ANNOTATIONS_LIMIT} bytes together`, size);
}

/**
 * A name that a shell can hold. Kubernetes takes more, but a pod with such a name may never start (docs/platform.md).
 * @throws AmberError INVALID
 */
export function checkEnvironmentName(name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,1023}$/.test(name)) {
    throw invalid('environment variable', 'letters, digits and "_", not beginning with a digit', name);
  }
}

/**
 * Kubernetes' qualified name: `[prefix/]name`.
 * @throws AmberError INVALID
 */
function checkKey(kind: string, key: string): void {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  const prefixIsRight = prefix === undefined || (prefix.length <= 253 && DNS_SUBDOMAIN.test(prefix));
  if (!prefixIsRight || name.length > 63 || !QUALIFIED.test(name)) {
    const allowed = '[domain/]name, the name at most 63 of A-Z, a-z, 0-9, "-", "_" and "."';
    throw invalid(`${kind} key`, allowed, key);
  }
}

/**
 * `session-<uuid>`, the platform's own pattern. The UUID is of version 7 (RFC 9562): its first 48 bits are the time,
 * so that a sorted directory listing is oldest first. `randomBytes` is Node's, or one that plays it in a test.
 */
export function newSessionName(randomBytes: (count: number) => Uint8Array, date: Date): string {
  const time = date.getTime().toString(16).padStart(12, '0').slice(-12);
  const random = Array.from(randomBytes(10), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  const uuid = [
    time.slice(0, 8),
    time.slice(8),
    `7${random.slice(0, 3)}`,
    `${variant}${random.slice(4, 7)}`,
    random.slice(7, 19),
  ].join('-');
  return `session-${uuid}`;
}
