import { readFile } from 'node:fs/promises';
import { AmberError, messageOf } from '../core/errors.ts';
import { type Parsed, textOf } from './flags.ts';
import type { Io } from './io.ts';

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

/** @throws AmberError USAGE if there is none, more than one, or an empty one */
export async function readPrompt(io: Io, source: PromptSource, command: string): Promise<string> {
  const hint = `${command} "What does this repository do?", ${command} --prompt-file FILE, or ${command} - to read stdin`;
  if (source.argument !== undefined && source.file !== undefined)
    throw new AmberError('USAGE', 'a prompt was given twice: as an argument and with --prompt-file', { hint });
  const prompt = await promptOf(io, source);
  if (prompt === undefined) throw new AmberError('USAGE', 'no prompt was given', { hint });
  if (prompt.trim() === '') throw new AmberError('USAGE', 'the prompt is empty', { hint });
  return prompt;
}

async function promptOf(io: Io, { argument, file }: PromptSource): Promise<string | undefined> {
  if (file !== undefined && file !== '-') return fromFile(file);
  return argument === '-' || file === '-' ? fromStdin(io) : argument;
}

async function fromFile(file: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(file));
  } catch (cause) {
    throw new AmberError('USAGE', `cannot read --prompt-file ${file}: ${messageOf(cause)}`, { cause });
  }
}

async function fromStdin(io: Io): Promise<string> {
  const { isTTY, stream } = io.stdin;
  if (isTTY) await io.stderr.write('reading the prompt; end it with Ctrl-D on a line of its own\n');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  // Decoded as a whole: a character may lie across two chunks.
  return new TextDecoder().decode(Buffer.concat(chunks));
}
