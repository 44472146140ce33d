import { el } from './dom-and-api.ts';

/** The conversation as elements, each message and tool call one, in the order in which they began. */
export class ConversationLog {
  readonly #log: HTMLElement;
  /** Where the text of each message, thought and tool call goes, by its id. */
  readonly #parts = new Map<string, HTMLElement>();

  constructor(log: HTMLElement) {
    this.#log = log;
  }

  /** Adds an element; who reads the end stays there. */
  put(node: HTMLElement): void {
    const isAtEnd = innerHeight + scrollY >= document.body.scrollHeight - 80;
    this.#log.append(node);
    if (isAtEnd) scrollTo(0, document.body.scrollHeight);
  }

  note(text: string, kind: 'end' | 'error' = 'end'): void {
    this.put(el('p', { class: kind }, text));
  }

  hasMessage(id: string | undefined): boolean {
    return this.#parts.has(`m${id}`);
  }

  /** The element of a message's text. */
  message(id: string | undefined, role: string): HTMLElement {
    return this.#part(`m${id}`, (text) => el('article', { class: role }, el('b', {}, role), text), 'div');
  }

  reasoning(id: string | undefined): HTMLElement {
    return this.#folded(`r${id}`, 'reasoning');
  }

  /** The element of a tool call's arguments and result. */
  tool(id: string | undefined, name = 'tool'): HTMLElement {
    return this.#folded(`t${id}`, name);
  }

  #folded(id: string, title: string): HTMLElement {
    return this.#part(id, (text) => el('details', {}, el('summary', {}, title), text), 'pre');
  }

  #part(id: string, around: (text: HTMLElement) => HTMLElement, tag: 'div' | 'pre'): HTMLElement {
    const known = this.#parts.get(id);
    if (known !== undefined) return known;
    const text = el(tag, tag === 'div' ? { class: 'text' } : {});
    this.#parts.set(id, text);
    this.put(around(text));
    return text;
  }
}
