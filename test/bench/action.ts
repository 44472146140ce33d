import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeCommand } from './command.ts';
import { type Figure, figure, interleave } from './figures.ts';

const DIST = new URL('../../dist/', import.meta.url).pathname;

/** What the Action weighs, and what a comment costs that is none of its business: most are. */
export async function action(stateDir: string): Promise<readonly Figure[]> {
  const event = join(stateDir, 'event.json');
  const comment = {
    id: 1,
    body: 'Looks good to me.\n'.repeat(50),
    user: { login: 'a', type: 'User' },
    created_at: 'x',
  };
  const repository = { name: 'r', owner: { login: 'o' } };
  writeFileSync(event, JSON.stringify({ action: 'created', issue: { number: 1 }, comment, repository }));
  // Nothing listens there: a request would fail the step.
  const nowhere = 'http://127.0.0.1:9';
  const env = {
    GITHUB_EVENT_NAME: 'issue_comment',
    GITHUB_EVENT_PATH: event,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_API_URL: nowhere,
    'INPUT_API-URL': nowhere,
    INPUT_TRIGGER: '@amber',
  };
  const ms = await interleave(15, {
    node: async () => (await timeCommand(['-e', '0'])).exit,
    comment: async () => (await timeCommand([join(DIST, 'action.js')], { env, mark: 'nothing to do' })).exit,
  });
  return [
    figure('action.js with what it loads at once', size('action.js', STATIC) / 1e6, 'MB', '<= 1.5'),
    figure('action.js with all that it can ever load', size('action.js', ANY) / 1e6, 'MB', '<= 1.5'),
    figure('action-post.js with all that it can ever load', size('action-post.js', ANY) / 1e6, 'MB', '<= 1.5'),
    figure('a comment without the trigger, over bare node', ms.comment - ms.node, 'ms', '<= 100'),
  ];
}

/** How a minified bundle imports its own files. */
const STATIC = /(?:from|import)"(\.[^"]+)"/g;
const ANY = /(?:from|import|import\()"(\.[^"]+)"/g;

/** Bytes of a file of the bundle and of all that it imports so. */
function size(entry: string, imports: RegExp, seen = new Set<string>()): number {
  const path = join(DIST, entry);
  if (seen.has(path)) return 0;
  seen.add(path);
  const imported = [...readFileSync(path, 'utf8').matchAll(imports)].map(([, specifier = '']) =>
    join(entry, '..', specifier),
  );
  return imported.reduce((sum, file) => sum + size(file, imports, seen), statSync(path).size);
}
