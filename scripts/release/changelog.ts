/** CHANGELOG.md: what changed stands under "Unreleased" until a release gives it a number and a day. */

const UNRELEASED = '## Unreleased';

/** The changelog once a version is released: what was unreleased is that version's. @throws Error if nothing was */
export function withRelease(changelog: string, version: string, day: string): string {
  if (notesOf(changelog, version) !== undefined) throw new Error(`CHANGELOG.md has version ${version} already`);
  if (!notesOf(changelog, 'Unreleased'))
    throw new Error('CHANGELOG.md has nothing under "Unreleased": nothing to release');
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## ${version} (${day})`);
}

/** What the changelog says of a version; "" if nothing, undefined if it does not know it. */
export function notesOf(changelog: string, version: string): string | undefined {
  for (const section of changelog.split(/^(?=## )/m)) {
    const [heading = '', ...lines] = section.split('\n');
    if (heading.split(' ')[1] === version) return lines.join('\n').trim();
  }
  return undefined;
}
