import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The suite is over when its last file is. Files that wait in real time, or for processes of their own, come first, so that
 * the ones that only compute fill the time in between; of equals the largest comes first. None that takes seconds comes last.
 */
const FIRST = [
  ...['scenarios/platform-others', 'scenarios/', 'engine/', 'serve/', 'library/', 'scripts/', 'sse/', 'render/growth'],
  ...['github/', ''],
];

export class WaitsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const [, path = ''] = moduleId.split('/test/');
      return FIRST.findIndex((start) => path.startsWith(start));
    };
    const bySize = await super.sort(files);
    return bySize.toSorted((a, b) => rank(a) - rank(b));
  }
}
