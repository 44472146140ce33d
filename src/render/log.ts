import type { Renderer, RenderOptions } from './renderer.ts';

export interface LogOptions extends RenderOptions {
  /** GitHub Actions: tool calls in groups, foreign text under `::stop-commands::<token>`. Gives an unguessable token. */
  readonly actions?: { readonly token: () => string };
}

/** Not a terminal: stdout gets the final message only, stderr timestamped lines. */
export function logRenderer(_options: LogOptions): Renderer {
  throw new Error('being written');
}
