import type { JSX } from 'preact';
import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Session } from '../../../../core/session/session.ts';
import { Conversation, type OpenQuestion } from '../../../../core/transcript/conversation.ts';
import { isOpen, type Row, versionOf } from '../../../../core/transcript/conversation-rows.ts';
import { planBox } from '../../../../render/html/plan-list.ts';
import { timelineBar, timelineOf } from '../../../../render/html/timeline.ts';
import { MarkdownParts } from '../../../../render/markdown/markdown-parts.ts';
import { api, listPath, newId, pagePath, post, Refusal, SIGNED_OUT, sessionPath } from '../api.ts';
import { toElements } from '../elements.tsx';
import { useNotices } from '../notices.tsx';
import { Composer } from './composer.tsx';
import { type Connection, type EventFollower, followEvents } from './event-stream.ts';
import { CAN_MARK, markMatches, revealMatch } from './match-marks.ts';
import { QuestionForm } from './question-form.tsx';
import { SearchField, useSearch } from './search-field.tsx';
import { SessionHeader } from './session-header.tsx';
import { TranscriptRow } from './transcript-row.tsx';
import { VirtualList } from './virtual-list.tsx';

const OVER: readonly string[] = ['Stopped', 'Failed', 'Completed'];

const CONNECTIONS: { readonly [state in Connection]: string } = {
  connecting: 'connecting …',
  replaying: 'reading what was logged …',
  live: '',
  'by-turns': 'Many windows of sessions are open: this one is brought up to date every 2 seconds.',
  lost: 'connection lost, trying again …',
  'signed-out': SIGNED_OUT,
  gone: '',
};

/** A timeline, for which all of a session is looked at, may take this share of the time. */
const TIMELINE_SHARE = 0.02;
/** And is made anew no more often than this, in ms. */
const SELDOM = 200;
/** A message that was sent is looked for among so many of the newest entries. */
const NEWEST = 200;

/** The page of one session. */
export function SessionPage({ name, project }: { readonly project: string; readonly name: string }): JSX.Element {
  const base = sessionPath(project, name);
  const conversation = useRef(new Conversation(undefined, () => new MarkdownParts())).current;
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [session, setSession] = useState<Session>();
  const [isDeleted, setDeleted] = useState(false);
  const [follows, setFollows] = useState(true);
  const [sent, setSent] = useState('');
  const [hasDetails, setHasDetails] = useState(false);
  const [hasPlan, setHasPlan] = useState(innerHeight > 900 && innerWidth > 700);
  const { attempt, isOffline, shown: notices } = useNotices();
  const list = useRef<VirtualList>(null);
  const opened = useRef(new Set<Row>()).current;

  const update = useCallback(
    () =>
      attempt(async () => {
        const found = await lookUp(base);
        setDeleted(found === undefined);
        if (found !== undefined) setSession(found);
      }, 'page'),
    [attempt, base],
  );
  // Before the stream takes a connection: where few are left, this one tells whether the stream needs one.
  useEffect(() => {
    const look = (): void => void (document.visibilityState === 'visible' && update());
    void update();
    const timer = setInterval(look, 10_000);
    const over = new AbortController();
    document.addEventListener('visibilitychange', look, { signal: over.signal });
    addEventListener('online', look, { signal: over.signal });
    return () => {
      clearInterval(timer);
      over.abort();
    };
  }, [update]);
  const events = useSessionEvents(conversation, base, { redraw: () => redraw(), setConnection, update });

  const isGone = isDeleted || connection === 'gone';
  const running = isGone ? undefined : conversation.running;
  const now = useSeconds(running !== undefined);
  const { rows } = conversation;
  const search = useSearch(conversation, ({ hit: { row, unfolded }, nth, pattern }) => {
    if (nth >= unfolded) opened.add(row);
    list.current?.show(row, (element) => revealMatch(element, pattern, nth));
  });
  const { entries } = conversation.transcript;
  const segments = useSparingly(TIMELINE_SHARE, () =>
    timelineOf(entries, conversation.waits, running === undefined ? undefined : Date.now()),
  );
  const phase = session?.status?.phase ?? 'Pending';
  const isStopped = OVER.includes(phase);
  useEffect(() => {
    if (session !== undefined) events.current?.changed(isStopped);
  }, [JSON.stringify(session)]);
  const { question } = conversation;

  const say = async (content: string, asked?: OpenQuestion, answers: readonly string[] = []): Promise<boolean> => {
    const isDone = await attempt(async () => {
      const messages = content === '' ? [] : [{ id: newId(), role: 'user', content }];
      const { callId, interruptIds } = asked ?? {};
      const payload = interruptIds === undefined ? answers : content;
      const resume = (interruptIds ?? (callId === undefined ? [] : [callId])).map((interruptId) => ({
        interruptId,
        status: 'resolved',
        payload,
      }));
      const answer = post(`${base}/agui/run`, {
        threadId: name,
        runId: newId(),
        messages,
        ...(resume.length > 0 && { resume }),
        forwardedProps: { amber: { start: true } },
      });
      events.current?.wake();
      await answer;
      setSent(asked === undefined ? content : '');
    });
    list.current?.follow();
    void update();
    return isDone;
  };
  // Its form says all of it.
  const isAsked = (row: Row): boolean =>
    !isGone && row.kind === 'entry' && row.entry.kind === 'tool' && row.entry.id === question?.callId;
  const toRow = (place: number): void => {
    const row = conversation.rowAt(place);
    if (row !== undefined) list.current?.show(row);
  };
  const isTaken =
    sent !== '' && entries.slice(-NEWEST).some((entry) => entry.kind === 'message' && entry.text === sent);
  const pending = isTaken ? '' : sent;

  return (
    <div class={`session-page ${hasDetails ? 'detailed' : ''}`}>
      <SessionHeader
        session={session}
        project={project}
        name={name}
        conversation={conversation}
        now={now}
        isStopped={isStopped}
        isGone={isGone}
        attempt={attempt}
        update={update}
      >
        <SearchField {...search} />
        <button
          type="button"
          class="details"
          aria-expanded={hasDetails}
          aria-label="Details"
          onClick={() => setHasDetails(!hasDetails)}
        >
          {hasDetails ? '▴' : '▾'}
        </button>
      </SessionHeader>
      {segments.length > 1 ? (
        <nav aria-label="Timeline">{toElements(timelineBar({ segments, onPick: toRow }))}</nav>
      ) : null}
      {conversation.plan.length > 0
        ? toElements(planBox({ steps: conversation.plan, isOpen: hasPlan, onToggle: setHasPlan }))
        : null}
      <main>
        <VirtualList
          handle={list}
          rows={rows}
          onFollow={setFollows}
          onDrawn={(drawn) => markMatches(drawn, search.shown)}
          row={(row) => (
            <TranscriptRow
              row={row}
              version={versionOf(row)}
              isOpen={opened.has(row)}
              isAsked={isAsked(row)}
              isFound={search.shown?.hit.row === row && (search.shown.hit.isCut || !CAN_MARK || isAsked(row))}
              now={isOpen(row) ? now : undefined}
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
              {rows.length === 0 && /^(?:live|by-turns)$/.test(connection) ? (
                <p class="notice">Nothing was said yet.</p>
              ) : null}
              {running === undefined ? null : (
                <p class="working">
                  <span class="pulse" aria-hidden="true" />
                  {question === undefined ? 'Working' : 'Waiting for your answer'}
                </p>
              )}
            </div>
          }
          overlay={
            follows ? null : (
              <button type="button" class="to-end" onClick={() => list.current?.follow()}>
                ↓ Latest
              </button>
            )
          }
        />
      </main>
      <footer>
        {notices}
        <p class="connection" role="status">
          {isOffline ? '' : CONNECTIONS[connection]}
        </p>
        {question === undefined || isGone ? null : (
          <QuestionForm
            key={question.callId ?? question.question.text}
            asked={question}
            answer={(answers) => say(answers.filter((one) => one !== '').join(', '), question, answers)}
          />
        )}
        {isGone ? (
          <p class="gone" role="status">
            {session === undefined
              ? 'There is no such session: it was deleted, or never was.'
              : 'This session was deleted.'}
            <a class="button" href={listPath(project)}>
              All sessions
            </a>
          </p>
        ) : (
          <Composer
            draftKey={base}
            isStopped={isStopped}
            isRunning={running !== undefined && question === undefined && !isStopped}
            send={(message) => say(message)}
          />
        )}
      </footer>
    </div>
  );
}

/** The session; undefined if there is none. */
async function lookUp(base: string): Promise<Session | undefined> {
  try {
    return await api<Session>(base);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
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
): { readonly current: EventFollower | undefined } {
  const follower = useRef<EventFollower>(undefined);
  useEffect(() => {
    let isEdge = false;
    const events = followEvents(`/api${base}/agui/events`, {
      take: (seq, event) => {
        conversation.apply(seq, event);
        isEdge ||= event.type.startsWith('RUN_');
      },
      draw: () => {
        redraw();
        // Where a run begins or ends, the session's phase changes soon.
        if (isEdge) for (const delay of [0, 1_500, 4_000]) setTimeout(() => void update(), delay);
        isEdge = false;
      },
      connection: setConnection,
    });
    follower.current = events;
    return () => events.end();
  }, [base]);
  return follower;
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

/** What is costly to make: made anew so seldom that it takes no more than that share of the time, and once more at the end. */
function useSparingly<V>(share: number, make: () => V): V {
  const last = useRef<{ readonly value: V; readonly due: number }>(undefined);
  const [, again] = useReducer<number, void>((count) => count + 1, 0);
  const left = last.current === undefined ? 0 : last.current.due - performance.now();
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(again, left);
    return () => clearTimeout(timer);
  });
  if (last.current === undefined || left <= 0) {
    const begun = performance.now();
    const value = make();
    const end = performance.now();
    last.current = { value, due: end + Math.max(SELDOM, (end - begun) / share) };
  }
  return last.current.value;
}

function rawOf(row: Row, conversation: Conversation, project: string, name: string): string | undefined {
  if (row.kind !== 'entry' || row.entry.kind !== 'tool') return undefined;
  const seq = conversation.resultOf(row.entry.id);
  return seq === undefined ? undefined : `${pagePath(project, name)}/events/${seq}`;
}
