import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Programs of Amber's own that are started as processes: the bundle's name, and the source. */
const PROGRAMS = {
  demo: ['demo-agent.js', '../demo/main.ts'],
  sandbox: ['sandbox.js', '../sandbox/launch.ts'],
} as const;

/** The file of such a program: beside the bundle, above one of its chunks, or among the sources. */
export function ownScript(program: keyof typeof PROGRAMS): string {
  const [bundled, source] = PROGRAMS[program];
  const places = [`./${bundled}`, `../${bundled}`, source].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? source;
}

/** What starts it. */
export function ownCommand(program: keyof typeof PROGRAMS): [string, ...string[]] {
  const script = ownScript(program);
  // From the sources, and on Node 22, types are stripped only on demand.
  return [process.execPath, ...(script.endsWith('.ts') ? ['--experimental-strip-types'] : []), script];
}
