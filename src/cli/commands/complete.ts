import { Argument, Command } from 'commander';
import { CANDIDATE_KINDS, type CandidateKind } from '../completion/candidate-kinds.ts';
import type { Io } from '../process/io.ts';

export interface CompleteOptions {
  readonly offer: CandidateKind;
  /** The words of the line before the one that is being typed, without `amber`. */
  readonly words: readonly string[];
}

/** Hidden: what the completion scripts ask for words that depend on where sessions live. */
export function command(io: Io, run: (io: Io, options: CompleteOptions) => Promise<number> = theRun): Command {
  return new Command('complete')
    .description('Prints the words that can follow, one a line. Asked by completion scripts.')
    .addArgument(new Argument('<kind>', 'of which kind').choices(CANDIDATE_KINDS))
    .argument('[word...]', 'the line so far')
    .action(async (offer: CandidateKind, words: readonly string[]) => {
      io.exitCode = await run(io, { offer, words });
    });
}

async function theRun(io: Io, { offer, words }: CompleteOptions): Promise<number> {
  const { printCandidates } = await import('../completion/print-candidates.ts');
  await printCandidates(io, offer, words);
  // A server that has not answered by now is not waited for.
  io.leave(0, 100);
  return 0;
}
