import { type Fields, isObject, object, text } from './events.ts';

/** A file that goes with a message: a part of its content, as AG-UI has it. */
export interface FilePart {
  readonly type: 'image' | 'audio' | 'video' | 'document';
  /** `value`: base64. */
  readonly source: { readonly type: 'data'; readonly value: string; readonly mimeType: string };
  /** `path`: where it was, from the workspace's root, with "/"; absent for one from elsewhere. */
  readonly metadata: { readonly name: string; readonly path?: string };
}

/** The content of a user's message: its text, or its text and files. */
export type MessageContent = string | readonly (TextPart | FilePart)[];

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** What goes with one message at most. In bytes, before base64. */
export const FILE_LIMITS = { count: 20, each: 10_000_000, all: 20_000_000 } as const;

/** A message of text and files. */
export function contentWith(prompt: string, files: readonly FilePart[]): MessageContent {
  return files.length === 0 ? prompt : [{ type: 'text', text: prompt }, ...files];
}

/** The text of it. */
export function textIn(content: MessageContent): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** The files of it. */
export function filesIn(content: MessageContent): readonly FilePart[] {
  return typeof content === 'string' ? [] : content.filter((part) => part.type !== 'text');
}

/** A file of a message that came from anywhere, as people see it. */
export interface ShownFile {
  readonly type: FilePart['type'];
  readonly name: string;
  readonly mimeType: string;
  /** Unknown for one that is only named by an address. */
  readonly bytes?: number;
  /** Base64, where the message holds it. */
  readonly data?: string;
}

/** The files of a message, of the user's or of the agent's; parts of no known form are left out. */
export function shownFiles({ content }: Fields): readonly ShownFile[] {
  if (!Array.isArray(content)) return [];
  return content.filter(isObject).flatMap((part): ShownFile[] => {
    const { type } = part;
    if (type !== 'image' && type !== 'audio' && type !== 'video' && type !== 'document') return [];
    const source = object(part, 'source') ?? {};
    const value = text(source, 'value') ?? '';
    const mimeType = text(source, 'mimeType') ?? 'unknown type';
    const name = text(object(part, 'metadata') ?? {}, 'name');
    if (source.type !== 'data') return [{ type, mimeType, name: name ?? value }];
    return [{ type, mimeType, name: name ?? type, bytes: bytesOf(value), data: value }];
  });
}

/** `[image: shot.png, image/png, 12 kB]` */
export function fileLabel({ bytes, mimeType, name, type }: ShownFile): string {
  return `[${type}: ${[name, mimeType, ...(bytes === undefined ? [] : [sizeText(bytes)])].join(', ')}]`;
}

/** A number of bytes as people read it. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How many bytes a base64 text stands for. */
export function bytesOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
}
