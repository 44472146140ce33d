import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const DIST = new URL('../dist/', import.meta.url).pathname;
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

/** The chunk that begins the engine `kubernetes`. */
const KUBERNETES = /^chunks\/kubernetes-[A-Z0-9]+\.js$/;

describe('the bundle', () => {
  test('all that the Action can ever load is 2.5 MB at most, and 1.75 MB without the engine kubernetes', () => {
    const all = reachable(ENTRIES);
    expect(all.filter((file) => KUBERNETES.test(file))).toHaveLength(1);
    expect(all).toContain('markdown-worker.js');
    expect(bytes(all)).toBeLessThanOrEqual(2_500_000);
    expect(bytes(reachable(ENTRIES, KUBERNETES))).toBeLessThanOrEqual(1_750_000);
  });

  test('of the Kubernetes client it holds what finds credentials, and no typed API, WebSocket or OIDC client', () => {
    const code = reachable(['cli.js', ...ENTRIES]).map((file) => readFileSync(join(DIST, file), 'utf8'));
    const holds = (words: string): number => code.filter((text) => text.includes(words)).length;
    expect(holds('No command was specified for exec authProvider')).toBe(1);
    expect(holds('ObjectSerializer')).toBe(0);
    expect(holds('CoreV1Api')).toBe(0);
    expect(holds('client_secret_basic')).toBe(0);
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
