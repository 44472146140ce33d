import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PackageFolder } from './package-folder.ts';

let folder: PackageFolder;
beforeAll(async () => {
  folder = await PackageFolder.create();
});
afterAll(() => folder[Symbol.dispose]());

describe('the library', () => {
  test('exports these names, and no others', async () => {
    folder.write('names.ts', "console.log(Object.keys(await import('@ambient-code/amber')).join(' '));\n");
    expect(await folder.run('names.ts')).toBe(
      'AmberError exportSession isAmberError openEngine runSession sendMessage stopSession watchSession\n',
    );
  });

  test('has this surface: who changes it changes the major version', async () => {
    const types = join(folder.package, 'dist/types');
    const names = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
    const surface = names
      .sort()
      .map((name) => `// ${name}\n${withoutComments(readFileSync(join(types, name), 'utf8'))}`)
      .join('\n');
    await expect(surface).toMatchFileSnapshot('__snapshots__/surface.d.ts.txt');
  });

  test('importing it does nothing', async () => {
    folder.write(
      'import.ts',
      `const seen: string[] = [];
const env = process.env;
// Node's own loader asks for that one.
const looked = (name: string): unknown => name === 'WATCH_REPORT_DEPENDENCIES' || seen.push(name);
process.env = new Proxy(env, { get: (_, name) => (looked(String(name)), env[String(name)]) });
const globals = Object.getOwnPropertyNames(globalThis).length;
const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]).join();
const before = listeners();
await import('@ambient-code/amber');
if (listeners() !== before) seen.push(listeners());
if (Object.getOwnPropertyNames(globalThis).length !== globals) seen.push('globals');
process.env = env;
console.log(JSON.stringify([...seen, ...process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|Process|FS/.test(name))]));
`,
    );
    expect(await folder.run('import.ts')).toBe('[]\n');
  });

  test('options that can’t be meant are reported before anything is created', async () => {
    folder.write(
      'wrong.js',
      `import { exportSession, openEngine, runSession, sendMessage } from '@ambient-code/amber';
const say = (promise) => promise.then(() => console.log('no error'), ({ name, code, message }) => console.log(name, code, message));
await say(openEngine({ engine: 'cloud' }));
const engine = await openEngine({ engine: 'local', stateDir: 'nothing' });
await say(runSession(engine, { prompt: ' ' }));
await say(runSession(engine, { prompt: 'x', timeoutMs: Number.NaN }));
await say(runSession(engine, { prompt: 'x', project: 'Not a name' }));
await say(sendMessage(engine, { project: 'default', name: 'x' }, ''));
for await (const session of engine.list('default')) console.log(session.metadata.name);
const platform = await openEngine({ engine: 'platform', apiUrl: 'http://127.0.0.1:9' });
await say(runSession(platform, { prompt: 'x', worktree: true }));
await say(openEngine());
await say(openEngine({ engine: 'platform' }));
await say(openEngine({ engine: 'local', stateDir: 5 }));
await say(runSession({ name: 'local' }, { prompt: 'x' }));
await say(runSession(engine));
for (const more of [
  { signal: 5 },
  { onUpdate: true },
  { permissions: 'everything' },
  { permissions: 'ask' },
  { confinement: { sandbox: true } },
  { confinement: { keyProxy: 'ON' } },
  { confinement: { sandbox: 'on', domains: ['https://example.com/'] } },
  { confinement: { sandbox: 'on', registries: 'npm' } },
])
  await say(runSession(engine, { prompt: 'x', agent: 'demo', ...more }));
await say(exportSession(engine, { project: 'default', name: 'x' }, 'pdf'));
for await (const session of engine.list('default')) console.log(session.metadata.name);
await Promise.all([engine.close(), platform.close()]);
`,
    );
    expect((await folder.run('wrong.js')).trimEnd().split('\n')).toEqual([
      'AmberError USAGE openEngine: engine must be one of local, platform, kubernetes',
      'AmberError USAGE the prompt is empty',
      'AmberError INVALID timeoutMs "NaN" is not allowed: milliseconds, 0 or more',
      expect.stringMatching(/^AmberError INVALID project "Not a name" is not allowed/),
      'AmberError USAGE the message is empty',
      'AmberError USAGE confinement and worktree are for engine local, not for platform',
      'AmberError USAGE openEngine takes an object of options, not undefined',
      'AmberError INVALID apiUrl "null" is not allowed: text',
      'AmberError INVALID stateDir "5" is not allowed: text',
      'AmberError USAGE the first argument is an engine',
      'AmberError USAGE runSession takes an object of options, not undefined',
      'AmberError INVALID signal "5" is not allowed: an AbortSignal',
      'AmberError INVALID onUpdate "true" is not allowed: a function',
      'AmberError INVALID permissions "everything" is not allowed: none, read or all',
      'AmberError INVALID permissions "ask" is not allowed: none, read or all',
      'AmberError INVALID confinement.sandbox "true" is not allowed: auto, on, off',
      'AmberError INVALID confinement.keyProxy "ON" is not allowed: auto, on, off',
      expect.stringMatching(/^AmberError INVALID confinement.domains "https:.*" is not allowed: a host/),
      'AmberError INVALID confinement.registries "npm" is not allowed: a list',
      'AmberError INVALID format "pdf" is not allowed: markdown or html',
    ]);
  });

  test('holds nothing of the command line', () => {
    const dist = join(folder.package, 'dist/library');
    const code = readdirSync(dist).map((name) => readFileSync(join(dist, name), 'utf8'));
    expect(code.length).toBeGreaterThan(10);
    for (const words of ['outputHelp', 'AMBER_API_URL', '--stop-on-run-finished', '@actions/core'])
      expect(code.filter((text) => text.includes(words))).toEqual([]);
  });
});

/** Nor with functions and names of Amber's own: `index.d.ts` says which of them users can reach. */
function withoutComments(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(
      /^export declare (?:function (?!\w+Session|\w+Message|openEngine|isAmberError)|const ANNOTATION)[\s\S]*?;$(?! {4})/gm,
      '',
    )
    .replace(/^\s*\n/gm, '');
}
