import type { Io } from './process/io.ts';
import { runProgram } from './program.ts';

/** Runs one call of amber. Returns its exit code; never throws. */
export async function main(io: Io): Promise<number> {
  try {
    await runProgram(io);
    return io.exitCode;
  } catch (error) {
    const { printError } = await import('./output/print-error.ts');
    return printError(io, error);
  }
}
