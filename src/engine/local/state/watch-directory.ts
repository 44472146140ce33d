import { type FSWatcher, watch } from 'node:fs';

/**
 * Calls `changed` with a file's name whenever something happens in the directory, "" where the system does not say
 * which. Where the system can't watch (no inotify instance left, a network file system) nothing is called: the caller
 * looks by itself about once a second, too.
 */
export function watchDir(dir: string, changed: (file: string) => void): Disposable {
  let watcher: FSWatcher | undefined;
  const close = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  try {
    watcher = watch(dir, { persistent: false }, (_, file) => changed(file ?? ''));
    watcher.on('error', close);
  } catch {}
  return { [Symbol.dispose]: close };
}

/** How often a caller of `watchDir` looks by itself, in ms. */
export const POLL = 1_000;
