import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Session } from '../../../../core/session/session.ts';
import { Conversation, type OpenQuestion, type Row } from '../../../../core/transcript/conversation.ts';
import { planList } from '../../../../render/html/plan.ts';
import { timelineBar, timelineOf } from '../../../../render/html/timeline.ts';
import { api, pagePath, post, sessionPath } from '../api.ts';
import { toElements } from '../elements.tsx';
import { isTyping } from '../list/session-list-page.tsx';
import { useNotices } from '../notices.tsx';
import { Composer } from './composer.tsx';
import { type Connection, followEvents } from './event-stream.ts';
import { QuestionForm } from './question-form.tsx';
import { holds, versionOf } from './row-text.ts';
import { SessionHeader } from './session-header.tsx';
import { TranscriptRow } from './transcript-row.tsx';
import { VirtualList } from './virtual-list.tsx';

const OVER: readonly string[] = ['Stopped', 'Failed', 'Completed'];

const CONNECTIONS: { readonly [state in Connection]: string } = {
  connecting: 'connecting …',
  live: '',
  lost: 'connection lost, trying again …',
  refused: 'not connected: the session is gone, or you are signed out',
};

/** The page of one session. */
export function SessionPage({ name, project }: { readonly project: string; readonly name: string }): JSX.Element {
  const base = sessionPath(project, name);
  const conversation = useRef(new Conversation()).current;
  const [tick, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [session, setSession] = useState<Session>();
  const [follows, setFollows] = useState(true);
  const [search, setSearch] = useState({ words: '', at: 0 });
  const [sent, setSent] = useState('');
  const [hasPlan, setHasPlan] = useState(innerHeight > 900 && innerWidth > 700);
  const { attempt, shown: notices } = useNotices();
  const list = useRef<VirtualList>(null);
  const opened = useRef(new Set<Row>()).current;

  const update = useCallback(async () => attempt(async () => setSession(await api<Session>(base))), [attempt, base]);
  useSessionEvents(conversation, base, { redraw: () => redraw(), setConnection, update });
  useEffect(() => {
    void update();
    const timer = setInterval(() => document.visibilityState === 'visible' && void update(), 10_000);
    return () => clearInterval(timer);
  }, [update]);

  const running = conversation.running;
  const now = useSeconds(running !== undefined);
  const rows = useMemo(() => conversation.rows, [tick]);
  const hits = useMemo(
    () => (search.words === '' ? [] : rows.flatMap((row, at) => (holds(row, search.words) ? [at] : []))),
    [rows, search.words],
  );
  const hit = hits[search.at % Math.max(1, hits.length)];
  const { entries } = conversation.transcript;
  const segments = useMemo(
    () => timelineOf(entries, conversation.waits, running === undefined ? undefined : now),
    [entries.length, conversation.waits.length, running, Math.floor(now / 2_000)],
  );
  const phase = session?.status?.phase ?? 'Pending';
  const isStopped = OVER.includes(phase);
  const { question } = conversation;

  const say = async (content: string, asked?: OpenQuestion, answers: readonly string[] = []): Promise<boolean> => {
    const isDone = await attempt(async () => {
      const messages = content === '' ? [] : [{ id: crypto.randomUUID(), role: 'user', content }];
      const resume =
        asked?.callId === undefined
          ? {}
          : { resume: [{ interruptId: asked.callId, status: 'resolved', payload: answers }] };
      await post(`${base}/agui/run`, {
        threadId: name,
        runId: crypto.randomUUID(),
        messages,
        ...resume,
        forwardedProps: { amber: { start: true } },
      });
      setSent(asked === undefined ? content : '');
    });
    list.current?.follow();
    void update();
    return isDone;
  };
  const toRow = (at: number): void => {
    const entry = entries[at];
    const index = rows.findIndex((row) => row.kind === 'entry' && row.entry === entry);
    if (index >= 0) list.current?.show(index);
  };
  const find = (words: string, at: number): void => {
    setSearch({ words, at });
    const found = words === '' ? [] : rows.flatMap((row, index) => (holds(row, words) ? [index] : []));
    const index = found[((at % found.length) + found.length) % found.length];
    const row = index === undefined ? undefined : rows[index];
    if (index === undefined || row === undefined) return;
    opened.add(row);
    list.current?.show(index);
  };
  const isTaken = sent !== '' && entries.some((entry) => entry.kind === 'message' && entry.text === sent);
  const pending = isTaken ? '' : sent;

  return (
    <div class="session-page">
      <SessionHeader
        session={session}
        project={project}
        name={name}
        conversation={conversation}
        now={now}
        isStopped={isStopped}
        attempt={attempt}
        update={update}
      >
        <SearchField words={search.words} hits={hits.length} at={search.at} find={find} />
      </SessionHeader>
      {segments.length > 1 ? (
        <nav aria-label="Timeline">{toElements(timelineBar({ segments, onPick: toRow }))}</nav>
      ) : null}
      {conversation.plan.length > 0 ? (
        <details class="plan-box" open={hasPlan} onToggle={({ currentTarget }) => setHasPlan(currentTarget.open)}>
          <summary>
            Plan: {conversation.plan.filter(({ state }) => state === 'done').length} of {conversation.plan.length}
          </summary>
          {toElements(planList({ steps: conversation.plan }))}
        </details>
      ) : null}
      <main>
        <VirtualList
          handle={list}
          rows={rows}
          onFollow={setFollows}
          row={(row) => (
            <TranscriptRow
              row={row}
              version={versionOf(row)}
              isOpen={opened.has(row)}
              isFound={hit !== undefined && rows[hit] === row}
              now={row.kind === 'entry' && row.entry.open ? now : undefined}
              raw={rawOf(row, conversation, project, name)}
              onToggle={(one, isOpen) => {
                if (isOpen) opened.add(one);
                else opened.delete(one);
                redraw();
              }}
            />
          )}
          footer={
            <div class="foot">
              {pending === '' ? null : (
                <p class="notice" role="status">
                  Sent: waiting for the agent to take it.
                </p>
              )}
              {rows.length === 0 && connection === 'live' ? <p class="notice">Nothing was said yet.</p> : null}
              {running === undefined ? null : (
                <p class="working">
                  <span class="pulse" aria-hidden="true" />
                  {question === undefined ? 'Working' : 'Waiting for your answer'}
                </p>
              )}
            </div>
          }
        />
        {follows ? null : (
          <button type="button" class="to-end" onClick={() => list.current?.follow()}>
            ↓ Latest
          </button>
        )}
      </main>
      <footer>
        {notices}
        <p class="connection" role="status">
          {CONNECTIONS[connection]}
        </p>
        {question === undefined ? null : (
          <QuestionForm
            key={question.callId ?? question.question.text}
            asked={question}
            answer={(answers) => say(answers.filter((one) => one !== '').join(', '), question, answers)}
          />
        )}
        <Composer
          isStopped={isStopped}
          isRunning={running !== undefined && question === undefined && !isStopped}
          send={(message) => say(message)}
        />
      </footer>
    </div>
  );
}

/** The events of the session, until the page is left. */
function useSessionEvents(
  conversation: Conversation,
  base: string,
  {
    redraw,
    setConnection,
    update,
  }: {
    readonly redraw: () => void;
    readonly setConnection: (state: Connection) => void;
    readonly update: () => Promise<unknown>;
  },
): void {
  useEffect(() => {
    let isEdge = false;
    return followEvents(`/api${base}/agui/events`, {
      take: (seq, event) => {
        conversation.apply(seq, event);
        isEdge ||= event.type.startsWith('RUN_');
      },
      drawn: () => {
        redraw();
        // Where a run begins or ends, the session's phase changes soon.
        if (isEdge) for (const delay of [0, 1_500, 4_000]) setTimeout(() => void update(), delay);
        isEdge = false;
      },
      connection: setConnection,
    });
  }, [base]);
}

/** The time in whole seconds, kept up while something goes on. */
function useSeconds(isLive: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (!isLive) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isLive]);
  return now;
}

function rawOf(row: Row, conversation: Conversation, project: string, name: string): string | undefined {
  if (row.kind !== 'entry' || row.entry.kind !== 'tool') return undefined;
  const seq = conversation.resultOf(row.entry.id);
  return seq === undefined ? undefined : `${pagePath(project, name)}/events/${seq}`;
}

function SearchField(props: {
  readonly words: string;
  readonly hits: number;
  readonly at: number;
  readonly find: (words: string, at: number) => void;
}): JSX.Element {
  const { at, find, hits, words } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  const place = hits === 0 ? 'nothing found' : `${(((at % hits) + hits) % hits) + 1} of ${hits}`;
  return (
    <search>
      <input
        ref={field}
        type="search"
        aria-label="Search the transcript"
        placeholder="Search   /"
        value={words}
        onInput={({ currentTarget }) => find(currentTarget.value.toLowerCase(), 0)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find(words, at + (event.shiftKey ? -1 : 1));
          if (event.key === 'Escape') find('', 0);
        }}
      />
      <span role="status">{words === '' ? '' : place}</span>
    </search>
  );
}
