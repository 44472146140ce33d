import { expect, test } from 'vitest';
import type { SessionRef } from '../../../src/core/session/session.ts';
import { onKubernetes } from './kit/amber.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
import { onCluster } from './kit/suite.ts';

/** How long a run may go on after its runner has gone (docs/architecture.md, "The life of a run"). In seconds. */
const WITHIN = 30;

onCluster('a runner that is gone while the phase says Running', PLATFORM_CRD, (cluster) => {
  test('a run whose runner dies, and one whose pod is replaced, are lost', async () => {
    // A start is reported by its time, which is in whole seconds; no runner answers in less.
    await using story = await onKubernetes(cluster(), { pace: { boot: 1_500 } });
    const { operator } = story.platform;
    const run = async (fate: (ref: SessionRef) => Promise<void>) => {
      const started = story.amber(['run', '-o', 'jsonl', '[silent 600]']);
      const name = /"session":"([^"]+)"/.exec(await started.until('stdout', /wait …/))?.[1] ?? '';
      const start = performance.now();
      await fate({ project: 'team-a', name });
      const { code, stdout } = await started.done;
      const seconds = (performance.now() - start) / 1000;
      const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as object;
      expect({ code, result }).toMatchObject({ code: 1, result: { outcome: 'lost', stopped: true } });
      expect(seconds).toBeLessThan(WITHIN);
    };
    await Promise.all([run((ref) => operator.killRunner(ref)), run((ref) => operator.deletePod(ref))]);
  });
});
