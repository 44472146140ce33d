/**
 * The pages' script, as it is sent. Everything foreign becomes text nodes: nothing is ever parsed as HTML. The browser's
 * own EventSource keeps the stream: it comes back by itself with the number of the last event that it had.
 */
export const pageScript = String.raw`
const byId = (id) => document.getElementById(id);

/** An element with text and attributes; children may follow. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

async function api(path, options = {}) {
  const answer = await fetch('/api' + path, {
    ...options,
    headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? 'answer ' + answer.status);
  return body;
}

function showSession(log) {
  const { project, name } = log.dataset;
  const base = '/projects/' + encodeURIComponent(project) + '/agentic-sessions/' + encodeURIComponent(name);
  const parts = new Map();
  const connection = byId('connection');
  let lastQuestion;
  // Until a run's start is seen nothing is known of what it said.
  let gaveAnswer = true;

  const atBottom = () => innerHeight + scrollY >= document.body.scrollHeight - 80;
  const put = (...nodes) => {
    const follow = atBottom();
    log.append(...nodes);
    if (follow) scrollTo(0, document.body.scrollHeight);
  };
  const note = (text, kind = 'end') => put(el('p', { class: kind }, text));

  /** The element that the deltas of one message go into. */
  function textOf(id, make) {
    if (!parts.has(id)) {
      const [outer, inner] = make();
      parts.set(id, inner);
      put(outer);
    }
    return parts.get(id);
  }
  function message(id, role) {
    return textOf('m' + id, () => {
      const text = el('div', { class: 'text' });
      return [el('article', { class: role }, el('b', {}, role), text), text];
    });
  }
  function fold(id, title) {
    return textOf(id, () => {
      const pre = el('pre');
      return [el('details', {}, el('summary', {}, title), pre), pre];
    });
  }
  const say = (text, delta) => {
    text.append(delta);
    gaveAnswer ||= /[^\s\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(delta);
  };
  const asText = (content) => (typeof content === 'string' ? content : JSON.stringify(content, null, 2) ?? '');

  /** The form of a question: what has a default begins with it, and what is not required may be left empty. */
  function ask(id, args) {
    let questions = [];
    let message = '';
    try {
      const parsed = JSON.parse(args);
      questions = Array.isArray(parsed.questions) ? parsed.questions : [parsed];
      message = typeof parsed.message === 'string' ? parsed.message : '';
    } catch {
      return;
    }
    const form = el('form', { class: 'question', 'data-call': id });
    if (message !== '') form.append(el('p', {}, message));
    const areSomeRequired = questions.some(({ required }) => required === true);
    for (const [index, item] of questions.entries()) {
      const { question = '', options = [], multiSelect = false, required = false } = item;
      const preset = typeof item.default === 'string' ? item.default : '';
      const hint = areSomeRequired && required !== true ? ' (optional)' : '';
      const fields = el('fieldset', {}, el('legend', {}, String(question) + hint));
      for (const option of Array.isArray(options) ? options : []) {
        const label = typeof option === 'string' ? option : String(option.label ?? '');
        const input = el('input', { type: multiSelect ? 'checkbox' : 'radio', name: 'q' + index, value: label });
        input.checked = label === preset || (multiSelect && preset.split(', ').includes(label));
        const about = typeof option === 'object' && option.description ? ' – ' + option.description : '';
        fields.append(el('p', {}, el('label', {}, input, ' ' + label + about)));
      }
      if (!fields.querySelector('input'))
        fields.append(el('input', { name: 'q' + index, value: preset, 'aria-label': String(question) }));
      form.append(fields);
    }
    const wrong = el('p', { class: 'error', role: 'alert' });
    form.append(el('button', {}, 'Answer'), wrong);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const answers = questions.map((_, index) => data.getAll('q' + index).join(', '));
      const given = answers.filter((answer) => answer !== '').join(', ');
      send(given, [{ interruptId: id, status: 'resolved', payload: answers }]).then(
        () => form.remove(),
        (error) => (wrong.textContent = error.message),
      );
    });
    lastQuestion = form;
    put(form);
  }

  /** A tool's result; one that failed is marked. */
  function answered(event, content) {
    const pre = fold('t' + event.toolCallId, 'tool');
    pre.append('\n→ ' + content);
    const { status } = event.metadata ?? {};
    const isFailed =
      status === 'failed' || event.is_error || event.isError || event.error || /^"?<tool_use_error>/.test(content);
    if (isFailed) {
      pre.previousSibling.className = 'error';
      pre.previousSibling.prepend('✖ ');
    } else if (status !== 'unfinished') gaveAnswer = true;
  }
  /** How a run ended, in the words of core/agui/run-end.ts. */
  function endOf({ outcome, result }) {
    const kind = outcome?.type ?? outcome;
    const reason = result?.stop_reason ?? result?.stopReason;
    if (result?.is_error === true) return 'run failed';
    if (kind !== undefined && kind !== 'success') return 'run ended: ' + kind;
    if (lastQuestion?.isConnected && (result ?? undefined) === undefined) return 'run ended: a question';
    if (reason && !['end_turn', 'stop_sequence'].includes(reason)) return 'run ended: ' + reason;
    if (!gaveAnswer && !result?.result && typeof result !== 'string') return 'run failed: it gave no answer';
    return kind === undefined ? 'run finished' : 'run ended: ' + kind;
  }

  const args = new Map();
  const isQuestion = (tool) => String(tool).replace(/[^a-z]/gi, '').toLowerCase() === 'askuserquestion';
  const handlers = {
    RUN_STARTED(event) {
      lastQuestion?.remove();
      gaveAnswer = false;
      for (const { id, role, content } of event.input?.messages ?? []) {
        if (role !== 'user' || parts.has('m' + id)) continue;
        message(id, 'user').append(asText(content));
      }
      update();
    },
    CUSTOM({ name: kind, value = {} }) {
      if (kind === 'amber:waiting') note('waiting for ' + (value.for === 'permission' ? 'a permission' : 'an answer'));
      if (kind === 'amber:waited' && value.answer !== undefined) note('answered: ' + value.answer);
    },
    RUN_FINISHED(event) {
      note(endOf(event));
      update();
    },
    RUN_ERROR(event) {
      note('run error: ' + event.message + (event.code ? ' [' + event.code + ']' : ''), 'error');
      update();
    },
    TEXT_MESSAGE_START: (event) => message(event.messageId, event.role ?? 'assistant'),
    TEXT_MESSAGE_CONTENT: (event) => say(message(event.messageId, 'assistant'), event.delta),
    TEXT_MESSAGE_CHUNK: (event) => say(message(event.messageId, event.role ?? 'assistant'), event.delta ?? ''),
    REASONING_MESSAGE_CONTENT: (event) => fold('r' + event.messageId, 'reasoning').append(event.delta),
    TOOL_CALL_START(event) {
      args.set(event.toolCallId, isQuestion(event.toolCallName) ? '' : undefined);
      if (!isQuestion(event.toolCallName)) fold('t' + event.toolCallId, String(event.toolCallName));
    },
    TOOL_CALL_ARGS(event) {
      const asked = args.get(event.toolCallId);
      if (asked !== undefined) args.set(event.toolCallId, asked + event.delta);
      else fold('t' + event.toolCallId, 'tool').append(event.delta);
    },
    TOOL_CALL_END(event) {
      const asked = args.get(event.toolCallId);
      args.delete(event.toolCallId);
      if (asked) ask(event.toolCallId, asked);
    },
    TOOL_CALL_RESULT(event) {
      if (lastQuestion?.dataset.call === event.toolCallId) lastQuestion.remove();
      answered(event, asText(event.content));
    },
    MESSAGES_SNAPSHOT(event) {
      for (const { id, role, content } of event.messages ?? []) {
        if (role === 'assistant' && content) gaveAnswer = true;
        if (parts.has('m' + id) || (role !== 'user' && role !== 'assistant') || !content) continue;
        message(id, role).append(asText(content));
      }
    },
  };

  const stream = new EventSource('/api' + base + '/agui/events');
  stream.onopen = () => (connection.textContent = '');
  stream.onmessage = ({ data, lastEventId }) => {
    log.dataset.last = lastEventId;
    try {
      const event = JSON.parse(data);
      handlers[event.type]?.(event);
    } catch (error) {
      console.warn(error);
    }
  };
  stream.onerror = () => {
    const isOver = stream.readyState === EventSource.CLOSED;
    connection.textContent = isOver ? 'not connected: sign in again and reload' : 'reconnecting …';
    update();
  };

  async function update() {
    try {
      const { spec, status = {} } = await api(base);
      byId('phase').textContent = status.phase ?? 'Pending';
      if (spec?.displayName) byId('title').textContent = spec.displayName;
      const isOver = ['Stopped', 'Failed', 'Completed'].includes(status.phase);
      byId('start').hidden = !isOver;
      byId('stop').hidden = byId('interrupt').hidden = isOver;
    } catch (error) {
      byId('phase').textContent = error.message;
    }
  }
  const act = (work) => work.catch((error) => note(error.message, 'error')).then(() => setTimeout(update, 500));
  async function send(content, resume) {
    const id = crypto.randomUUID();
    const messages = content === '' ? [] : [{ id, role: 'user', content }];
    await api(base + '/agui/run', {
      method: 'POST',
      body: JSON.stringify({ threadId: name, runId: crypto.randomUUID(), messages, resume }),
    });
    if (resume === undefined && !parts.has('m' + id)) message(id, 'user').append(content);
  }
  for (const [id, path] of [['start', '/start'], ['stop', '/stop'], ['interrupt', '/agui/interrupt']])
    byId(id).addEventListener('click', () => act(api(base + path, { method: 'POST' })));
  byId('send').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId('message');
    act(send(field.value).then(() => (field.value = '')));
  });
  update();
  setInterval(() => document.visibilityState === 'visible' && update(), 15000);
}

async function showSessions(list) {
  const field = byId('name');
  const project = new URLSearchParams(location.search).get('project') ?? 'default';
  field.value = project;
  byId('project').addEventListener('submit', (event) => {
    event.preventDefault();
    location.search = '?project=' + encodeURIComponent(field.value);
  });
  let offset = 0;
  async function more() {
    const base = '/projects/' + encodeURIComponent(project);
    const page = await api(base + '/agentic-sessions?offset=' + offset);
    for (const { metadata, spec, status } of page.items) {
      const link = el('a', { href: base + '/sessions/' + encodeURIComponent(metadata.name) });
      link.append(spec?.displayName || metadata.name);
      list.append(el('li', {}, link, ' ' + (status?.phase ?? 'Pending') + ' · ' + (metadata.creationTimestamp ?? '')));
    }
    offset = page.nextOffset ?? offset;
    byId('more').hidden = !page.hasMore;
    byId('note').textContent = page.totalCount === 0 ? 'no sessions in this project' : '';
  }
  byId('more').addEventListener('click', () => more().catch(told));
  const told = (error) => (byId('note').textContent = error.message);
  await more().catch(told);
}

const log = byId('log');
if (log) showSession(log);
else showSessions(byId('sessions'));
`;
