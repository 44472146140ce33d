import { describe, expect, test } from 'vitest';
import { runSession } from '../../src/run/run-session.ts';
import { heartOn, META } from '../engine/platform/harness.ts';
import { loadScene, type SceneName } from '../fakes/platform/scene.ts';
import { startPlatform } from '../fakes/platform/server.ts';

// Nothing is scaled here: the recorded scenes at their own pace, Amber with its own waits.
describe.concurrent('in real time', () => {
  test.each<[SceneName, string]>([
    ['runner-killed', 'RUNNER_GONE'],
    ['pod-deleted', 'RUNNER_RESTARTED'],
  ])(
    '%s: lost within 30 s of the silence',
    async (scene, code) => {
      await using platform = await startPlatform({ scene });
      const { deps, updates } = heartOn(platform);
      let silentSince = 0;
      const emit = deps.emit;
      const noted: typeof emit = (more) => {
        if (more.some(({ type }) => type === 'event')) silentSince = performance.now();
        return emit(more);
      };
      const result = await runSession({ initialPrompt: loadScene(scene).prompt }, META, { ...deps, emit: noted });
      expect(performance.now() - silentSince).toBeLessThan(30_000);
      expect(result).toMatchObject({ outcome: 'lost', exitCode: 1, error: { code }, stopped: true });
      expect(updates.at(-1)).toEqual({ type: 'result', result });
    },
    60_000,
  );
});
