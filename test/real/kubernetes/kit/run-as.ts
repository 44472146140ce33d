import { systemClock } from '../../../../src/async/system-clock.ts';
import type { Result } from '../../../../src/core/result.ts';
import type { Update } from '../../../../src/core/run-update.ts';
import { TIMING } from '../../../../src/core/stream-timing.ts';
import { createKubernetesEngine } from '../../../../src/engine/kubernetes/kubernetes-engine.ts';
import { Interrupts } from '../../../../src/run/interrupts.ts';
import { runSession } from '../../../../src/run/run-session.ts';
import { HANG_MS } from '../../../fakes/patience.ts';
import type { Cluster } from './cluster.ts';
import type { User } from './control-plane.ts';

/** A run of that user's, with all that it said. */
export async function runAs(
  cluster: Cluster,
  user: User,
  prompt: string,
  seen: (updates: readonly Update[]) => void = () => undefined,
): Promise<{ readonly result: Result; readonly updates: readonly Update[]; readonly said: readonly string[] }> {
  const updates: Update[] = [];
  const said: string[] = [];
  const engine = await createKubernetesEngine({
    kubeconfig: cluster.plane.kubeconfig(user),
    env: {},
    clock: systemClock,
    notice: (message) => void said.push(message),
    events: { namespace: 'team-a', detail: (message) => void said.push(message) },
  });
  try {
    const result = await runSession(
      { initialPrompt: prompt },
      { project: 'team-a', requestId: crypto.randomUUID(), requestIdIsNew: true },
      {
        engine,
        clock: systemClock,
        timing: TIMING,
        emit: (more) => {
          updates.push(...more);
          seen(more);
        },
        interrupts: new Interrupts(),
        limits: { timeoutMs: HANG_MS, startTimeoutMs: HANG_MS, stopTimeoutMs: 30_000, questionGraceMs: 0 },
        keep: false,
        onInterrupt: 'stop',
        commands: { stop: ({ name }) => `amber stop ${name}`, watch: ({ name }) => `amber watch ${name}` },
      },
    );
    return { result, updates, said };
  } finally {
    await engine.close();
  }
}
