import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { formatDuration } from '../../../../core/duration.ts';
import { oneLine } from '../../../../render/plain-text.ts';
import { shortCost } from '../../../../render/usage-text.ts';
import { api, type ListedSession, messageOf, pagePath, type SessionList, sessionsPath } from '../api.ts';
import { StateBadge } from '../elements.tsx';
import { slashHint, useSlashKey } from '../slash-key.ts';
import { NewSession } from './new-session-form.tsx';

/** Pause between two looks, in ms; where looking takes long, that many times as long. */
const PAUSE = 4_000;
const REST = 10;
/** Sessions that are shown at first, and more at a time. */
const PAGE = 50;
/** Those of one request. */
const MOST = 100;

/** The sessions of a project, newest first, kept up to date while someone looks. */
export function SessionListPage(props: {
  readonly first: string;
  readonly agents: readonly string[] | undefined;
  readonly agent: string;
}): JSX.Element {
  const project = new URLSearchParams(location.search).get('project') ?? props.first;
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const [list, setList] = useState<SessionList>();
  const [problem, setProblem] = useState('');
  const [isMaking, setMaking] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const look = useCallback(
    async (signal: AbortSignal) => {
      try {
        setList(await pagesOf(project, search, limit, signal));
        setProblem('');
      } catch (error) {
        if (!signal.aborted) setProblem(messageOf(error));
      }
    },
    [project, search, limit],
  );
  useEffect(() => {
    document.title = `${project} · amber`;
    const over = new AbortController();
    let timer = 0;
    const again = async (): Promise<void> => {
      const begun = performance.now();
      if (document.visibilityState === 'visible') await look(over.signal);
      const took = performance.now() - begun;
      if (!over.signal.aborted) timer = setTimeout(again, Math.max(PAUSE, REST * took));
    };
    timer = setTimeout(again, search === '' ? 0 : 150);
    const now = (): void => void (document.visibilityState === 'visible' && look(over.signal));
    addEventListener('online', now, { signal: over.signal });
    document.addEventListener('visibilitychange', now, { signal: over.signal });
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [look, search, project]);
  useSlashKey(field);

  return (
    <div class="list-page">
      <header class="top">
        <h1>Sessions</h1>
        <form class="project" method="get" action="/">
          <label for="project">Project</label>
          <input id="project" name="project" defaultValue={project} autocomplete="off" spellcheck={false} />
        </form>
        <button type="button" class="primary" onClick={() => setMaking(true)}>
          New session
        </button>
      </header>
      <main>
        <div class="search">
          <input
            ref={field}
            type="search"
            aria-label="Search sessions"
            placeholder={`Search titles, prompts and names${slashHint()}`}
            value={search}
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </div>
        {problem === '' ? null : (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        {list?.items.length ? (
          <div class="heads" aria-hidden="true">
            {['', 'Session', 'Agent', 'Time', 'Cost', 'Age'].map((head) => (
              <span key={head}>{head}</span>
            ))}
          </div>
        ) : null}
        <ul class="sessions">
          {list?.items.map((session) => (
            <Row key={session.metadata.name} session={session} project={project} />
          ))}
        </ul>
        <p class="note" role="status">
          {list === undefined && problem === ''
            ? 'Loading …'
            : list?.totalCount === 0 && search !== ''
              ? 'No session matches.'
              : ''}
        </p>
        {list?.totalCount === 0 && search === '' ? (
          <div class="empty">
            <h2>No sessions in this project yet</h2>
            <p>
              Start one here, or on a terminal: <code>amber run "fix the flaky test"</code>
            </p>
          </div>
        ) : null}
        {list?.hasMore ? (
          <button type="button" onClick={() => setLimit(list.items.length + PAGE)}>
            More ({list.totalCount - list.items.length})
          </button>
        ) : null}
      </main>
      {isMaking ? <NewSession {...props} project={project} onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

function Row({ project, session }: { readonly project: string; readonly session: ListedSession }): JSX.Element {
  const { metadata, summary } = session;
  const { agent, cost, created, directory, durationMs, id, idle, outcome, title } = summary;
  const name = oneLine(agent?.split(' ')[0]?.split('/').at(-1) ?? '');
  return (
    <li>
      <a href={pagePath(project, metadata.name)}>
        <StateBadge state={outcome} isIdle={idle} />
        <span class="title">{oneLine(title) || metadata.name}</span>
        <time dateTime={created} title={created}>
          {ageOf(created, Date.now())}
        </time>
        <span class="facts">
          <code>{id}</code>
          <span class="agent">{name}</span>
          <span class="took">{durationMs === undefined ? '' : formatDuration(durationMs)}</span>
          <span class="cost">{cost === undefined ? '' : shortCost(cost.usd)}</span>
          <span class="directory">{directory}</span>
        </span>
      </a>
    </li>
  );
}

/** As many pages as the limit needs, as one list. */
async function pagesOf(project: string, search: string, limit: number, signal: AbortSignal): Promise<SessionList> {
  const items: ListedSession[] = [];
  for (;;) {
    const size = Math.min(MOST, limit - items.length);
    const query = new URLSearchParams({ summary: 'true', limit: `${size}`, offset: `${items.length}`, search });
    const page = await api<SessionList>(`${sessionsPath(project)}?${query}`, { signal });
    items.push(...page.items);
    if (!page.hasMore || items.length >= limit) return { ...page, items };
  }
}

/** A moment as its distance from now. */
function ageOf(time: string | undefined, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time ?? '')) / 1000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
}
