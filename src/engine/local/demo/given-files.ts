import type { ContentBlock } from '@agentclientprotocol/sdk';
import { bytesOf, sizeText } from '../../../core/agui/message-files.ts';

/** What came with a prompt beside its text, a line each: what can be seen of it. */
export function givenFiles(prompt: readonly ContentBlock[]): readonly string[] {
  return prompt.flatMap((block) => {
    switch (block.type) {
      case 'image':
        return [`an image, ${[block.mimeType, ...measured(block.data), sizeText(bytesOf(block.data))].join(', ')}`];
      case 'resource': {
        const { resource } = block;
        if (!('text' in resource)) return [];
        const lines = resource.text.replace(/\n$/, '').split('\n').length;
        return [`\`${nameOf(resource.uri)}\`, ${lines} ${lines === 1 ? 'line' : 'lines'} of text`];
      }
      case 'resource_link':
        return [`\`${block.name}\`, which is at \`${decodeURI(block.uri.replace(/^file:\/\//, ''))}\``];
      default:
        return [];
    }
  });
}

const nameOf = (uri: string): string => decodeURIComponent(uri.split('/').at(-1) ?? uri);

/** Width and height, of formats that begin with them: PNG and GIF. */
function measured(base64: string): string[] {
  const head = Buffer.from(base64.slice(0, 64), 'base64');
  const isPng = head.length >= 24 && head.toString('latin1', 1, 4) === 'PNG';
  if (isPng) return [`${head.readUInt32BE(16)} × ${head.readUInt32BE(20)} pixels`];
  const isGif = head.length >= 10 && head.toString('latin1', 0, 3) === 'GIF';
  return isGif ? [`${head.readUInt16LE(6)} × ${head.readUInt16LE(8)} pixels`] : [];
}
