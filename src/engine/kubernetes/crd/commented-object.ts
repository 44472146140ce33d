import type { Manifest } from '../../../core/session/session.ts';

/** An object of Kubernetes, and the comment above it where it is printed for people. */
export interface CommentedObject {
  readonly object: Manifest;
  readonly comment: string;
  /** Comments on parts of it, by their place: `rules.0`. */
  readonly notes?: { readonly [place: string]: string };
}
