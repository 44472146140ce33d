import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { pagePath, post, sessionsPath } from '../api.ts';
import { Dialog } from '../elements.tsx';
import { useNotices } from '../notices.tsx';

/** The form of a new session; it leads to its page. */
export function NewSession(props: {
  readonly project: string;
  /** The agents that are enabled here; undefined where any is. */
  readonly agents: readonly string[] | undefined;
  /** The one of a session that names none. */
  readonly agent: string;
  readonly onClose: () => void;
}): JSX.Element {
  const { agent, agents, onClose, project } = props;
  const { attempt, shown } = useNotices();
  const [isBusy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const field = (name: string): string => String(new FormData(form).get(name) ?? '').trim();
    const body = { initialPrompt: field('prompt'), displayName: field('title'), runnerType: field('agent') };
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''));
    await attempt(async () => {
      const model = field('model');
      const { name } = await post<{ readonly name: string }>(sessionsPath(project), {
        ...given,
        ...(model !== '' && { llmSettings: { model } }),
      });
      location.assign(pagePath(project, name));
    });
    setBusy(false);
  };
  return (
    <Dialog label="New session" onClose={onClose}>
      <form
        class="new"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <h2>New session</h2>
        <label for="prompt">What is to be done?</label>
        <textarea id="prompt" name="prompt" rows={6} required />
        <div class="fields">
          <div>
            <label for="title">Title (optional)</label>
            <input id="title" name="title" autocomplete="off" />
          </div>
          <div>
            <label for="agent">Agent</label>
            {agents === undefined ? (
              <input id="agent" name="agent" autocomplete="off" placeholder={agent || 'the default'} />
            ) : (
              <select id="agent" name="agent">
                <option value="">{agent === '' ? 'the default' : `the default: ${agent}`}</option>
                {agents.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </div>
          <div>
            <label for="model">Model (optional)</label>
            <input id="model" name="model" autocomplete="off" spellcheck={false} />
          </div>
        </div>
        {shown}
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={isBusy}>
            Start <kbd>Ctrl Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
