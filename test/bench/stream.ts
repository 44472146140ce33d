import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { bundled } from './bundle.ts';
import { type Figure, figure, interleave } from './figures.ts';

const here = (name: string): string => new URL(name, import.meta.url).pathname;

interface Read {
  readonly events: number;
  readonly ms: number;
  /** The most that the process ever held, in MiB. */
  readonly rssMb: number;
}

const SPEED_TRIED =
  'tried: deltas by pattern instead of JSON.parse (0.5 → 0.6), those of a chunk as one event (0.8), read and written as ' +
  'bytes without a text for each (a quarter less CPU time), several at a time (a tenth). Over 3,000,000 events it is as fast ' +
  'as the floor: 200,000 are read before all of it is compiled';
const MEMORY_TRIED =
  'tried: bytes instead of texts (113 MiB), a young generation that does not grow (82), TLS only where it is used (77), ' +
  'a young generation of 2, 4 or 8 MiB (3, 6 and 20 MiB more). Of it, bare node is 48';

/** The reader against the bare floor and against the reference client, over loopback, each in a process of its own. */
export async function stream(workDir: string): Promise<readonly Figure[]> {
  const client = await bundled(workDir, './stream-client.ts');
  const server = spawn(process.execPath, [here('event-server.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [address] = (await once(server.stdout, 'data')) as [Buffer];
    const read = async (variant: string, events: number): Promise<Read> => {
      const url = `${address.toString().trim()}?events=${events}`;
      const { stdout } = await promisify(execFile)(process.execPath, [client, variant, url]);
      const result = JSON.parse(stdout) as Read;
      if (result.events < events) throw new Error(`${variant} read ${result.events} of ${events} events`);
      return result;
    };
    const rate = (variant: string, events: number) => async () => {
      const result = await read(variant, events);
      return result.events / (result.ms / 1_000);
    };
    const large = await interleave(7, { floor: rate('floor', 200_000), amber: rate('amber', 200_000) });
    const small = await interleave(3, { amber: rate('amber', 20_000), agent: rate('agent', 20_000) });
    const transform = await rate('transform', 200_000)();
    const memory = await interleave(3, {
      short: async () => (await read('amber', 100_000)).rssMb,
      long: async () => (await read('amber', 3_000_000)).rssMb,
      floorShort: async () => (await read('floor', 100_000)).rssMb,
      floorLong: async () => (await read('floor', 3_000_000)).rssMb,
    });
    return [
      figure('200,000 events: bare floor', large.floor, 'events/s'),
      figure('200,000 events: amber -o jsonl', large.amber, 'events/s'),
      figure('amber ÷ floor', large.amber / large.floor, '×', '>= 0.9', SPEED_TRIED),
      figure('20,000 events: amber ÷ HttpAgent', small.amber / small.agent, '×'),
      figure('200,000 events: amber ÷ transform and verifier', large.amber / transform, '×'),
      figure('RSS over 3,000,000 events', memory.long, 'MiB', '<= 80', MEMORY_TRIED),
      figure('RSS over 3,000,000 ÷ over 100,000', memory.long / memory.short, '×', '<= 1.2', MEMORY_TRIED),
      figure('the same of the bare floor', memory.floorLong / memory.floorShort, '×'),
    ];
  } finally {
    server.kill();
  }
}
