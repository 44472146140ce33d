import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { titleOf } from '../../../../core/list/session-summary.ts';
import type { Session } from '../../../../core/session/session.ts';
import type { Conversation } from '../../../../core/transcript/conversation.ts';
import { factList, factsOf } from '../../../../render/html/session/session-details.ts';
import { shownState } from '../../../../render/html/session/state-badge.ts';
import { oneLine } from '../../../../render/plain-text.ts';
import { api, listPath, pagePath, post, sessionPath } from '../api.ts';
import { Confirm, StateBadge, toElements } from '../elements.tsx';
import type { Notices } from '../notices.tsx';

/** What a transcript can be saved as, as `amber export` prints it. */
const FORMATS = [
  ['html', 'Export as a page'],
  ['md', 'Export as Markdown'],
  ['json', 'Export as JSON'],
] as const;

export interface SessionHeaderProps {
  readonly session: Session | undefined;
  readonly project: string;
  readonly name: string;
  readonly conversation: Conversation;
  readonly now: number;
  readonly isStopped: boolean;
  /** Nothing can be done with it any more. */
  readonly isGone: boolean;
  readonly attempt: Notices['attempt'];
  readonly update: () => Promise<unknown>;
  readonly children: ComponentChildren;
}

/** What the session is and does, and what can be done with it. */
export function SessionHeader(props: SessionHeaderProps): JSX.Element {
  const { attempt, children, conversation, isGone, isStopped, name, now, project, session, update } = props;
  const [asks, setAsks] = useState<'stop' | 'delete'>();
  const base = sessionPath(project, name);
  const title = oneLine(session === undefined ? '' : titleOf(session)) || name;
  useEffect(() => {
    document.title = `${title} · amber`;
  }, [title]);
  const act = (path: string): Promise<boolean> => attempt(() => post(base + path)).finally(update);
  const remove = (): Promise<boolean> =>
    attempt(async () => {
      await api(base, { method: 'DELETE' });
      location.assign(listPath(project));
    });
  const isRunning = conversation.running !== undefined && !isStopped;
  return (
    <header class="top">
      <div class="headline">
        <a class="back" href={listPath(project)} aria-label="All sessions">
          ←
        </a>
        <h1 title={title}>{title}</h1>
        {isGone ? (
          <span class="state">deleted</span>
        ) : session === undefined ? null : (
          <StateBadge {...shownState(session, conversation)} />
        )}
      </div>
      <div class="tools">
        {children}
        {isGone ? null : (
          <>
            {isRunning ? (
              <button type="button" onClick={() => void act('/agui/interrupt')}>
                Interrupt
              </button>
            ) : null}
            {isStopped ? (
              <button type="button" onClick={() => void act('/start')}>
                Start
              </button>
            ) : (
              <button type="button" onClick={() => setAsks('stop')}>
                Stop
              </button>
            )}
            <details class="menu">
              <summary class="button" aria-label="More">
                ⋯
              </summary>
              <div>
                {FORMATS.map(([format, word]) => (
                  <a
                    key={format}
                    class="button"
                    href={`${pagePath(project, name)}/export.${format}`}
                    download={`${name}.${format}`}
                  >
                    {word}
                  </a>
                ))}
                <a class="button" href={`/api${base}/export`} download={`${name}.events.json`}>
                  Export all events
                </a>
                <button type="button" class="quiet" onClick={() => setAsks('delete')}>
                  Delete
                </button>
              </div>
            </details>
          </>
        )}
      </div>
      {toElements(factList({ facts: factsOf(session, conversation, now) }))}
      {asks === 'stop' ? (
        <Confirm
          question="Stop this session?"
          about="What its agent is doing ends. A message starts it again."
          action="Stop"
          onYes={() => void act('/stop')}
          onClose={() => setAsks(undefined)}
        />
      ) : null}
      {asks === 'delete' ? (
        <Confirm
          question="Delete this session?"
          about="Its transcript goes with it, and can not be brought back."
          action="Delete"
          onYes={() => void remove()}
          onClose={() => setAsks(undefined)}
        />
      ) : null}
    </header>
  );
}
