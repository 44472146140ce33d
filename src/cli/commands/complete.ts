import { Argument, Command } from 'commander';
import { OFFERS, type Offer } from '../completion/candidate-kinds.ts';
import type { Io } from '../process/io.ts';

export interface CompleteOptions {
  readonly offer: Offer;
  /** The words of the line before the one that is being typed, without `amber`. */
  readonly words: readonly string[];
}

/** Hidden: what the completion scripts ask for words that depend on where sessions live. */
export function command(io: Io, run: (io: Io, options: CompleteOptions) => Promise<number> = theRun): Command {
  return new Command('complete')
    .description('Prints the words that can follow, one a line. Asked by completion scripts.')
    .addArgument(new Argument('<kind>', 'of which kind').choices(OFFERS))
    .argument('[word...]', 'the line so far')
    .action(async (offer: Offer, words: readonly string[]) => {
      io.exitCode = await run(io, { offer, words });
    });
}

async function theRun(io: Io, { offer, words }: CompleteOptions): Promise<number> {
  const { printOffers } = await import('../completion/print-candidates.ts');
  await printOffers(io, offer, words);
  // Whoever has not answered by now is not waited for.
  io.leave(0, 100);
  return 0;
}
