import { Argument, Command } from 'commander';
import { CANDIDATE_KINDS, type CandidateKind } from '../completion/candidate-kinds.ts';
import type { Io } from '../process/io.ts';

export interface CompleteOptions {
  readonly offer: CandidateKind;
  /** The words of the line before the one that is being typed, without `amber`. */
  readonly words: readonly string[];
  /** What there is of the word that is being typed. */
  readonly typed: string;
}

/** Hidden: what the completion scripts ask for words that depend on where sessions live. */
export function command(io: Io, run: (io: Io, options: CompleteOptions) => Promise<number> = theRun): Command {
  return new Command('complete')
    .description('Prints the words that can follow, one a line. Asked by completion scripts.')
    .addArgument(new Argument('<kind>', 'of which kind').choices(CANDIDATE_KINDS))
    .argument('[word...]', 'the line so far')
    .option('--typed <text>', 'the beginning of the word')
    .action(async (offer: CandidateKind, words: readonly string[], { typed = '' }: { readonly typed?: string }) => {
      io.exitCode = await run(io, { offer, words, typed });
    });
}

async function theRun(io: Io, { offer, words, typed }: CompleteOptions): Promise<number> {
  const { printCandidates } = await import('../completion/print-candidates.ts');
  await printCandidates(io, offer, words, typed);
  // A server that has not answered by now is not waited for.
  io.leave(0, 100);
  return 0;
}
