/** What the bytes of a file are, for a message. */
export interface FileType {
  readonly type: 'image' | 'audio' | 'video' | 'document';
  readonly mimeType: string;
}

/** How files of a type begin: bytes at an offset, as Latin-1 text. Source: each format's own specification. */
const SIGNATURES: readonly (readonly [mimeType: string, ...at: readonly (readonly [number, string])[]])[] = [
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['image/gif', [0, 'GIF87a']],
  ['image/gif', [0, 'GIF89a']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
  ['image/tiff', [0, 'II*\0']],
  ['image/tiff', [0, 'MM\0*']],
  ['image/avif', [4, 'ftypavif']],
  ['image/heic', [4, 'ftypheic']],
  ['audio/wav', [0, 'RIFF'], [8, 'WAVE']],
  ['audio/mpeg', [0, 'ID3']],
  ['audio/mpeg', [0, '\xff\xfb']],
  ['audio/flac', [0, 'fLaC']],
  ['audio/ogg', [0, 'OggS']],
  ['audio/mp4', [4, 'ftypM4A']],
  ['video/webm', [0, '\x1a\x45\xdf\xa3']],
  ['video/mp4', [4, 'ftyp']],
  ['application/pdf', [0, '%PDF-']],
  ['application/zip', [0, 'PK\x03\x04']],
  ['application/gzip', [0, '\x1f\x8b']],
];

/** Of texts, whose kind only their name shows; any other text is plain. */
const TEXTS: { readonly [extension: string]: string } = {
  css: 'text/css',
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  json: 'application/json',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

/** What a file is, by its bytes; its name counts only for what kind of text a text is. */
export function fileTypeOf(bytes: Uint8Array, name: string): FileType {
  const found = SIGNATURES.find(([, ...parts]) => parts.every(([at, text]) => hasAt(bytes, at, text)))?.[0];
  if (found !== undefined) return { type: kindOf(found), mimeType: found };
  if (!isText(bytes)) return { type: 'document', mimeType: 'application/octet-stream' };
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return { type: 'document', mimeType: Object.hasOwn(TEXTS, extension) ? (TEXTS[extension] ?? PLAIN) : PLAIN };
}

const PLAIN = 'text/plain';

/** True for a document that is text, whose bytes are UTF-8. */
export function isTextType({ type, mimeType }: FileType): boolean {
  return type === 'document' && (mimeType.startsWith('text/') || Object.values(TEXTS).includes(mimeType));
}

function kindOf(mimeType: string): FileType['type'] {
  const [kind] = mimeType.split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document';
}

function hasAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
