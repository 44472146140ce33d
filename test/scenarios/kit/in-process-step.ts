import { appendFileSync } from 'node:fs';
import { runStep } from '../../../src/github/main-step.ts';
import { runPost } from '../../../src/github/post-step/post-step.ts';
import type { Reports } from '../../../src/github/runner.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import type { StartStep } from './action.ts';
import type { Finished } from './run.ts';

/**
 * Runs a script of the Action in this process, from the sources: for steps in which a process of its own adds only its start.
 * Such a step has no environment to hide and nothing that kills it.
 */
export const inThisProcess: StartStep = (script, env, place) => {
  const io = fakeIo({ env: { ...place.env, ...env }, cwd: place.workspace });
  const reports = fileReports(env, io.stdout.write);
  let isOver = false;
  const carryOut = async (): Promise<Finished> => {
    const code = await (script === 'action.js' ? runStep : runPost)(io, async () => reports);
    // What was written last has come through.
    await new Promise((resolve) => setImmediate(resolve));
    return { code, signal: null, stdout: io.out(), stderr: io.err() };
  };
  const done = carryOut().finally(() => {
    isOver = true;
  });
  return {
    done,
    kill: (signal) => {
      if (signal === 'SIGKILL' || !io.end(signal)) throw new Error(`nothing here listens for ${signal}`);
    },
    until: async (stream, pattern) => {
      for (;;) {
        const text = stream === 'stdout' ? io.out() : io.err();
        if (pattern.test(text)) return text;
        if (isOver) throw new Error(`ended without ${pattern}:\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
};

/** Reports as GitHub's toolkit makes them, to the files and the log of one step. */
function fileReports(env: { readonly [name: string]: string }, write: (text: string) => unknown): Reports {
  let count = 0;
  const append = (file: string, text: string): void => appendFileSync(env[file] ?? '', text);
  const keep = (file: string) => (name: string, value: string) => {
    count += 1;
    append(file, `${name}<<end-${count}-of-this\n${value}\nend-${count}-of-this\n`);
  };
  const command = (name: string) => (message: string) =>
    void write(`::${name}::${message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}\n`);
  return {
    output: keep('GITHUB_OUTPUT'),
    state: keep('GITHUB_STATE'),
    notice: command('notice'),
    warning: command('warning'),
    failed: command('error'),
    secret: command('add-mask'),
    summary: async (markdown) => append('GITHUB_STEP_SUMMARY', markdown),
  };
}
