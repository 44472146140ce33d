import { isObject, text } from '../../../../core/agui/events.ts';

/**
 * So much of one tool result is recorded, in UTF-16 units (docs/running.md). Pages, exports and comments cut far shorter; this
 * is what their link to the raw event leads to, and what one event may cost each of its readers in memory.
 */
export const MAX_RESULT = 16_000_000;

/** An ACP content block as text: what isn't text is named. */
export function blockText(block: unknown): string {
  if (!isObject(block)) return '';
  switch (block.type) {
    case 'text':
      return text(block, 'text') ?? '';
    case 'resource_link':
      return `[${text(block, 'title') ?? text(block, 'name') ?? 'resource'}](${text(block, 'uri') ?? ''})`;
    case 'resource': {
      const resource = isObject(block.resource) ? block.resource : {};
      return text(resource, 'text') ?? `[${text(resource, 'uri') ?? 'resource'}]`;
    }
    case 'image':
    case 'audio':
      return `[${block.type}: ${text(block, 'mimeType') ?? 'unknown type'}]`;
    default:
      return '';
  }
}

/** The text of a finished tool call: its content, else what it printed while it ran, else its raw output. */
export function resultText(content: unknown, printed: string, rawOutput: unknown): string {
  const parts = Array.isArray(content) ? content.map(toolContentText).filter((part) => part !== '') : [];
  const whole = parts.length > 0 ? parts.join('\n') : printed || rawText(rawOutput);
  if (whole.length <= MAX_RESULT) return whole;
  const [left, most] = [whole.length - MAX_RESULT, MAX_RESULT].map((count) => count.toLocaleString('en'));
  return `${whole.slice(0, MAX_RESULT)}\n… [${left} more characters were not recorded: of one result the first ${most} are]`;
}

/** The beginning of a text that is longer than `most` UTF-16 units, and by how much. */
export function cut(whole: string, most: number): string {
  return whole.length <= most ? whole : `${whole.slice(0, most)}… [${whole.length - most} more characters]`;
}

function toolContentText(item: unknown): string {
  if (!isObject(item)) return '';
  if (item.type === 'content') return unfenced(blockText(item.content));
  if (item.type !== 'diff') return '';
  const path = text(item, 'path') ?? 'a file';
  const before = text(item, 'oldText');
  const after = text(item, 'newText') ?? '';
  return before === undefined
    ? `wrote ${path} (${lines(after)} lines)`
    : `changed ${path} (${lines(before)} → ${lines(after)} lines)`;
}

/** claude-agent-acp fences plain output, since ACP's text is Markdown; the text of a result here is as it is. */
function unfenced(value: string): string {
  const inner = /^(`{3,})[\w-]*\n([\s\S]*?)\n?\1\s*$/.exec(value)?.[2];
  return inner === undefined || inner.includes('```') ? value : inner;
}

function lines(value: string): number {
  let count = value === '' || value.endsWith('\n') ? 0 : 1;
  for (let at = value.indexOf('\n'); at !== -1; at = value.indexOf('\n', at + 1)) count++;
  return count;
}

/** Fields in which agents put a command's output. */
const OUTPUT = ['formatted_output', 'aggregated_output', 'output', 'stdout', 'content', 'text', 'message', 'error'];

function rawText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  if (raw === undefined || raw === null) return '';
  if (isObject(raw))
    for (const field of OUTPUT) {
      const value = text(raw, field);
      if (value !== undefined && value !== '') return value;
    }
  return JSON.stringify(raw);
}
