import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { onPlatform } from './kit/platform.ts';

const path = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
const tls = { key: readFileSync(path('server-key'), 'utf8'), cert: readFileSync(path('server'), 'utf8') };

test('a private authority: refused, taken with --ca-file, not looked at with --insecure-skip-tls-verify', async () => {
  await using story = await onPlatform({ tls, scene: 'text' });
  const refused = await story.amber(['run', 'x']).done;
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--ca-file');
  expect(story.platform.requests).toEqual([]);
  const taken = await story.amber(['run', '--ca-file', path('ca'), 'x']).done;
  expect(taken).toMatchObject({ code: 0, stdout: 'Hello, this is the answer: fertig ✓.\n' });
  const blind = await story.amber(['run', '--insecure-skip-tls-verify', 'x']).done;
  expect(blind.code).toBe(0);
  expect(blind.stderr).toContain('certificates are not checked');
});
