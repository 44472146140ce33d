/** `npm run bench`: every figure in one run, as ratios against a named rival or the bare floor. `--json` for machines. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { action } from './action.ts';
import type { Figure } from './figures.ts';
import { table } from './figures.ts';
import { keyProxy } from './key-proxy.ts';
import { kubernetes } from './kubernetes.ts';
import { manySessions } from './many-sessions.ts';
import { rival } from './rival.ts';
import { serve } from './serve.ts';
import { startup } from './startup.ts';
import { stopRequest } from './stop-request.ts';
import { stream } from './stream.ts';

const groups = { stream, startup, manySessions, action, stopRequest, keyProxy, rival, serve, kubernetes } as const;
const json = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const stateDir = mkdtempSync(join(tmpdir(), 'amber-bench-'));
const figures: Figure[] = [];
try {
  for (const [name, run] of Object.entries(groups)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (!json) process.stderr.write(`${name} …\n`);
    figures.push(...(await run(stateDir)));
  }
} finally {
  rmSync(stateDir, { recursive: true, force: true });
}
process.stdout.write(json ? `${JSON.stringify({ figures })}\n` : `${table(figures)}\n`);
