import { type LabelledCall, labelOf } from '../core/transcript/tool-label.ts';

/**
 * What lets a text do more than be read: control characters but tab and line feed, and marks that change the order in which
 * the characters after them are shown (UAX #9): `gpj.exe` may look like `exe.jpg`.
 */
const CONTROL = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u;
const REORDERS = /\p{Bidi_Control}/u;
/** A sequence whose end has not come after so many characters is none: what follows is text. */
const MAX_STRING_LENGTH = 4096;

/**
 * Where the text is in a control sequence (ECMA-48).
 * - `escape`: after ESC. `csi`: after `ESC [`. `string`: in an OSC, DCS, SOS, PM or APC, which ends with BEL or ST.
 * - `string-escape`: after an ESC within such a string.
 */
type State = 'text' | 'escape' | 'csi' | 'string' | 'string-escape';

/**
 * Takes control sequences out of foreign text that comes in pieces: an agent must not be able to move the cursor,
 * colour the terminal, set its title or write into its clipboard, or to make characters change places. Of all that, tabs and
 * line feeds stay.
 */
export class PlainText {
  #state: State = 'text';
  #length = 0;

  push(piece: string): string {
    if (this.#state === 'text' && !CONTROL.test(piece)) return piece;
    let plain = '';
    for (const char of piece) {
      if (this.#takes(char)) plain += char;
    }
    return plain;
  }

  /** True if the character is text. */
  #takes(char: string): boolean {
    const code = char.codePointAt(0) ?? 0;
    if (this.#state === 'string' || this.#state === 'string-escape') return this.#string(char, code);
    if (code === 0x1b) return this.#enter('escape');
    if (this.#state === 'escape') return this.#escape(char, code);
    if (this.#state === 'csi') {
      // Parameters and intermediates go on; a final byte ends it; anything else was no sequence.
      if (code >= 0x40 && code <= 0x7e) return this.#enter('text');
      if (code >= 0x20 && code <= 0x3f) return false;
      this.#state = 'text';
    }
    if (code === 0x9b) return this.#enter('csi');
    if (code === 0x90 || code === 0x98 || (code >= 0x9d && code <= 0x9f)) return this.#enter('string');
    return char === '\n' || char === '\t' || !(code < 0x20 || (code >= 0x7f && (code <= 0x9f || REORDERS.test(char))));
  }

  #escape(char: string, code: number): boolean {
    if (char === '[') return this.#enter('csi');
    if (']PX^_'.includes(char)) return this.#enter('string');
    // An intermediate byte: the sequence goes on (`ESC ( B`).
    if (code >= 0x20 && code <= 0x2f) return false;
    this.#state = 'text';
    return char === '\n' || char === '\t';
  }

  #string(char: string, code: number): boolean {
    this.#length += 1;
    const ended = code === 0x07 || code === 0x9c || (this.#state === 'string-escape' && char === '\\');
    // No terminal takes a line feed within a string for text; we do, so that a lone ESC ] can't swallow an answer.
    if (ended || this.#length > MAX_STRING_LENGTH || char === '\n') {
      this.#state = 'text';
      return char === '\n';
    }
    this.#state = code === 0x1b ? 'string-escape' : 'string';
    return false;
  }

  #enter(state: State): false {
    this.#state = state;
    this.#length = 0;
    return false;
  }
}

/** A whole foreign text as people read it: without control sequences, its characters shown in the order in which they are. */
export function plain(text: string): string {
  return new PlainText().push(text);
}

/** A foreign text as one line: line breaks, tabs and runs of spaces become one space. */
export function oneLine(text: string): string {
  return plain(text.replace(/\s+/g, ' ')).trim();
}

/** A tool call as one line of plain text: its name and what it is about. Not redacted, not cut to a width. */
export function toolLabel(call: LabelledCall): string {
  return oneLine(labelOf(call));
}
