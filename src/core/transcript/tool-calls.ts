import { CUSTOM } from '../agui/custom-events.ts';
import { type AguiEvent, type Fields, object, text } from '../agui/events.ts';
import { jsonText } from '../text.ts';
import { type ToolStatus, toolStatusOf } from './tool-status.ts';

/** Of a call's arguments so much is kept, in characters: enough for a long plan or command; more is the content of a file. */
const MAX_ARGS = 64 * 1024;
/** So many calls are remembered at once; an agent that ends none of them must not fill the memory. */
const MAX_OPEN = 64;
/** So many answered calls are remembered: some servers answer a call twice, and replays begin it again. */
const MAX_ANSWERED = 1_000;

/** A call of a tool, as far as it is known. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The directory that its agent works in, where the event says so. */
  readonly directory?: string;
  /** The beginning of its arguments, as JSON text. */
  args: string;
  isCalled: boolean;
  /** Who or what has refused a permission for it, in words. */
  refusedBy?: string;
}

/** How a call ended. `refused`: it was not permitted, whatever its agent says of it then. */
export type ToolEnd = ToolStatus | 'refused';

/** What an event says about a tool call. */
export type ToolNews =
  | { readonly kind: 'began'; readonly call: ToolCall }
  /** Its arguments are whole: the tool works now. */
  | { readonly kind: 'called'; readonly call: ToolCall }
  | { readonly kind: 'answered'; readonly call: ToolCall; readonly content: string; readonly status: ToolEnd };

/** Follows the tool calls of a stream, as loosely as streams are: doubled ends, results without a start. */
export class ToolCalls {
  readonly #open = new Map<string, ToolCall>();
  readonly #answered = new Set<string>();

  /** The call that began last and is not answered. */
  get current(): ToolCall | undefined {
    return [...this.#open.values()].at(-1);
  }

  take(event: AguiEvent): ToolNews | undefined {
    const id = text(event, 'toolCallId');
    switch (event.type) {
      case 'TOOL_CALL_START':
      case 'TOOL_CALL_CHUNK':
        return this.#begin(event, id);
      case 'TOOL_CALL_ARGS':
        this.#add(id, event);
        return undefined;
      case 'TOOL_CALL_END': {
        const call = id === undefined ? undefined : this.#open.get(id);
        if (call === undefined) return undefined;
        call.isCalled = true;
        // Off the specification, an END may bring the result.
        const result = text(event, 'result');
        const error = text(event, 'error');
        if (result === undefined && error === undefined) return { kind: 'called', call };
        return this.#answer(call, event, error ?? result ?? '');
      }
      case 'TOOL_CALL_RESULT': {
        if (id !== undefined && this.#answered.has(id)) return undefined;
        const known = id === undefined ? undefined : this.#open.get(id);
        return this.#answer(known ?? { id: id ?? '', name: 'tool', args: '', isCalled: true }, event, contentOf(event));
      }
      case 'CUSTOM':
        if (event.name === CUSTOM.permission) this.#permission(object(event, 'value') ?? {});
        return undefined;
      case 'RUN_STARTED':
        // Some agents number the calls of each run from one.
        this.#answered.clear();
        return undefined;
      default:
        return undefined;
    }
  }

  /** The calls whose arguments are whole and that are not answered. */
  called(): readonly ToolCall[] {
    return [...this.#open.values()].filter(({ isCalled }) => isCalled);
  }

  /** Returns the calls that were never answered, and forgets them. */
  drop(): readonly ToolCall[] {
    const calls = [...this.#open.values()];
    this.#open.clear();
    return calls;
  }

  #answer(call: ToolCall, event: AguiEvent, content: string): ToolNews {
    this.#open.delete(call.id);
    if (call.id !== '') this.#answered.add(call.id);
    const [oldest] = this.#answered;
    if (this.#answered.size > MAX_ANSWERED && oldest !== undefined) this.#answered.delete(oldest);
    const status = call.refusedBy === undefined ? toolStatusOf(event) : 'refused';
    return { kind: 'answered', call, content, status };
  }

  /** A call may ask for several permissions: the last answer counts. */
  #permission(value: Fields): void {
    const call = this.#open.get(text(value, 'toolCallId') ?? '');
    if (call === undefined) return;
    if (value.answer === 'refused') call.refusedBy = text(value, 'by') ?? 'somebody';
    else delete call.refusedBy;
  }

  #begin(event: AguiEvent, id: string | undefined): ToolNews | undefined {
    if (id === undefined || this.#answered.has(id)) return undefined;
    const known = this.#open.get(id);
    if (known !== undefined) {
      this.#add(id, event);
      return undefined;
    }
    const directory = directoryOf(event);
    const call: ToolCall = {
      id,
      ...(directory !== undefined && { directory }),
      name: text(event, 'toolCallName') ?? 'tool',
      args: '',
      isCalled: false,
    };
    this.#open.set(id, call);
    this.#add(id, event);
    if (this.#open.size > MAX_OPEN) for (const oldest of [...this.#open.keys()].slice(0, 1)) this.#open.delete(oldest);
    return { kind: 'began', call };
  }

  #add(id: string | undefined, event: AguiEvent): void {
    const call = id === undefined ? undefined : this.#open.get(id);
    if (call !== undefined) call.args += (text(event, 'delta') ?? '').slice(0, MAX_ARGS - call.args.length);
  }
}

/** The directory of the agent that makes a call, which Amber's own hosts put into its first event. */
export function directoryOf(event: AguiEvent): string | undefined {
  return text(object(event, 'metadata') ?? {}, 'directory');
}

function contentOf(event: AguiEvent): string {
  const { content } = event;
  return typeof content === 'string' ? content : content === undefined ? '' : jsonText(content);
}
