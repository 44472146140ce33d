import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventType } from '@ag-ui/core';
import { decode, encode } from '@ag-ui/proto';
import { describe, expect, test } from 'vitest';

const DIST = new URL('../dist/', import.meta.url).pathname;
const SRC = new URL('../src/', import.meta.url).pathname;
/** What the Action begins with (action.yml). */
const ENTRIES = ['action.js', 'action-post.js'];

/**
 * All files of the bundle that these can ever load: what they import, at once or later, and what they start by its name.
 * `without`: modules that are not followed.
 */
function reachable(entries: readonly string[], without = /^$/): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const code = readFileSync(join(DIST, file), 'utf8');
    for (const [, named = ''] of code.matchAll(/["'`]((?:\.{1,2}\/)?[\w./-]+\.js)["'`]/g))
      for (const target of [join(dirname(file), named), join(named)])
        if (!without.test(target) && existsSync(join(DIST, target))) visit(target);
  };
  entries.forEach(visit);
  return [...found];
}

const bytes = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + statSync(join(DIST, file)).size, 0);

/** The one file of the Action's bundle that holds these words. */
function bundled(words: string): { readonly file: string; readonly text: string } {
  const found = reachable(ENTRIES).flatMap((name) => {
    const text = readFileSync(join(DIST, name), 'utf8');
    return text.includes(words) ? [{ file: join(DIST, name), text }] : [];
  });
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} files hold ${words}`);
  return only;
}

const NO_INPUT = { threadId: 't', runId: 'r', state: {}, tools: [], context: [], forwardedProps: {} };

/** The chunk that begins the engine `kubernetes`. */
const KUBERNETES = /^chunks\/kubernetes-engine-[A-Z0-9]+\.js$/;

describe('the bundle', () => {
  test('all that the Action can ever load is 1.82 MB at most, and 1.67 MB without the engine kubernetes', () => {
    const all = reachable(ENTRIES);
    expect(all.filter((file) => KUBERNETES.test(file))).toHaveLength(1);
    expect(all).toContain('markdown-worker.js');
    expect(bytes(all)).toBeLessThanOrEqual(1_820_000);
    expect(bytes(reachable(ENTRIES, KUBERNETES))).toBeLessThanOrEqual(1_670_000);
  });

  test('of the Kubernetes client it holds what finds credentials, and no typed API, WebSocket or OIDC client', () => {
    const code = reachable(['cli.js', ...ENTRIES]).map((file) => readFileSync(join(DIST, file), 'utf8'));
    const holds = (words: string): number => code.filter((text) => text.includes(words)).length;
    expect(holds('No command was specified for exec authProvider')).toBe(1);
    expect(holds('ObjectSerializer')).toBe(0);
    expect(holds('CoreV1Api')).toBe(0);
    expect(holds('client_secret_basic')).toBe(0);
  });

  test('of GitHub’s endpoints it holds those that the sources name', () => {
    const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const texts = sources.map((name) => readFileSync(join(SRC, name), 'utf8'));
    const named = texts.flatMap((text) => [...text.matchAll(/\brest\.(\w+)\.(\w+)\b/g)]);
    expect(named.length).toBeGreaterThan(20);
    const code = bundled('POST /repos/{owner}/{repo}/issues/{issue_number}/comments').text;
    const missing = named.filter(([, , method = '']) => !new RegExp(`[{,]${method}:\\["[A-Z]+ /`).test(code));
    expect(missing.map(([whole]) => whole)).toEqual([]);
  });

  test('it decodes AG-UI’s protobuf as the package does, though it holds nothing that encodes', async () => {
    const { file, text } = bundled('Invalid event: content carries both');
    expect(text).not.toContain('fromPartial');
    const { decode: decodeBundled }: { decode: typeof decode } = await import(pathToFileURL(file).href);
    const usage = [{ model: 'm', inputTokens: 1, outputTokens: 2 }];
    const message = { id: 'm', role: 'user', content: 'hi' } as const;
    for (const event of [
      { type: EventType.RUN_STARTED, threadId: 't', runId: 'r', input: { ...NO_INPUT, messages: [message] } },
      { type: EventType.TEXT_MESSAGE_CHUNK, messageId: 'm', delta: 'ä', timestamp: 1 },
      { type: EventType.TOOL_CALL_START, toolCallId: 'c', toolCallName: 'n' },
      { type: EventType.TOOL_CALL_RESULT, messageId: 'm', toolCallId: 'c', content: 'x' },
      { type: EventType.STATE_SNAPSHOT, snapshot: { a: [1, null, { b: true }] } },
      { type: EventType.STATE_DELTA, delta: [{ op: 'add', path: '/a', value: 1 }] },
      { type: EventType.MESSAGES_SNAPSHOT, messages: [message] },
      { type: EventType.CUSTOM, name: 'n', value: { a: 1 } },
      { type: EventType.RUN_ERROR, message: 'no', code: 'C' },
      { type: EventType.RUN_FINISHED, threadId: 't', runId: 'r', result: [1], usage },
    ] as const) {
      const bytes = encode(event);
      expect(decodeBundled(bytes)).toEqual(decode(bytes));
      expect(decodeBundled(bytes)).toMatchObject({ type: event.type });
    }
  });

  test('it loads no client for a command, or a comment, that does not need it', () => {
    const client = reachable(['cli.js']).filter((file) =>
      readFileSync(join(DIST, file), 'utf8').includes('No command was specified for exec authProvider'),
    );
    const atOnce = (file: string, seen = new Set<string>()): Set<string> => {
      if (seen.has(file)) return seen;
      seen.add(file);
      const code = readFileSync(join(DIST, file), 'utf8');
      for (const [, named = ''] of code.matchAll(/(?:^|[;}\n])(?:import|export)(?:[^"'();]*from)?["'](\.[^"']+)["']/g))
        atOnce(join(dirname(file), named), seen);
      return seen;
    };
    for (const entry of ['cli.js', ...ENTRIES]) expect([...atOnce(entry)]).not.toContain(client[0]);
    const [engine = ''] = reachable(['cli.js']).filter((file) => KUBERNETES.test(file));
    expect([...atOnce(engine)]).not.toContain(client[0]);
  });
});
