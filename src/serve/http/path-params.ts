import type { SessionRef } from '../../core/session/session.ts';
import { HttpError } from './responses.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** A project's name as it came in a path. @throws HttpError 400 */
export function projectOf(params: { readonly [name: string]: string }): string {
  const { project = '' } = params;
  if (!LABEL.test(project)) throw new HttpError(400, 'Invalid project name format');
  return project;
}

/**
 * The session that a path names. Names become parts of file names: nothing passes that Kubernetes would refuse.
 * @throws HttpError 400, 404
 */
export function sessionOf(params: { readonly [name: string]: string }): SessionRef {
  const project = projectOf(params);
  const { name = '' } = params;
  if (!NAME.test(name) || name.includes('..')) throw new HttpError(404, 'Session not found');
  return { project, name };
}
