import { givenSecrets, secretsInAddresses, secretsOf } from '../../core/secrets/from-environment.ts';
import { makeRedactor } from '../../core/secrets/redact.ts';
import { jsonlRenderer, jsonRenderer } from '../../render/json/jsonl.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Io } from '../process/io.ts';
import { report, resultOfError } from './error-text.ts';

/** Says on stderr what went wrong, and on stdout too where a reader of results waits for one. Returns the exit code. */
export async function printError(io: Io, error: unknown): Promise<number> {
  const redactor = makeRedactor([
    ...secretsOf(io.env),
    ...givenSecrets(argumentEnv(io)),
    ...secretsInAddresses(...io.argv),
    ...io.secrets,
  ]);
  const help = `amber ${io.argv[0] ?? ''} --help`;
  const { text, exitCode } = report(error, io.argv.includes('-v') || io.argv.includes('--verbose'), help);
  await writeLines(io.stderr, redactor.all(text));
  const format = resultFormat(io);
  if (format !== undefined) {
    const options = { out: io.stdout, redactor, clock: io.clock };
    const renderer = format === 'json' ? jsonRenderer(options) : jsonlRenderer(options);
    await renderer.update([{ type: 'result', result: resultOfError(error, help) }]);
    await renderer.close();
  }
  return exitCode;
}

/** The commands whose last line is a result (README, the output contract). */
const STREAMING: ReadonlySet<string | undefined> = new Set(['run', 'send', 'continue', 'watch', 'logs']);

/**
 * The format of results that the call asked for, if it did. Read off the words themselves: the error may be that they
 * could not be parsed.
 */
function resultFormat({ argv: [command, ...words], env }: Io): 'json' | 'jsonl' | undefined {
  if (!STREAMING.has(command) || words.includes('--raw')) return undefined;
  const named = words.flatMap((word, at) => {
    if (word === '-o' || word === '--output') return [words[at + 1]];
    return /^(?:-o|--output=)(.+)$/.exec(word)?.[1] ?? [];
  });
  const format = named.at(-1) ?? env.AMBER_OUTPUT;
  return format === 'json' || format === 'jsonl' ? format : undefined;
}

/** `--env K=V`, and `--env K` with its value from the environment: an error may quote it. */
function argumentEnv({ argv, env }: Io): { readonly [name: string]: string } {
  const pairs = argv.flatMap((word, at) => {
    const pair = argv[at - 1] === '--env' ? word : /^--env=(.*)$/s.exec(word)?.[1];
    const [, name, given] = /^([^=]+)(?:=(.*))?$/s.exec(pair ?? '') ?? [];
    const value = given ?? (name === undefined ? undefined : env[name]);
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}
