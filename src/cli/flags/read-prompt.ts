import { resolve } from 'node:path';
import type { FilePart } from '../../core/agui/message-files.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { showsNothing } from '../../core/secrets/normalized-text.ts';
import { decodeText } from '../../core/text.ts';
import { oneLine } from '../../render/plain-text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { OutputSchema } from '../../run/structured-output/output-schema.ts';
import type { Io } from '../process/io.ts';
import { canAsk } from '../terminal/capabilities.ts';
import { type Parsed, textOf } from './add-flags.ts';
import type { CommonOptions } from './common-options.ts';

/** Where a prompt comes from, as the command line says it: at most one of them. */
export interface PromptSource {
  /** The argument; `-` is stdin. */
  readonly argument?: string;
  readonly file?: string;
}

export function promptSource(argument: string | undefined, parsed: Parsed): PromptSource {
  const file = textOf(parsed, 'promptFile');
  return { ...(argument === undefined ? {} : { argument }), ...(file === undefined ? {} : { file }) };
}

/**
 * The prompt, with what was piped beside it. Stdin that was not named is not waited for where there is no prompt; a person
 * writes it then, in their editor.
 * @throws AmberError USAGE if there is none, more than one, or an empty one
 */
export async function readPrompt(
  io: Io,
  source: PromptSource,
  command: string,
  { input = true, quiet = false }: Partial<Pick<CommonOptions, 'input' | 'quiet'>> = {},
): Promise<string> {
  const hint = `${command} "What does this repository do?", ${command} --prompt-file FILE, or ${command} - to read stdin`;
  if (source.argument !== undefined && source.file !== undefined)
    throw new AmberError('USAGE', 'a prompt was given twice: as an argument and with --prompt-file', { hint });
  const named = source.file ?? source.argument;
  const fromStdin = named === '-' || STDIN_FILES.includes(source.file ?? '');
  const prompt = fromStdin
    ? await ofStdin(io)
    : source.file === undefined
      ? named
      : await ofFile(io, source.file, quiet);
  if (isAskedFor(io, source, { input })) {
    const { askForPrompt } = await import('../terminal/prompt-editor.ts');
    const written = await askForPrompt(io);
    if (showsNothing(written)) throw new AmberError('USAGE', 'the prompt is empty: nothing was started', { hint });
    return written;
  }
  if (prompt === undefined) throw new AmberError('USAGE', 'no prompt was given', { hint });
  if (showsNothing(prompt)) throw new AmberError('USAGE', 'the prompt is empty', { hint });
  if (fromStdin || (io.stdin.kind !== 'pipe' && io.stdin.kind !== 'file')) return prompt;
  const { withPiped } = await import('../process/piped-input.ts');
  return withPiped(io, prompt, quiet);
}

/** True where nothing holds the prompt, and a person is asked for it. */
export function isAskedFor(io: Io, { argument, file }: PromptSource, options: Pick<CommonOptions, 'input'>): boolean {
  return argument === undefined && file === undefined && canAsk(io, options);
}

/** Does `act`, and keeps a prompt that a person was asked for, unless a session has taken it: `act` says when one has. */
export async function keepingAsked<T>(
  io: Io,
  { argument, file }: PromptSource,
  prompt: string,
  act: (taken: () => void) => Promise<T>,
): Promise<T> {
  if (argument !== undefined || file !== undefined) return act(() => {});
  return (await import('../terminal/prompt-editor.ts')).keepingPrompt(io, prompt, act);
}

/** The schema for the answer, checked, where a file of one was named. @throws AmberError USAGE */
export async function outputSchemaOf(
  io: Io,
  { outputSchema, quiet }: { readonly outputSchema: string | undefined; readonly quiet: boolean },
): Promise<OutputSchema | undefined> {
  if (outputSchema === undefined) return undefined;
  const [{ checkedSchemaFile }, { explainWait }] = await Promise.all([
    import('../../run/structured-output/output-schema.ts'),
    import('../process/explain-wait.ts'),
  ]);
  const reading = checkedSchemaFile(outputSchema, '--output-schema', io.cwd);
  return quiet ? reading : explainWait(io, `--output-schema ${outputSchema}`, reading);
}

/** What goes with the prompt; loaded only where something does. @throws AmberError USAGE, INVALID */
export async function readFilesOf({ cwd }: Pick<Io, 'cwd'>, paths: readonly string[]): Promise<readonly FilePart[]> {
  if (paths.length === 0) return [];
  return (await import('./prompt-files.ts')).readFiles(cwd, paths);
}

/**
 * The files that go with a prompt: `given` by `--file`, and those that a person at a terminal names in it as `@path`. What
 * scripts put together may hold the words of others, which must not choose files. @throws AmberError USAGE, INVALID
 */
export async function withNamedFiles(
  io: Io,
  { files: paths, prompt: source, quiet }: SendingOptions,
  prompt: string,
  given: readonly FilePart[],
): Promise<readonly FilePart[]> {
  if (!io.stdin.isTTY || source.file !== undefined || source.argument === '-' || !prompt.includes('@')) return given;
  const { mentionedFiles } = await import('./mentioned-files.ts');
  const mentioned = await mentionedFiles(io.cwd, prompt);
  const isGiven = (path: string): boolean => paths.some((one) => resolve(io.cwd, one) === resolve(io.cwd, path));
  const named = mentioned.files.filter((path) => !isGiven(path));
  const leftOut = mentioned.leftOut.filter(({ path }) => !isGiven(path)).map(({ path, why }) => `${path} (${why})`);
  if (!quiet && leftOut.length > 0) await io.stderr.write(`not with the prompt: ${oneLine(leftOut.join(', '))}\n`);
  if (named.length === 0) return given;
  if (!quiet) await writeLines(io.stderr, `with the prompt: ${oneLine(named.join(', '))}\n`);
  return readFilesOf(io, [...paths, ...named]);
}

/** What says where a prompt comes from, and which files go with it. */
interface SendingOptions {
  readonly files: readonly string[];
  readonly prompt: PromptSource;
  readonly quiet: boolean;
}

const STDIN_FILES: readonly string[] = ['/dev/stdin', '/dev/fd/0'];

async function ofFile(io: Io, file: string, quiet: boolean): Promise<string> {
  const [{ explainWait }, { readInputFile }, { MOST_PROMPT }] = await Promise.all([
    import('../process/explain-wait.ts'),
    import('../../engine/input-file.ts'),
    import('../process/stdin.ts'),
  ]);
  let bytes: Buffer;
  try {
    const reading = readInputFile(resolve(io.cwd, file), MOST_PROMPT);
    bytes = await (quiet ? reading : explainWait(io, `--prompt-file ${file}`, reading));
  } catch (cause) {
    throw new AmberError('USAGE', `cannot read --prompt-file ${file}: ${messageOf(cause)}`, { cause });
  }
  return decodeText(bytes, `--prompt-file ${file}`, 'USAGE');
}

async function ofStdin(io: Io): Promise<string> {
  if (io.stdin.isTTY) await writeLines(io.stderr, 'reading the prompt; end it with Ctrl-D on a line of its own\n');
  const { readStdin } = await import('../process/stdin.ts');
  return decodeText((await readStdin(io)) ?? Buffer.of(), 'stdin', 'USAGE');
}
