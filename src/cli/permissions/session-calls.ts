import { CUSTOM } from '../../core/agui/custom-events.ts';
import { type AguiEvent, type Fields, isObject, object, text } from '../../core/agui/events.ts';
import { readCarriedEdits } from '../../core/agui/file-edit.ts';
import { directoryOf } from '../../core/transcript/tool-calls.ts';
import { labelOf } from '../../core/transcript/tool-label.ts';
import type { TriedCall } from './try-rules.ts';

/** Of the arguments of a call so much is read, and of a session so many calls. */
const LONGEST_ARGUMENTS = 1_000_000;
const MOST_CALLS = 10_000;

interface OpenCall {
  readonly name: string;
  readonly kind: string | undefined;
  readonly title: string | undefined;
  readonly directory: string | undefined;
  readonly paths: readonly string[];
  arguments: string;
}

/** The tool calls in the events of a session, each with all that its agent has said of it. */
export class SessionCalls {
  readonly #calls: TriedCall[] = [];
  /** Where the last call of an id is: agents begin to count anew with each run. */
  readonly #places = new Map<string, number>();
  readonly #open = new Map<string, OpenCall>();

  get calls(): readonly TriedCall[] {
    return this.#calls;
  }

  take(event: AguiEvent): void {
    if (event.type === 'CUSTOM' && event.name === CUSTOM.edits) this.#addEdits(object(event, 'value') ?? {});
    const id = text(event, 'toolCallId');
    if (id === undefined) return;
    const open = this.#open.get(id);
    switch (event.type) {
      case 'TOOL_CALL_START':
        this.#begin(id, event);
        break;
      case 'TOOL_CALL_ARGS':
        if (open !== undefined)
          open.arguments = `${open.arguments}${text(event, 'delta') ?? ''}`.slice(0, LONGEST_ARGUMENTS);
        break;
      case 'TOOL_CALL_END':
        this.#open.delete(id);
        if (open !== undefined && this.#calls.length < MOST_CALLS)
          this.#places.set(id, this.#calls.push(callOf(open)) - 1);
    }
  }

  /** What a call has shown of its changes beside its arguments. */
  #addEdits(value: Fields): void {
    const place = this.#places.get(text(value, 'toolCallId') ?? '') ?? -1;
    const call = this.#calls[place];
    const paths = readCarriedEdits(value.edits).map(({ path }) => path);
    if (call !== undefined) this.#calls[place] = { ...call, paths: [...call.paths, ...paths], edits: true };
  }

  #begin(id: string, event: AguiEvent): void {
    const metadata = object(event, 'metadata') ?? {};
    this.#open.set(id, {
      name: text(event, 'toolCallName') ?? 'tool',
      kind: text(metadata, 'kind'),
      title: text(metadata, 'title'),
      directory: directoryOf(event),
      paths: Array.isArray(metadata.paths) ? metadata.paths.filter((path) => typeof path === 'string') : [],
      arguments: '',
    });
  }
}

function callOf({ name, directory, kind, title, paths, arguments: args }: OpenCall): TriedCall {
  let input: unknown;
  try {
    input = JSON.parse(args);
  } catch {
    // Cut off: a text that no rule allows.
    input = { command: null };
  }
  return {
    title: title ?? labelOf({ name, args, directory }),
    ...(kind !== undefined && { kind }),
    input: isObject(input) ? input : {},
    paths,
  };
}
