import { fileLabel, shownFiles } from '../../../core/agui/file-parts.ts';
import { contentOf } from '../../../core/agui/messages.ts';
import { isQuestionTool } from '../../../core/agui/question.ts';
import { ConversationLog } from './conversation-log.ts';
import { api, byId, type Session } from './dom-and-api.ts';
import { questionForm } from './question-form.ts';
import { type RunFinished, runEnd } from './run-end.ts';

/** A message as a run's start and a snapshot bring it. */
interface Message {
  readonly id: string;
  readonly role: string;
  readonly content?: unknown;
}

/** The fields that the page reads, of whichever type of AG-UI event has them. */
interface PageEvent extends RunFinished {
  readonly type: string;
  readonly messageId: string;
  readonly role?: string;
  readonly delta: string;
  readonly toolCallId: string;
  readonly toolCallName: string;
  readonly content: unknown;
  readonly metadata?: { readonly status?: string };
  readonly is_error?: unknown;
  readonly isError?: unknown;
  readonly error?: unknown;
  readonly message?: string;
  readonly code?: string;
  readonly input?: { readonly messages?: readonly Message[] };
  readonly messages?: readonly Message[];
  readonly name: string;
  readonly value?: { readonly for?: string; readonly answer?: string };
}

/**
 * The page of one session. The browser's own EventSource keeps the stream: it comes back by itself with the number of
 * the last event that it had.
 */
export function showSession(element: HTMLElement): void {
  const { project = '', name = '' } = element.dataset;
  const base = `/projects/${encodeURIComponent(project)}/agentic-sessions/${encodeURIComponent(name)}`;
  const log = new ConversationLog(element);
  const connection = byId('connection');
  let question: HTMLFormElement | undefined;
  // Until a run's start is seen nothing is known of what it said.
  let hasAnswer = true;

  const say = (text: HTMLElement, delta: string): void => {
    text.append(delta);
    hasAnswer ||= /[^\s\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(delta);
  };

  const ask = (id: string, args: string): void => {
    const form = questionForm(id, args, (answers) =>
      send(answers.filter((answer) => answer !== '').join(', '), [
        { interruptId: id, status: 'resolved', payload: answers },
      ]),
    );
    if (form === undefined) return;
    question = form;
    log.put(form);
  };

  /** Shows a tool's result; one that failed is marked. */
  const showResult = (event: PageEvent, content: string): void => {
    const text = log.tool(event.toolCallId);
    text.append(`\n→ ${content}`);
    const { status } = event.metadata ?? {};
    const isFailed =
      status === 'failed' || event.is_error || event.isError || event.error || /^"?<tool_use_error>/.test(content);
    if (isFailed) {
      const summary = text.previousSibling as HTMLElement;
      summary.className = 'error';
      summary.prepend('✖ ');
    } else if (status !== 'unfinished') hasAnswer = true;
  };

  /** The arguments of the questions that are being asked; undefined for any other tool's call. */
  const args = new Map<string, string | undefined>();
  const handlers: { readonly [type: string]: (event: PageEvent) => void } = {
    RUN_STARTED(event) {
      question?.remove();
      hasAnswer = false;
      for (const { id, role, content } of event.input?.messages ?? [])
        if (role === 'user' && !log.hasMessage(id)) log.message(id, 'user').append(asText(content));
      void update();
    },
    CUSTOM({ name: kind, value = {} }) {
      if (kind === 'amber:waiting')
        log.note(`waiting for ${value.for === 'permission' ? 'a permission' : 'an answer'}`);
      if (kind === 'amber:waited' && value.answer !== undefined) log.note(`answered: ${value.answer}`);
    },
    RUN_FINISHED(event) {
      log.note(runEnd(event, { isAsking: question?.isConnected === true, hasAnswer }));
      void update();
    },
    RUN_ERROR({ message, code }) {
      log.note(`run error: ${message}${code ? ` [${code}]` : ''}`, 'error');
      void update();
    },
    TEXT_MESSAGE_START: ({ messageId, role }) => log.message(messageId, role ?? 'assistant'),
    TEXT_MESSAGE_CONTENT: ({ messageId, delta }) => say(log.message(messageId, 'assistant'), delta),
    TEXT_MESSAGE_CHUNK: ({ messageId, role, delta }) => say(log.message(messageId, role ?? 'assistant'), delta ?? ''),
    REASONING_MESSAGE_CONTENT: ({ messageId, delta }) => log.reasoning(messageId).append(delta),
    TOOL_CALL_START({ toolCallId, toolCallName }) {
      const isQuestion = isQuestionTool(String(toolCallName));
      args.set(toolCallId, isQuestion ? '' : undefined);
      if (!isQuestion) log.tool(toolCallId, String(toolCallName));
    },
    TOOL_CALL_ARGS({ toolCallId, delta }) {
      const asked = args.get(toolCallId);
      if (asked !== undefined) args.set(toolCallId, asked + delta);
      else log.tool(toolCallId).append(delta);
    },
    TOOL_CALL_END({ toolCallId }) {
      const asked = args.get(toolCallId);
      args.delete(toolCallId);
      if (asked) ask(toolCallId, asked);
    },
    TOOL_CALL_RESULT(event) {
      if (question?.dataset.call === event.toolCallId) question.remove();
      showResult(event, asText(event.content));
    },
    MESSAGES_SNAPSHOT(event) {
      for (const { id, role, content } of event.messages ?? []) {
        if (role === 'assistant' && content) hasAnswer = true;
        if (log.hasMessage(id) || (role !== 'user' && role !== 'assistant') || !content) continue;
        log.message(id, role).append(asText(content));
      }
    },
  };

  const stream = new EventSource(`/api${base}/agui/events`);
  stream.onopen = () => {
    connection.textContent = '';
  };
  stream.onmessage = ({ data, lastEventId }) => {
    element.dataset.last = lastEventId;
    try {
      const event: PageEvent = JSON.parse(data);
      handlers[event.type]?.(event);
    } catch (error) {
      console.warn(error);
    }
  };
  stream.onerror = () => {
    const isOver = stream.readyState === EventSource.CLOSED;
    connection.textContent = isOver ? 'not connected: sign in again and reload' : 'reconnecting …';
    void update();
  };

  async function update(): Promise<void> {
    try {
      const { spec, status = {} } = await api<Session>(base);
      byId('phase').textContent = status.phase ?? 'Pending';
      if (spec?.displayName) byId('title').textContent = spec.displayName;
      const isOver = ['Stopped', 'Failed', 'Completed'].includes(status.phase ?? '');
      byId('start').hidden = !isOver;
      byId('stop').hidden = byId('interrupt').hidden = isOver;
    } catch (error) {
      byId('phase').textContent = (error as Error).message;
    }
  }
  const act = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error) => log.note(error.message, 'error')).then(() => setTimeout(update, 500));
  async function send(content: string, resume?: readonly object[]): Promise<void> {
    const id = crypto.randomUUID();
    const messages = content === '' ? [] : [{ id, role: 'user', content }];
    await api(`${base}/agui/run`, {
      method: 'POST',
      body: JSON.stringify({ threadId: name, runId: crypto.randomUUID(), messages, resume }),
    });
    if (resume === undefined && !log.hasMessage(id)) log.message(id, 'user').append(content);
  }
  for (const [id, path] of [
    ['start', '/start'],
    ['stop', '/stop'],
    ['interrupt', '/agui/interrupt'],
  ] as const)
    byId(id).addEventListener('click', () => act(api(base + path, { method: 'POST' })));
  byId('send').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId<HTMLTextAreaElement>('message');
    void act(
      send(field.value).then(() => {
        field.value = '';
      }),
    );
  });
  void update();
  setInterval(() => document.visibilityState === 'visible' && update(), 15_000);
}

function asText(content: unknown): string {
  const parts = [contentOf({ content }), ...shownFiles({ content }).map(fileLabel)].filter((part) => part !== '');
  if (Array.isArray(content) && parts.length > 0) return parts.join('\n');
  return typeof content === 'string' ? content : (JSON.stringify(content, null, 2) ?? '');
}
