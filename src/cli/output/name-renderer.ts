import type { Out, Renderer } from '../../render/renderer.ts';

/** `-o name`: `session/<name>`, as soon as the session is known. */
export function nameRenderer(out: Out, session: string | undefined): Renderer {
  let written = false;
  const write = (name: string): void | Promise<void> => {
    if (written) return;
    written = true;
    return out.write(`session/${name}\n`);
  };
  return {
    update(updates) {
      if (session !== undefined) return write(session);
      for (const update of updates) if (update.type === 'session.created') return write(update.session.name);
    },
    close: () => Promise.resolve(),
  };
}
