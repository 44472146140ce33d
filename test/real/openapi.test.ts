import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { excerptOf, OPENAPI_VERSION } from '../fakes/github/excerpt.ts';
import { installed } from './cache.ts';

/** Unpacked, it holds each version of GitHub twice. In bytes. */
const NEEDED = 1_000_000_000;

test('what the fake GitHub is checked against is what GitHub describes', { timeout: 320_000 }, async () => {
  const folder = await installed('openapi', { '@octokit/openapi': OPENAPI_VERSION }, NEEDED);
  const path = join(folder, 'node_modules/@octokit/openapi/generated/api.github.com.json');
  const kept = readFileSync(new URL('../fixtures/github/openapi.json', import.meta.url), 'utf8');
  // Not compared as texts: a difference of one character would print all of them.
  expect(JSON.parse(excerptOf(readFileSync(path, 'utf8')))).toEqual(JSON.parse(kept));
});
