import { existsSync, readFileSync } from 'node:fs';

/**
 * The pages' script or style, as it is sent: `browser/`, bundled. It lies beside the bundle, above one of its chunks,
 * or, for the sources, where `npm run build` puts it. @throws Error if it is not there
 */
export function readPageFile(name: 'page.js' | 'page.css'): string {
  const places = [`./${name}`, `../${name}`, `../../../dist/${name}`].map((place) => new URL(place, import.meta.url));
  return readFileSync(places.find((place) => existsSync(place)) ?? places.at(-1) ?? '', 'utf8');
}
