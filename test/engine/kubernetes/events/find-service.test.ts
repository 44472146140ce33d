import { describe, expect, test } from 'vitest';
import {
  chooseService,
  placeText,
  proxyPath,
  readPlace,
} from '../../../../src/engine/kubernetes/events/find-service.ts';

describe('a Service that is named', () => {
  test.each([
    ['ambient-code/backend-service:8080', '/services/http:backend-service:8080/proxy'],
    ['ambient-code/backend-service:http', '/services/http:backend-service:http/proxy'],
    ['ambient-code/backend-service', '/services/backend-service/proxy'],
    ['ambient-code/https:backend-service:8443', '/services/https:backend-service:8443/proxy'],
  ])('%s', (written, path) => {
    expect(proxyPath(readPlace(written))).toBe(`/api/v1/namespaces/ambient-code${path}`);
    expect(placeText(readPlace(written))).toBe(written);
  });

  test.each(['backend-service', 'a/b/c', '../x/y', 'ns/name:80/../../pods', 'NS/name', 'ns/', '/name', 'ns/name:', ''])(
    '"%s" is none',
    (written) => {
      expect(() => readPlace(written)).toThrow(expect.objectContaining({ code: 'CONFIG' }));
    },
  );
});

describe('a Service that is found', () => {
  const service = (name: string, labels: object = {}, ports: readonly object[] = [{ port: 80 }]): object => ({
    metadata: { name, labels },
    spec: { ports },
  });
  const SERVE = { 'app.kubernetes.io/name': 'amber-serve' };
  const chosen = (...items: readonly object[]): unknown => chooseService({ items }, 'ns');

  test('amber serve by its label, then by its name, then the platform’s backend', () => {
    expect(chosen(service('backend-service'), service('x', SERVE))).toMatchObject({ name: 'x' });
    expect(chosen(service('backend-service'), service('amber-serve'))).toMatchObject({ name: 'amber-serve' });
    expect(chosen(service('frontend-service'), service('backend-service'))).toMatchObject({ name: 'backend-service' });
    expect(chosen(service('frontend-service'))).toBeUndefined();
  });

  test('its port is the one that is named http, else the first; by its name where it has one', () => {
    const metrics = { name: 'metrics', port: 9 };
    expect(chosen(service('amber-serve', {}, [metrics, { name: 'http', port: 80 }]))).toMatchObject({ port: 'http' });
    expect(chosen(service('amber-serve', {}, [{ name: 'https', port: 443 }]))).toMatchObject({
      port: 'https',
      scheme: 'https',
    });
    expect(chosen(service('amber-serve', {}, [metrics]))).toMatchObject({ port: 'metrics' });
    expect(chosen(service('amber-serve', {}, [{ port: 9 }]))).toMatchObject({ port: '9' });
    expect(chosen(service('amber-serve', {}, []))).toEqual({ namespace: 'ns', name: 'amber-serve' });
  });

  test.each<unknown>([undefined, null, 'x', [], { items: 'x' }, { items: [null, 1, {}, { metadata: 1 }] }])(
    'what is no list of Services has none: %j',
    (list) => {
      expect(chooseService(list, 'ns')).toBeUndefined();
    },
  );

  test('a name that is no name leads nowhere', () => {
    expect(chosen(service('../../secrets', SERVE))).toBeUndefined();
  });
});
