import type { Renderer, RenderOptions } from './renderer.ts';

export interface JsonlOptions extends Pick<RenderOptions, 'out' | 'redactor' | 'clock'> {
  /** The session's name, where the updates don't begin with its creation. */
  readonly session?: string;
}

/** `-o jsonl`: one object a line, the last one always the result. */
export function jsonlRenderer(_options: JsonlOptions): Renderer {
  throw new Error('being written');
}
