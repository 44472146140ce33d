import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionSpec } from '../../../src/core/session/session.ts';
import { createBodyOf, readCreateBody } from '../../../src/engine/platform/create-body.ts';

const META = { project: 'team-a', requestId: 'r1' };

describe('the body of create', () => {
  test('the request id travels as an annotation, beside the caller’s own', () => {
    const body = createBodyOf({ initialPrompt: 'hi' }, { ...META, annotations: { a: 'b' }, labels: { l: 'v' } });
    expect(body).toEqual({
      initialPrompt: 'hi',
      labels: { l: 'v' },
      annotations: { a: 'b', 'amber/request-id': 'r1' },
    });
  });

  test('a server reads from it what the client was given', () => {
    const text = fc.string({ minLength: 1 });
    const spec = fc.record(
      {
        initialPrompt: text,
        displayName: text,
        runnerType: text,
        llmSettings: fc.record({ model: text, temperature: fc.constant(0.5) }, { requiredKeys: ['model'] }),
        timeout: fc.nat().map((n) => n + 1),
        inactivityTimeout: fc.nat(),
        stopOnRunFinished: fc.boolean(),
        repos: fc.array(fc.record({ url: text, branch: text, autoPush: fc.boolean() }, { requiredKeys: ['url'] })),
        activeWorkflow: fc.record({ gitUrl: text, branch: text, path: text }, { requiredKeys: ['gitUrl'] }),
        environmentVariables: fc.dictionary(fc.constantFrom('A', 'B_C'), fc.string()),
        mcpServers: fc.record(
          { custom: fc.dictionary(fc.constantFrom('docs', 'x y'), fc.record({ url: text })), disabled: fc.array(text) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(spec, fc.dictionary(fc.constantFrom('a', 'b/c'), text), (given, annotations) => {
        const meta = { ...META, labels: annotations, annotations };
        const wire: unknown = JSON.parse(JSON.stringify(createBodyOf(given as SessionSpec, meta)));
        const read = readCreateBody(wire, 'team-a', () => 'new');
        expect(read.spec).toEqual(given);
        expect(read.meta.requestId).toBe('r1');
        expect(read.meta.labels).toEqual(annotations);
        expect(read.meta.annotations ?? {}).toEqual(annotations);
      }),
    );
  });

  test('a prompt of 131,056 bytes starts a pod, one byte more does not', () => {
    expect(createBodyOf({ initialPrompt: 'é'.repeat(65_528) }, META).initialPrompt).toHaveLength(65_528);
    expect(() => createBodyOf({ initialPrompt: `${'é'.repeat(65_528)}x` }, META)).toThrow(
      expect.objectContaining({ code: 'INVALID', message: expect.stringContaining('131057') }),
    );
  });

  test('a variable that no process could start with is refused by its name', () => {
    const value = 'x'.repeat(131_071);
    expect(() => createBodyOf({ environmentVariables: { BIG: value } }, META)).toThrow(
      expect.objectContaining({
        code: 'INVALID',
        message: expect.stringMatching(/environmentVariables\.BIG is too long/),
      }),
    );
  });

  test('a body without a request id gets one; a body that is no object is refused', () => {
    expect(readCreateBody({}, 'p', () => 'new')).toEqual({ spec: {}, meta: { project: 'p', requestId: 'new' } });
    expect(() => readCreateBody([], 'p', () => 'new')).toThrow(expect.objectContaining({ code: 'INVALID' }));
  });
});
