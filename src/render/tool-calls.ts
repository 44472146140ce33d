import { type AguiEvent, text } from '../core/events.ts';
import { jsonText } from './json-text.ts';

/** Of a call's arguments so much is kept: enough to say what it is about. */
const ARGS = 4_096;
/** So many calls are remembered at once; an agent that ends none of them must not fill the memory. */
const OPEN = 64;

/** A call of a tool, as far as it is known. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The beginning of its arguments, as JSON text. */
  args: string;
  isCalled: boolean;
}

/** What an event says about a tool call. */
export type ToolNews =
  | { readonly kind: 'began'; readonly call: ToolCall }
  /** Its arguments are whole: the tool works now. */
  | { readonly kind: 'called'; readonly call: ToolCall }
  | { readonly kind: 'answered'; readonly call: ToolCall; readonly content: string; readonly failed: boolean };

/** Follows the tool calls of a stream, as loosely as streams are: doubled ends, results without a start. */
export class ToolCalls {
  readonly #open = new Map<string, ToolCall>();

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
        this.#open.delete(call.id);
        return { kind: 'answered', call, content: error ?? result ?? '', failed: error !== undefined };
      }
      case 'TOOL_CALL_RESULT': {
        const call = (id === undefined ? undefined : this.#open.get(id)) ?? {
          id: id ?? '',
          name: 'tool',
          args: '',
          isCalled: true,
        };
        this.#open.delete(call.id);
        return { kind: 'answered', call, content: contentOf(event), failed: isFailure(event) };
      }
      default:
        return undefined;
    }
  }

  /** The calls whose arguments are whole and that are not answered. */
  called(): readonly ToolCall[] {
    return [...this.#open.values()].filter(({ isCalled }) => isCalled);
  }

  /** Gives the calls that were never answered, and forgets them. */
  drop(): readonly ToolCall[] {
    const calls = [...this.#open.values()];
    this.#open.clear();
    return calls;
  }

  #begin(event: AguiEvent, id: string | undefined): ToolNews | undefined {
    if (id === undefined) return undefined;
    const known = this.#open.get(id);
    if (known !== undefined) {
      this.#add(id, event);
      return undefined;
    }
    const call: ToolCall = {
      id,
      name: text(event, 'toolCallName') ?? 'tool',
      args: text(event, 'delta') ?? '',
      isCalled: false,
    };
    this.#open.set(id, call);
    if (this.#open.size > OPEN) for (const oldest of [...this.#open.keys()].slice(0, 1)) this.#open.delete(oldest);
    return { kind: 'began', call };
  }

  #add(id: string | undefined, event: AguiEvent): void {
    const call = id === undefined ? undefined : this.#open.get(id);
    if (call !== undefined && call.args.length < ARGS) call.args += (text(event, 'delta') ?? '').slice(0, ARGS);
  }
}

function contentOf(event: AguiEvent): string {
  const { content } = event;
  return typeof content === 'string' ? content : content === undefined ? '' : jsonText(content);
}

function isFailure(event: AguiEvent): boolean {
  return event.is_error === true || event.isError === true || typeof event.error === 'string';
}
