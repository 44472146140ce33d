import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findSrt } from '../../../../src/engine/local/sandbox/find-srt.ts';
import { usableSrt } from '../../../../src/engine/local/sandbox/sandbox.ts';
import { workspace } from '../acp/agent-harness.ts';

/** A package with a command, as npm puts both. `library`: what its main file does when it is loaded. */
function installed(name: string, library = ''): string {
  const root = workspace();
  const files = {
    'package.json': JSON.stringify({ name, version: '0.0.1', main: './dist/index.js', type: 'module' }),
    'dist/cli.js': '#!/bin/sh\n',
    'dist/index.js': library,
  };
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'lib', file)), { recursive: true });
    writeFileSync(join(root, 'lib', file), content, { mode: 0o755 });
  }
  mkdirSync(join(root, 'bin'));
  symlinkSync(join(root, 'lib/dist/cli.js'), join(root, 'bin/srt'));
  return root;
}

const SRT = '@anthropic-ai/sandbox-runtime';

test('it is found by its command on PATH', () => {
  const root = installed(SRT);
  expect(findSrt({ PATH: join(root, 'bin') })).toEqual({ main: join(root, 'lib/dist/index.js'), version: '0.0.1' });
});

test('another program of that name is none', () => {
  expect(findSrt({ PATH: join(installed('srt'), 'bin') })).toBeUndefined();
  expect(findSrt({})).toBeUndefined();
});

test('where there is none, it is said what to install', async () => {
  expect(await usableSrt({ PATH: '' })).toEqual({
    why: '@anthropic-ai/sandbox-runtime (srt) is neither on PATH nor beside Amber',
    hint: 'npm install -g @anthropic-ai/sandbox-runtime',
  });
});

test.each([
  ['Sandbox dependencies not available: ripgrep (rg) not found', 'sudo apt-get install -y bubblewrap socat ripgrep'],
  [
    'Sandbox dependencies not available: (bubblewrap: bwrap: setting up uid map: Operation not permitted)',
    expect.stringContaining('allow user namespaces'),
  ],
  ['bwrap: setting up uid map: Permission denied', expect.stringContaining('apparmor_restrict_unprivileged_userns=0')],
])('one that can’t work here says what it says, and what helps: %s', async (message, hint) => {
  const root = installed(SRT, `throw new Error(${JSON.stringify(message)});`);
  expect(await usableSrt({ PATH: join(root, 'bin') })).toEqual({
    why: `srt 0.0.1 can't run a command: the sandbox failed: ${message}`,
    hint,
  });
});
