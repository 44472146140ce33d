import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { ApiProxy } from '../../real/kubernetes/kit/api-proxy.ts';
import type { Cluster } from '../../real/kubernetes/kit/cluster.ts';
import { MANY } from '../../real/kubernetes/kit/many-sessions.ts';
import { timeCommand } from '../command.ts';
import { type Figure, figure, interleave } from '../figures.ts';

const AMBER = new URL('../../../bin/amber.js', import.meta.url).pathname;
/** Says at its end how much memory a process ever held. In KiB. */
const SAYS_RSS = `--import=data:text/javascript,${encodeURIComponent(
  "process.on('exit',()=>process.stderr.write('maxRSS='+process.resourceUsage().maxRSS))",
)}`;

const SPEED_TRIED =
  'the next page is asked for before one is parsed; tried: frames of a watch in place of pages, larger and smaller young ' +
  'generations (all as fast); it takes as much CPU time as kubectl does, 0.27 s, of which a list of nothing is 0.11';
const MEMORY_TRIED =
  'tried: pages of 250 in place of 500 and a young generation that does not grow (105 → 92 MiB), pages of 100, frames of a ' +
  'watch in place of pages (90); a list of nothing takes 69, of it bare node 43';

/** The table of all sessions beside kubectl's, and what the engine costs before anything is asked. */
export async function list(stateDir: string, cluster: Cluster): Promise<readonly Figure[]> {
  const KUBECONFIG = cluster.plane.kubeconfig('alice', 'big');
  const env = { ...process.env, KUBECONFIG, HOME: stateDir, AMBER_ENGINE: 'kubernetes', AMBER_STATE_DIR: stateDir };
  const table = async (command: string, args: readonly string[]): Promise<number> => {
    const start = performance.now();
    const { stdout } = await promisify(execFile)(command, args, { env, maxBuffer: 64 * 1024 * 1024 });
    const ms = performance.now() - start;
    if (stdout.trimEnd().split('\n').length !== MANY + 1) throw new Error(`${command} did not list ${MANY} sessions`);
    return ms;
  };
  const amber = () => table(process.execPath, [AMBER, 'list']);
  const rss = async (): Promise<number> => {
    const { stderr } = await promisify(execFile)(process.execPath, [AMBER, 'list'], {
      env: { ...env, NODE_OPTIONS: SAYS_RSS },
      maxBuffer: 64 * 1024 * 1024,
    });
    return Number(/maxRSS=(\d+)/.exec(stderr)?.[1]) / 1024;
  };
  const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
  if (!hasKubectl) process.stderr.write('no kubectl on PATH: `list` is not compared\n');
  const figures: Figure[] = [];
  if (hasKubectl) {
    const ms = await interleave(7, { kubectl: () => table('kubectl', ['get', 'as']), amber });
    figures.push(
      figure(`kubectl get as, ${MANY} sessions`, ms.kubectl, 'ms'),
      figure(`amber list, ${MANY} sessions`, ms.amber, 'ms'),
      figure('amber list ÷ kubectl get as', ms.amber / ms.kubectl, '×', '<= 1', SPEED_TRIED),
    );
  } else figures.push(figure(`amber list, ${MANY} sessions`, (await interleave(7, { amber })).amber, 'ms'));
  const memory = await interleave(3, { rss });
  figures.push(figure(`amber list, ${MANY} sessions: RSS`, memory.rss, 'MiB', '<= 80', MEMORY_TRIED));
  return [...figures, ...(await beginning(cluster, stateDir))];
}

/** From the start of the process to the engine's first request, and to an answer. */
async function beginning(cluster: Cluster, stateDir: string): Promise<readonly Figure[]> {
  await using proxy = await ApiProxy.start(cluster.plane.url, cluster.plane.ca);
  const KUBECONFIG = cluster.plane.kubeconfig('alice', 'team-a', proxy);
  const env = { KUBECONFIG, AMBER_STATE_DIR: stateDir };
  const ms = await interleave(9, {
    node: async () => (await timeCommand(['-e', '0'])).exit,
    first: async () => {
      proxy.requests.length = 0;
      const start = performance.now();
      await timeCommand([AMBER, 'status', '--engine', 'kubernetes', 'session-x'], { env, exitCode: 6 });
      return (proxy.requests[0]?.at ?? Number.NaN) - start;
    },
    whole: async () => (await timeCommand([AMBER, 'list', '--engine', 'kubernetes'], { env })).exit,
    local: async () => (await timeCommand([AMBER, 'list', '--engine', 'local'], { env })).exit,
  });
  return [
    figure('engine kubernetes: first request, over bare node', ms.first - ms.node, 'ms'),
    figure('amber list: engine kubernetes over local', ms.whole - ms.local, 'ms'),
  ];
}
