/**
 * A child process that reads one stream in one way and prints `{events, ms, rssMb}`:
 * `floor` (node:http, split, JSON.parse), `amber` (tail and the jsonl renderer), `agent` (HttpAgent of @ag-ui/client)
 * or `transform` (its transform and verifier alone).
 */
import { get } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

const [variant = '', url = ''] = process.argv.slice(2);
let events = 0;

/** Loads what it needs and gives the part that is timed. */
type Variant = () => Promise<() => Promise<unknown>>;

const floor: Variant = async () => () =>
  new Promise<void>((resolve, reject) => {
    get(url, (response) => {
      const decoder = new StringDecoder('utf8');
      let rest = '';
      response.on('data', (chunk: Buffer) => {
        const lines = (rest + decoder.write(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (!line.startsWith('data: ')) continue;
          JSON.parse(line.slice(6));
          events++;
        }
      });
      response.on('end', resolve).on('error', reject);
    }).on('error', reject);
  });

const amber: Variant = async () => {
  const { keepHeapSteady } = await import('../../src/cli/process/process-io.ts');
  const { TIMING } = await import('../../src/core/stream-timing.ts');
  const { RunTracker } = await import('../../src/core/tracker/run-tracker.ts');
  const { makeRedactor } = await import('../../src/core/secrets/redact.ts');
  const { jsonlRenderer } = await import('../../src/render/json/jsonl.ts');
  const { systemClock } = await import('../../src/async/system-clock.ts');
  const { openEvents } = await import('../../src/sse/open-stream.ts');
  const { tail } = await import('../../src/tail/tail.ts');
  const session = {
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: { name: 'session-1', namespace: 'bench' },
    spec: {},
    status: { phase: 'Running' as const },
  };
  const tracker = new RunTracker({ kind: 'initial' }, TIMING, systemClock.now());
  const source = {
    get: async () => session,
    probe: async () => ({ runner: 'alive' as const, tasks: 0 }),
    events: (_ref: unknown, _from: unknown, signal: AbortSignal) => openEvents({ url, signal, env: {} }),
  };
  const nowhere = {
    write: (text: string | Uint8Array) => {
      Buffer.byteLength(text);
    },
    isTTY: false,
    columns: 80,
  };
  const renderer = jsonlRenderer({
    out: nowhere,
    redactor: makeRedactor(['a-token-0123456789']),
    clock: systemClock,
  });
  const updates = tail(
    source,
    { project: 'bench', name: 'session-1' },
    {
      until: { kind: 'own-end', tracker },
      signal: new AbortController().signal,
      clock: systemClock,
      timing: TIMING,
    },
  );
  // As the command does.
  keepHeapSteady();
  return async () => {
    for await (const batch of updates) {
      for (const update of batch) if (update.type === 'event') events += update.pieces?.ends.length ?? 1;
      await renderer.update(batch);
    }
  };
};

const agent: Variant = async () => {
  const { HttpAgent } = await import('@ag-ui/client');
  const client = new HttpAgent({ url, threadId: 'session-1' });
  return () => client.runAgent({ runId: 'run-1' }, { onEvent: () => void events++ });
};

const transform: Variant = async () => {
  const { runHttpRequest, transformHttpEventStream, verifyEvents } = await import('@ag-ui/client');
  const verified = verifyEvents()(transformHttpEventStream(runHttpRequest(() => fetch(url))));
  return () =>
    new Promise<void>((resolve, reject) => {
      verified.subscribe({ next: () => events++, error: reject, complete: resolve });
    });
};

const variants: { readonly [name: string]: Variant } = { floor, amber, agent, transform };
const run = await variants[variant]?.();
const start = performance.now();
await run?.();
const ms = performance.now() - start;
process.stdout.write(JSON.stringify({ events, ms, rssMb: process.resourceUsage().maxRSS / 1024 }));
