import { join } from 'node:path';
import { type NoSandbox, usableSrt } from '../../src/engine/local/sandbox/sandbox.ts';
import { SANDBOX_PACKAGE } from '../../src/github/setup/action-pins.ts';
import { installed, packagesOf } from './cache.ts';

/** The folder of the sandbox's command, put into the user's cache once; why it can't be used here, if it can't. */
export async function srtFolder(): Promise<{ readonly bin: string; readonly missing: string | undefined }> {
  try {
    const folder = await installed('srt', packagesOf(SANDBOX_PACKAGE), 100_000_000);
    const bin = join(folder, 'node_modules', '.bin');
    const found = await usableSrt({ ...process.env, PATH: `${bin}:${process.env.PATH}` });
    return { bin, missing: isNone(found) ? found.why : undefined };
  } catch (error) {
    return { bin: '', missing: error instanceof Error ? error.message : String(error) };
  }
}

const isNone = (found: Awaited<ReturnType<typeof usableSrt>>): found is NoSandbox => 'why' in found;
