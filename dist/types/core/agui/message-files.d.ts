import { type Fields } from './events.js';
/** A file that goes with a message: a part of its content, as AG-UI has it. */
export interface FilePart {
    readonly type: 'image' | 'audio' | 'video' | 'document';
    /** `value`: base64. */
    readonly source: {
        readonly type: 'data';
        readonly value: string;
        readonly mimeType: string;
    };
    /** `path`: where it was, from the workspace's root, with "/"; absent for one from elsewhere. */
    readonly metadata: {
        readonly name: string;
        readonly path?: string;
    };
}
/** The content of a user's message: its text, or its text and files. */
export type MessageContent = string | readonly (TextPart | FilePart)[];
export interface TextPart {
    readonly type: 'text';
    readonly text: string;
}
/** What goes with one message at most. In bytes, before base64. */
export declare const FILE_LIMITS: {
    readonly count: 20;
    readonly each: 10000000;
    readonly all: 20000000;
};
/** A message of text and files. */
export declare function contentWith(prompt: string, files: readonly FilePart[]): MessageContent;
/** The text of it. */
export declare function textIn(content: MessageContent): string;
/** The files of it. */
export declare function filesIn(content: MessageContent): readonly FilePart[];
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
export declare function shownFiles({ content }: Fields): readonly ShownFile[];
/** `[image: shot.png, image/png, 12 kB]` */
export declare function fileLabel({ bytes, mimeType, name, type }: ShownFile): string;
/** A number of bytes as people read it. */
export declare function sizeText(bytes: number): string;
/** How many bytes a base64 text stands for. */
export declare function bytesOf(base64: string): number;
