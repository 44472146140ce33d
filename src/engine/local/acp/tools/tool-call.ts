import { isObject, text } from '../../../../core/agui/events.ts';
import { MAX_RESULT } from './tool-result-text.ts';

/** What is known of one tool call of ACP: a `tool_call` and the `tool_call_update`s laid over it. */
export interface AcpToolCall {
  readonly id: string;
  name: string;
  title: string | undefined;
  kind: string | undefined;
  status: string | undefined;
  input: unknown;
  output: unknown;
  content: unknown;
  /** What the tool printed while it ran, where the agent streams that. */
  printed: string;
  paths: string[];
}

/** Longest text that is kept of what a tool printed, in UTF-16 units; the result is cut there anyway. */
const MAX_PRINTED = MAX_RESULT + 1;
/** `_meta` of codex-acp in which output comes in pieces, for clients with a terminal and for those without. */
const PRINTED = ['terminal_output_delta', 'terminal_output', 'mcp_output_delta'];

type Update = { readonly [field: string]: unknown };

export function newToolCall(id: string, update: Update): AcpToolCall {
  const call: AcpToolCall = {
    id,
    name: '',
    title: undefined,
    kind: undefined,
    status: undefined,
    input: undefined,
    output: undefined,
    content: undefined,
    printed: '',
    paths: [],
  };
  mergeToolCall(call, update);
  call.name = nameOf(update);
  return call;
}

/** Lays an update over what is known: only what it names changes (ACP, "Tool Calls"). */
export function mergeToolCall(call: AcpToolCall, update: Update): void {
  call.title = text(update, 'title') || call.title;
  call.kind = text(update, 'kind') ?? call.kind;
  call.status = text(update, 'status') ?? call.status;
  if (hasSubstance(update.rawInput)) call.input = update.rawInput;
  if (update.rawOutput !== undefined && update.rawOutput !== null) call.output = update.rawOutput;
  if (Array.isArray(update.content)) call.content = update.content;
  if (call.printed.length < MAX_PRINTED) call.printed = (call.printed + printedIn(update)).slice(0, MAX_PRINTED);
  if (Array.isArray(update.locations)) call.paths = update.locations.flatMap(pathOf).slice(0, 100);
}

/**
 * The name that AG-UI wants for a tool. ACP has one only since lately; claude-agent-acp puts it in `_meta`. Without, the
 * kind is the better name ("execute"), since a title is a sentence ("Run the tests"); that is kept beside it.
 */
function nameOf(update: Update): string {
  const meta = isObject(update._meta) && isObject(update._meta.claudeCode) ? update._meta.claudeCode : {};
  const kind = text(update, 'kind');
  const name =
    text(update, 'name') || text(meta, 'toolName') || (kind !== 'other' && kind) || text(update, 'title') || kind;
  return (name?.split(/[\r\n]/, 1)[0] ?? '').trim().slice(0, 200) || 'tool';
}

/** Arguments as JSON text: the agent's own, else what the call says of itself. */
export function argumentsOf(call: AcpToolCall): string {
  if (call.input !== undefined) return JSON.stringify(call.input);
  const described = {
    ...(call.title !== undefined && call.title !== call.name && { title: call.title }),
    ...(call.paths.length === 1 && { path: call.paths[0] }),
    ...(call.paths.length > 1 && { paths: call.paths }),
  };
  return JSON.stringify(described);
}

/** Paths that a permission is about: the call's locations, what its arguments name as a path, and what it would edit. */
export function pathsOf(call: AcpToolCall): string[] {
  const named = isObject(call.input)
    ? Object.entries(call.input).flatMap(([field, value]) =>
        /(path|file|dir|directory|cwd)$/i.test(field) && typeof value === 'string' ? [value] : [],
      )
    : [];
  return [...call.paths, ...named, ...diffsOf(call).flatMap((diff) => text(diff, 'path') ?? [])];
}

/** What the call shows of changes to files, be it whole or not. */
export function diffsOf({ content }: AcpToolCall): readonly Update[] {
  return Array.isArray(content) ? content.filter((item) => isObject(item) && item.type === 'diff') : [];
}

function printedIn(update: Update): string {
  const meta = update._meta;
  if (!isObject(meta)) return '';
  return PRINTED.map((field) => (isObject(meta[field]) ? (text(meta[field], 'data') ?? '') : '')).join('');
}

function pathOf(location: unknown): string[] {
  const path = isObject(location) ? text(location, 'path') : undefined;
  return path === undefined ? [] : [path];
}

/** claude-agent-acp begins with `{}` and sends the arguments once the model has written them. */
function hasSubstance(input: unknown): boolean {
  return isObject(input) ? Object.keys(input).length > 0 : input !== undefined && input !== null && input !== '';
}
