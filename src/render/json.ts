import type { Renderer, RenderOptions } from './renderer.ts';

/** `-o json`: the result object alone on stdout. */
export function jsonRenderer(_options: Pick<RenderOptions, 'out' | 'redactor'>): Renderer {
  throw new Error('being written');
}
