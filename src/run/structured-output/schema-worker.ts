import { parentPort } from 'node:worker_threads';
import { type CheckTask, check } from './check-against-schema.ts';

/** The thread in which schemas and answers are checked: it can be ended while it does. */
parentPort?.on('message', (task: CheckTask) => {
  parentPort?.postMessage(answerTo(task));
});
parentPort?.postMessage({ ready: true });

function answerTo(task: CheckTask): { readonly done?: unknown; readonly failed?: true } {
  try {
    return { done: check(task) };
  } catch {
    // A schema that refers to itself, and a value as deep as that, are too much for a stack.
    return { failed: true };
  }
}
