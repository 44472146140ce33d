import { parentPort } from 'node:worker_threads';
import { doTask, type Task } from './worker-tasks.ts';

/** The thread in which foreign Markdown is read: it can be ended while it reads. */
parentPort?.on('message', (task: Task) => {
  parentPort?.postMessage(answerTo(task));
});
parentPort?.postMessage({ ready: true });

function answerTo(task: Task): { readonly done?: unknown; readonly failed?: true } {
  try {
    return { done: doTask(task) };
  } catch {
    // Nested too deeply for a parser that calls itself: no document.
    return { failed: true };
  }
}
