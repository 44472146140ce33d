import { api, byId, el, type Session } from './dom-and-api.ts';

interface SessionList {
  readonly items: readonly Session[];
  readonly totalCount: number;
  readonly hasMore: boolean;
  readonly nextOffset?: number;
}

/** The page of a project's sessions. */
export async function showSessions(): Promise<void> {
  const field = byId<HTMLInputElement>('name');
  const project = new URLSearchParams(location.search).get('project') ?? byId('project').dataset.first ?? 'default';
  field.value = project;
  byId('project').addEventListener('submit', (event) => {
    event.preventDefault();
    location.search = `?project=${encodeURIComponent(field.value)}`;
  });
  let offset = 0;
  const more = async (): Promise<void> => {
    const base = `/projects/${encodeURIComponent(project)}`;
    const page = await api<SessionList>(`${base}/agentic-sessions?offset=${offset}`);
    for (const { metadata, spec, status } of page.items) {
      const link = el('a', { href: `${base}/sessions/${encodeURIComponent(metadata.name)}` });
      link.append(spec?.displayName || metadata.name);
      byId('sessions').append(
        el('li', {}, link, ` ${status?.phase ?? 'Pending'} · ${metadata.creationTimestamp ?? ''}`),
      );
    }
    offset = page.nextOffset ?? offset;
    byId('more').hidden = !page.hasMore;
    byId('note').textContent = page.totalCount === 0 ? 'no sessions in this project' : '';
  };
  const showError = (error: Error): void => {
    byId('note').textContent = error.message;
  };
  byId('more').addEventListener('click', () => more().catch(showError));
  await more().catch(showError);
}
