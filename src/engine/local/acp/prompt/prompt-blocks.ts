import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ContentBlock } from '@agentclientprotocol/sdk';
import { bytesOf, type FilePart, type MessageContent } from '../../../../core/agui/message-files.ts';
import { isTextType } from '../../../../core/file-type.ts';
import { bytesOfPart } from '../../../file-part.ts';
import type { PromptCapabilities } from '../options/agent-offers.ts';

/** The kinds of images that models read; another one is a file like any other. */
const IMAGES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
/** A longer text would fill what a model can hold: its agent reads it piece by piece. In bytes. */
const MAX_EMBEDDED = 256 * 1024;

/** Where the agent finds files. */
export interface PromptFiles {
  /** The path of that file in the workspace; undefined if it is not there, or differs there. */
  find(file: FilePart): Promise<string | undefined>;
  /** Writes it there, and returns its path. @throws AmberError */
  put(file: FilePart): Promise<string>;
}

/**
 * A message as an agent takes it: images, audio and texts as they are where it can, all else as a link to a file in its
 * workspace, which every agent takes.
 */
export async function promptBlocks(
  content: MessageContent,
  can: PromptCapabilities,
  files: PromptFiles,
): Promise<ContentBlock[]> {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  const blocks: ContentBlock[] = [];
  for (const part of content)
    blocks.push(part.type === 'text' ? { type: 'text', text: part.text } : await fileBlock(part, can, files));
  return blocks;
}

async function fileBlock(file: FilePart, can: PromptCapabilities, files: PromptFiles): Promise<ContentBlock> {
  const { source, type, metadata } = file;
  const { mimeType, value: data } = source;
  if (type === 'image' && can.image && IMAGES.has(mimeType)) return { type, data, mimeType };
  if (type === 'audio' && can.audio) return { type, data, mimeType };
  const found = await files.find(file);
  if (can.embeddedContext && isTextType({ type, mimeType }) && bytesOf(data) <= MAX_EMBEDDED) {
    const uri = found === undefined ? `attachment:///${encodeURIComponent(metadata.name)}` : pathToFileURL(found).href;
    return { type: 'resource', resource: { uri, mimeType, text: bytesOfPart(file).toString() } };
  }
  const path = found ?? (await files.put(file));
  return {
    type: 'resource_link',
    uri: pathToFileURL(path).href,
    name: metadata.name || basename(path),
    mimeType,
    size: bytesOf(data),
  };
}
