import type { StatusLine } from '../../render/renderer.ts';

/** A status line that can be taken away for a while: nothing is painted over a person who types. */
export interface PausableLine {
  /** Calls `make` at most once, and only if there is something to show. */
  readonly open: () => Promise<StatusLine>;
  /** Returns what ends the pause. */
  readonly pause: () => () => void;
}

export function pausableLine(make: () => Promise<StatusLine>): PausableLine {
  let line: StatusLine | undefined;
  let pauses = 0;
  let content: Parameters<StatusLine['show']> | undefined;
  const repaint = (): void => {
    if (line === undefined) return;
    if (pauses === 0 && content !== undefined) line.show(...content);
    else line.hide();
  };
  return {
    async open() {
      line ??= await make();
      const made = line;
      return {
        get isPaused() {
          return pauses > 0;
        },
        show(...shown) {
          content = shown;
          repaint();
        },
        hide() {
          content = undefined;
          repaint();
        },
        stop() {
          content = undefined;
          made.stop();
        },
      };
    },
    pause() {
      pauses++;
      repaint();
      return () => {
        pauses--;
        repaint();
      };
    },
  };
}
