import { Argument, Command } from 'commander';
import { CANDIDATE_KINDS, type CandidateKind } from '../completion/candidate-kinds.ts';
import type { Asked } from '../completion/print-candidates.ts';
import { type Parsed, textOf } from '../flags/add-flags.ts';
import type { Io } from '../process/io.ts';

/** Hidden: what the completion scripts ask for words that depend on where sessions live. */
export function command(io: Io, run: (io: Io, asked: Asked) => Promise<number> = theRun): Command {
  return new Command('complete')
    .description('Prints the words that can follow, one a line. Asked by completion scripts.')
    .addArgument(new Argument('<kind>', 'of which kind').choices(CANDIDATE_KINDS))
    .argument('[word...]', 'the line so far')
    .option('--typed <text>', 'the beginning of the word')
    .option('--about', 'with what each is about, after a tab')
    .action(async (offer: CandidateKind, words: readonly string[], parsed: Parsed) => {
      io.exitCode = await run(io, { offer, words, typed: textOf(parsed, 'typed') ?? '', about: parsed.about === true });
    });
}

async function theRun(io: Io, asked: Asked): Promise<number> {
  const { printCandidates } = await import('../completion/print-candidates.ts');
  await printCandidates(io, asked);
  // A server that has not answered by now is not waited for.
  io.leave(0, 100);
  return 0;
}
