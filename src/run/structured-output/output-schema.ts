import { resolve } from 'node:path';
import { LimitedThread, programAt } from '../../async/limited-thread.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json/json-value.ts';
import { decodeText } from '../../core/text.ts';
import { readInputFile } from '../../engine/input-file.ts';
import type { CheckResult, CheckTask } from './check-against-schema.ts';

/** A bigger schema would be most of what an agent reads. In bytes. */
const MAX_SCHEMA = 1024 * 1024;

/** What one check may take of a processor, in ms: a pattern of a schema can take for ever. */
const LIMIT = 10_000;

/** Beside the bundle, above one of its chunks, or among the sources. */
const PROGRAM = ['./schema-worker.js', '../schema-worker.js', './schema-worker.ts'];

/** What a final message has to be, checked: an answer can be judged by it. */
export interface OutputSchema {
  /** The schema's JSON text, on one line. */
  readonly text: string;
  /** Whether a final message is what the schema asks for. Never throws. */
  judge(message: string): Promise<Judgement>;
}

/** The value in an answer, or what is wrong with the answer. */
export type Judgement = { readonly value: JsonValue } | { readonly complaints: readonly string[] };

/**
 * Makes one of a JSON text; `limit`: ms of a processor for each check.
 * @param what names its source in the error
 * @throws AmberError USAGE
 */
export async function checkedSchema(text: string, what: string, limit = LIMIT): Promise<OutputSchema> {
  const refused = (why: string): AmberError =>
    new AmberError('USAGE', `${what}: ${why}`, {
      hint: 'a JSON Schema of draft 2020-12 or draft-07, as in https://json-schema.org/learn/getting-started-step-by-step',
    });
  if (Buffer.byteLength(text) > MAX_SCHEMA) throw refused(`it has more than ${MAX_SCHEMA / 1024 / 1024} MiB`);
  const { complaints } = await inThread({ kind: 'schema', schema: text }, limit);
  if (complaints.length > 0) throw refused(complaints.join('; '));
  const schema = JSON.stringify(JSON.parse(text));
  const judge = async (message: string): Promise<Judgement> => {
    const { json, complaints: wrong } = await inThread({ kind: 'answer', schema, message }, limit);
    return json === undefined ? { complaints: wrong } : { value: JSON.parse(json) as JsonValue };
  };
  return { text: schema, judge };
}

/**
 * The same, of a file, relative to `cwd`; `what` says where the file was named.
 * @throws AmberError USAGE, also for one that can't be read
 */
export async function checkedSchemaFile(file: string, what: string, cwd = ''): Promise<OutputSchema> {
  const source = `${what} ${file}`;
  let bytes: Buffer;
  try {
    bytes = await readInputFile(resolve(cwd, file), MAX_SCHEMA);
  } catch (cause) {
    throw new AmberError('USAGE', `cannot read ${source}: ${messageOf(cause)}`, { cause });
  }
  return checkedSchema(decodeText(bytes, source, 'USAGE'), source);
}

async function inThread(task: CheckTask, limit: number): Promise<CheckResult> {
  const thread = new LimitedThread(programAt(PROGRAM, import.meta.url));
  try {
    const { answer } = await thread.do(task, limit);
    if (answer !== undefined) return answer as CheckResult;
    const what = task.kind === 'schema' ? 'it' : 'the answer';
    const why = thread.isOver
      ? `to check ${what} takes too long, or too much memory`
      : `${what} is nested too deeply to be checked`;
    return { complaints: [why] };
  } finally {
    await thread.end();
  }
}
