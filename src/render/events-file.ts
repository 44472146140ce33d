import type { Renderer, RenderOptions } from './renderer.ts';

/** `--events FILE`: the raw events, one a line, beside whatever is shown. */
export function eventsRenderer(_options: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  throw new Error('being written');
}
