/**
 * Cuts out of GitHub's OpenAPI description what Amber uses of it, small enough to be kept:
 * `node test/fakes/github/excerpt.ts node_modules/@octokit/openapi/generated/api.github.com.json > test/fixtures/github/openapi.json`
 */
import { readFileSync } from 'node:fs';

/** The version of `@octokit/openapi` that the excerpt is made from. */
export const OPENAPI_VERSION = '23.0.2';

const ROUTES = [
  'get /repos/{owner}/{repo}',
  'get /repos/{owner}/{repo}/labels/{name}',
  'post /repos/{owner}/{repo}/labels',
  'get /repos/{owner}/{repo}/commits/{ref}',
  'get /repos/{owner}/{repo}/actions/secrets/{secret_name}',
  'get /repos/{owner}/{repo}/actions/organization-secrets',
  'get /repos/{owner}/{repo}/actions/variables/{name}',
  'get /repos/{owner}/{repo}/actions/organization-variables',
  'get /repos/{owner}/{repo}/actions/permissions',
  'get /repos/{owner}/{repo}/actions/permissions/workflow',
  'get /repos/{owner}/{repo}/collaborators/{username}/permission',
  'get /repos/{owner}/{repo}/contents/{path}',
  'post /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'get /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'patch /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'post /repos/{owner}/{repo}/issues/{issue_number}/labels',
  'delete /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
  'post /repos/{owner}/{repo}/issues/{issue_number}/reactions',
  'post /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'post /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions',
  'post /repos/{owner}/{repo}/pulls',
  'patch /repos/{owner}/{repo}/pulls/{pull_number}',
  'get /repos/{owner}/{repo}/branches/{branch}',
  'post /repos/{owner}/{repo}/git/refs',
  'post /repos/{owner}/{repo}/check-runs',
  'patch /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'get /repos/{owner}/{repo}/actions/runs/{run_id}',
  'post /repos/{owner}/{repo}/actions/runs/{run_id}/cancel',
];

/** What explains and does not check. */
const TALK = new Set([
  'description',
  'example',
  'examples',
  'summary',
  'externalDocs',
  'tags',
  'x-github',
  'operationId',
]);

type Json = { [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param text the description, as JSON. @returns the excerpt, as JSON. */
export function excerptOf(text: string): string {
  const whole = JSON.parse(text) as Json;
  const paths: { [path: string]: Json } = {};
  const components: { [kind: string]: Json } = {};
  for (const route of ROUTES) {
    const [method = '', path = ''] = route.split(' ');
    const operation = at(whole, ['paths', path, method]);
    if (operation === undefined) throw new Error(`no ${route}`);
    paths[path] = { ...paths[path], [method]: bare(operation, false) };
  }
  const open = refsIn(paths);
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const [kind = '', name = ''] = ref.split('/').slice(2);
    if (components[kind]?.[name] !== undefined) continue;
    const component = bare(at(whole, ['components', kind, name]), false);
    components[kind] = { ...components[kind], [name]: component };
    open.push(...refsIn(component));
  }
  return `${JSON.stringify(sorted({ paths, components }))}\n`;
}

/** Without what only explains. A property may be called `description`: names of properties stay. */
function bare(value: unknown, isNames: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item, false));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => isNames || !TALK.has(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, bare(item, !isNames && key === 'properties')]));
}

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [item] : refsIn(item),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

if (import.meta.main) process.stdout.write(excerptOf(readFileSync(process.argv[2] ?? '', 'utf8')));
