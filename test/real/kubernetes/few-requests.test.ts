import { expect, test } from 'vitest';
import { onKubernetes } from './kit/amber.ts';
import { ApiProxy } from './kit/api-proxy.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
import { onCluster } from './kit/suite.ts';

/** Create, a watch of the session, a watch of its pod, stop. */
const A_RUN = ['GET watch agenticsessions', 'GET watch pods', 'PATCH agenticsessions', 'POST agenticsessions'];

onCluster('what a run asks of the API server', PLATFORM_CRD, (cluster) => {
  test.each(['[echo] short', '[slow 12]', '[silent 27]'])('is the same, whatever happens in it: %s', async (prompt) => {
    const { plane } = cluster();
    await using server = await ApiProxy.start(plane.url, plane.ca);
    await using story = await onKubernetes(cluster(), { server });
    // The platform's own stop would spare Amber's.
    story.platform.traps.autoStop = false;
    expect(await story.result('run', prompt)).toMatchObject({ outcome: 'finished', stopped: true });
    const asked = server.requests.map(({ method, url }) => {
      const { pathname, searchParams } = new URL(url, server.url);
      const [, resource] = /\/namespaces\/team-a\/([^/]+)/.exec(pathname) ?? [];
      return `${method}${searchParams.get('watch') === 'true' ? ' watch' : ''} ${resource}`;
    });
    expect(asked.sort()).toEqual(A_RUN);
  });
});
