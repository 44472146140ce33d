import { plain } from './errors.ts';

/**
 * The texts of `Warning` headers (RFC 7234, section 5.5), as the API server sends them: `299 - "unknown field \"spec.x\""`.
 * Several headers come joined with ", ". Other codes are a cache's.
 */
export function warningsOf(headers: { readonly [name: string]: string }): readonly string[] {
  const found: string[] = [];
  for (const [, quoted = ''] of (headers.warning ?? '').matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g))
    found.push(quoted.replace(/\\(.)/g, '$1'));
  return found;
}

/** A warning of the API server, in words that say what it means for a run. */
export function noticeOf(warning: string): string {
  const field = /^unknown field "([^"]+)"$/.exec(warning)?.[1];
  if (field === undefined) return `warning: the API server says: ${plain(warning)}`;
  const what =
    field === 'spec.stopOnRunFinished'
      ? 'Amber stops the session itself when its run has ended'
      : 'it has no effect here';
  return `warning: this cluster's AgenticSession has no ${plain(field)}, so that it was dropped: ${what} (amber crd --check)`;
}
