import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readRecord } from '../../src/github/thread/thread-record.ts';
import { DIST } from '../scenarios/kit/action.ts';
import { NO_LOCAL } from '../scenarios/kit/local.ts';
import { type OnThread, onThread } from '../scenarios/kit/thread.ts';
import { installed } from './cache.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** GitHub's own tool that runs actions without its runner: https://github.com/github/local-action */
const tool = await installed('local-action', { '@github/local-action': '7.0.1' }, 1_000_000_000).catch(
  (error: Error) => error,
);
const missing = tool instanceof Error ? tool.message : NO_LOCAL;

/** Runs the bundle as the tool does: it reads action.yml and an .env file, imports the script, and calls its `run`. */
function byTool(place: OnThread['place']) {
  const action = join(place.root, 'action');
  mkdirSync(action);
  for (const file of ['action.yml', 'package.json']) copyFileSync(join(ROOT, file), join(action, file));
  symlinkSync(DIST, join(action, 'dist'));
  const bin = join(String(tool), 'node_modules/@github/local-action/bin/local-action.js');
  return (script: string, env: { readonly [name: string]: string }) => {
    const isInput = ([name]: readonly [string, string]): boolean => name.startsWith('INPUT_');
    const lines = Object.entries(env)
      .filter(isInput)
      .map(([name, value]) => `${name}='${value}'`);
    const file = place.write(`${script}.env`, lines.join('\n'));
    const others = Object.fromEntries(Object.entries(env).filter((entry) => !isInput(entry)));
    // The tool asks npm for the toolkit that it would replace: in its own folder there is one.
    return place.program([process.execPath, bin, 'run', action, `dist/${script}`, file], {
      cwd: String(tool),
      env: { ...others, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    });
  };
}

test.skipIf(missing)(
  `GitHub’s local-action runs the bundle from the payload to the finished comment${missing ? ` (${missing})` : ''}`,
  async () => {
    await using on = await onThread('pull-request', { engine: 'local', agent: 'demo' });
    const it = on.comment('@amber what does this repository do?', { start: byTool(on.place) });
    const { code, stdout, stderr } = await it.done;
    expect({ code, end: code === 0 ? '' : `${stdout}${stderr}`.slice(-3_000) }).toEqual({ code: 0, end: '' });
    expect(stdout).toContain('Running Action');
    expect(it.outputs()).toMatchObject({ outcome: 'finished', 'prompt-type': 'custom' });
    expect(on.bodies()).toHaveLength(1);
    expect(on.bodies()[0]).toContain('Sample');
    expect(readRecord(on.bodies()[0] ?? '')).toMatchObject({ state: 'ended', outcome: 'finished' });
    expect([...on.github.state.checkRuns.values()]).toMatchObject([{ conclusion: 'success' }]);
    expect(it.summary()).toContain('Sample');
    expect(on.github.violations).toEqual([]);
    const post = await it.post().done;
    expect(post.code).toBe(0);
    expect(post.stdout).toContain('Running Action');
  },
  120_000,
);
