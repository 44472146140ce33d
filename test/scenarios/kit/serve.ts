import { readFileSync } from 'node:fs';
import { type Scenario, scripted } from '../../fakes/acp-agents/scripted.ts';
import { type CallOptions, Place } from './place.ts';
import type { Finished, Run } from './run.ts';

/** A place whose calls of amber go over HTTP to an `amber serve` of that place, which knows agents by name. */
export interface OnServe extends AsyncDisposable {
  readonly place: Place;
  readonly serve: Run;
  readonly url: string;
  readonly token: string;
  /** What `amber serve -o json` has printed. */
  readonly announced: { readonly url: string; readonly tokenFile: string; readonly browserUrl: string };
  amber(args: readonly string[], options?: CallOptions): Run;
  /** The same in this process. */
  call(args: readonly string[], options?: CallOptions): Promise<Finished>;
}

/** `agents`: what serve's configuration adds to the registry. */
export async function onServe(
  agents: { readonly [name: string]: Scenario } = {},
  args: readonly string[] = [],
): Promise<OnServe> {
  const place = new Place();
  const commands = Object.entries(agents).map(([name, scenario]) => [name, scripted(scenario)] as const);
  // JSON is YAML.
  place.write('home/.config/amber/config.yaml', JSON.stringify({ agents: Object.fromEntries(commands) }));
  const serve = place.amber(['serve', '--port', '0', '-o', 'json', ...args]);
  const announced = JSON.parse(await serve.until('stdout', /\n/)) as OnServe['announced'];
  const token = readFileSync(announced.tokenFile, 'utf8').trim();
  // Callers have another home: the agents are known to serve alone.
  const env = { HOME: `${place.root}/other`, AMBER_API_URL: announced.url, AMBER_TOKEN: token };
  return {
    place,
    serve,
    url: announced.url,
    token,
    announced,
    amber: (words, call = {}) => place.amber(words, { ...call, env: { ...env, ...call.env } }),
    call: (words, call = {}) => place.call(words, { ...call, env: { ...env, ...call.env } }),
    async [Symbol.asyncDispose]() {
      serve.child.kill('SIGTERM');
      await serve.done;
      await place[Symbol.asyncDispose]();
    },
  };
}
