import { parentPort } from 'node:worker_threads';
import { raw } from 'jq-wasm/inline';

/** What jq is asked: a filter, for a document's JSON text. */
export interface JqTask {
  readonly json: string;
  readonly filter: string;
}

/** What jq has printed, or what was wrong with the filter. */
export type JqAnswer = { readonly text: string } | { readonly complaint: string };

/** The thread in which jq works: a filter may never end, and a thread can be ended while it works. */
parentPort?.on('message', async (task: JqTask) => {
  parentPort?.postMessage({ done: await answerTo(task) });
});
parentPort?.postMessage({ ready: true });

async function answerTo({ json, filter }: JqTask): Promise<JqAnswer> {
  try {
    const { stdout, stderr, exitCode } = await raw(json, filter, ['-r']);
    if (exitCode !== 0) return { complaint: stderr.trim().replace(/^jq: /, '') };
    return { text: stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n` };
  } catch {
    // It throws only where its memory was not enough.
    return { complaint: 'jq has given up: the filter may call itself without end' };
  }
}
