import type { Renderer, RenderOptions, StatusLine } from './renderer.ts';

export interface TextOptions extends RenderOptions {
  /** The status line on stderr; without one nothing is repainted. Called once, when there is something to show. */
  readonly statusLine?: () => Promise<StatusLine>;
}

/** A terminal: the agent's text streams to stdout, tool calls and one status line go to stderr. */
export function textRenderer(_options: TextOptions): Renderer {
  throw new Error('being written');
}
