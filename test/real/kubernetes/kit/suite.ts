import { afterAll, beforeAll, describe } from 'vitest';
import { Cluster } from './cluster.ts';
import { type ControlPlaneOptions, NO_API_SERVER } from './control-plane.ts';

/** Tests that share one cluster, which is there from the first to the last of them; skipped where there can be none. */
export function onCluster(
  name: string,
  crd: object,
  tests: (cluster: () => Cluster) => void,
  options?: ControlPlaneOptions,
): void {
  describe.skipIf(NO_API_SERVER)(`${name}${NO_API_SERVER ? ` (skipped: ${NO_API_SERVER})` : ''}`, () => {
    let cluster: Cluster | undefined;
    beforeAll(async () => {
      cluster = await Cluster.start(crd, options);
    });
    afterAll(() => cluster?.[Symbol.asyncDispose]());
    tests(() => {
      if (cluster === undefined) throw new Error('the cluster has not started');
      return cluster;
    });
  });
}
