import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { pageFiles } from '../../scripts/page.ts';

const pageScript = Buffer.from((await pageFiles()).get('page.js') ?? []).toString();

/** As much of a browser's elements as the script of a session's page needs to show events. */
class FakeElement {
  readonly children: (FakeElement | string)[] = [];
  readonly dataset = { project: 'p', name: 's' };
  className = '';
  isConnected = true;
  before: FakeElement | undefined;

  setAttribute(name: string, value: string): void {
    if (name === 'class') this.className = value;
  }

  append(...nodes: (FakeElement | string)[]): void {
    for (const node of nodes) {
      const last = this.children.at(-1);
      if (node instanceof FakeElement && last instanceof FakeElement) node.before = last;
      this.children.push(node);
    }
  }

  prepend(text: string): void {
    this.children.unshift(text);
  }

  get previousSibling(): FakeElement | undefined {
    return this.before;
  }

  addEventListener(): void {}
  remove(): void {}
  querySelector(): undefined {}

  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  set textContent(text: string) {
    this.children.splice(0, this.children.length, text);
  }
}

/** What the page shows of these events, a line each; a class that says something is reported before. */
function shown(...events: object[]): string[] {
  const elements = new Map<string, FakeElement>();
  const byId = (id: string): FakeElement => {
    const known = elements.get(id) ?? new FakeElement();
    elements.set(id, known);
    return known;
  };
  let stream: { onmessage?: (message: { data: string; lastEventId: string }) => void } = {};
  runInContext(
    pageScript,
    createContext({
      document: { getElementById: byId, createElement: () => new FakeElement(), body: { scrollHeight: 0 } },
      EventSource: class {
        constructor() {
          stream = this;
        }
      },
      fetch: () => new Promise(() => {}),
      setInterval: () => 0,
      scrollTo: () => {},
      innerHeight: 0,
      scrollY: 0,
      console,
    }),
  );
  for (const event of events) stream.onmessage?.({ data: JSON.stringify(event), lastEventId: '1' });
  return byId('log').children.flatMap((child) => {
    if (!(child instanceof FakeElement)) return child;
    const [first] = child.children;
    const marked = first instanceof FakeElement && first.className === 'error' ? 'error: ' : '';
    return `${marked}${child.textContent}`;
  });
}

const begun = { type: 'RUN_STARTED', threadId: 's', runId: 'r' };
const ended = (more: object = {}): object => ({ type: 'RUN_FINISHED', threadId: 's', runId: 'r', ...more });
const called = { type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'Bash' };
const answered = (more: object): object => ({ type: 'TOOL_CALL_RESULT', toolCallId: 't', content: 'x', ...more });
const says = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'done' };

test('a tool that failed is marked on the page, and no other', () => {
  for (const failed of [{ metadata: { status: 'failed' } }, { is_error: true }, { content: '<tool_use_error>no' }])
    expect(shown(begun, called, answered(failed))[0]).toMatch(/^error: ✖ Bash\n→ /);
  for (const other of [{}, { metadata: { status: 'unfinished' } }])
    expect(shown(begun, called, answered(other))).toEqual(['Bash\n→ x']);
});

test.each<[events: object[], end: string]>([
  [[begun, says, ended()], 'run finished'],
  [[begun, says, ended({ outcome: { type: 'success' } })], 'run ended: success'],
  [[begun, called, answered({}), ended()], 'run finished'],
  [[begun, ended()], 'run failed: it gave no answer'],
  [[begun, ended({ outcome: { type: 'success' } })], 'run failed: it gave no answer'],
  [[begun, called, answered({ is_error: true }), ended()], 'run failed: it gave no answer'],
  [[begun, says, ended({ result: { is_error: true } })], 'run failed'],
  [[begun, says, ended({ result: { stop_reason: 'max_tokens' } })], 'run ended: max_tokens'],
  [[begun, ended({ outcome: { type: 'cancelled' } })], 'run ended: cancelled'],
  [[begun, ended({ result: 'the answer' })], 'run finished'],
  [[ended()], 'run finished'],
])('%j ends on the page as: %s', (events, end) => {
  expect(shown(...events).at(-1)).toBe(end);
});
