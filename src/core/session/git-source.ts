import { invalid } from '../errors.ts';
import { hasControl } from '../text.ts';
import type { Repo, Workflow } from './session.ts';

/**
 * `url` or `url#branch`. `field` is what an error calls it.
 * @throws AmberError INVALID
 */
export function parseRepo(text: string, field = 'repo'): Repo {
  const { url, rest } = split(text);
  checkGitUrl(url, field);
  if (rest === undefined) return { url };
  checkBranch(rest, field);
  return { url, branch: rest };
}

/**
 * `url`, `url#branch`, `url#branch:path` or `url#:path`.
 * @throws AmberError INVALID
 */
export function parseWorkflow(text: string, field = 'workflow'): Workflow {
  const { url, rest } = split(text);
  checkGitUrl(url, field);
  if (rest === undefined) return { gitUrl: url };
  const colon = rest.indexOf(':');
  const branch = colon < 0 ? rest : rest.slice(0, colon);
  const path = colon < 0 ? undefined : rest.slice(colon + 1);
  if (branch !== '' || path === undefined) checkBranch(branch, field);
  if (path !== undefined) checkPath(path, field);
  return { gitUrl: url, ...(branch === '' ? {} : { branch }), ...(path === undefined ? {} : { path }) };
}

/**
 * An address that `git clone` may be given: https, http, ssh, git, file, `user@host:path` or an absolute path. Never
 * an option, never a transport that runs commands (`ext::`), never one with a password inside, since it would stand in
 * argv and in the session object.
 * @throws AmberError INVALID
 */
export function checkGitUrl(url: string, field: string): void {
  const allowed = 'an https, http, ssh, git or file URL, user@host:path, or an absolute path';
  if (url.length > 2048 || hasBlankOrControl(url) || !isGitAddress(url)) {
    throw invalid(field, allowed, withoutPassword(url));
  }
  if (withoutPassword(url) !== url) {
    throw invalid(field, 'a URL without a password; give it to git by a credential helper', withoutPassword(url));
  }
}

/**
 * The rules of `git check-ref-format --branch`.
 * @throws AmberError INVALID
 */
export function checkBranch(branch: string, field: string): void {
  const wrong =
    branch === '' ||
    branch === '@' ||
    branch.length > 250 ||
    hasBlankOrControl(branch) ||
    /^[-/]|[~^:?*[\\]|\.\.|@\{|\/\/|[/.]$|\.lock(\/|$)|(^|\/)\./.test(branch);
  if (wrong) throw invalid(`branch of ${field}`, 'a name that git takes for a branch', branch);
}

function checkPath(path: string, field: string): void {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..') || hasControl(path)) {
    throw invalid(`path of ${field}`, 'a path inside of the repository', path);
  }
}

function split(text: string): { url: string; rest: string | undefined } {
  const hash = text.indexOf('#');
  return hash < 0 ? { url: text, rest: undefined } : { url: text.slice(0, hash), rest: text.slice(hash + 1) };
}

function isGitAddress(url: string): boolean {
  if (/^(https?|ssh|git):\/\/[^/?#]+\/./i.test(url)) return !/^[a-z]+:\/\/([^/@]*@)?-/i.test(url);
  if (/^file:\/\/\/./i.test(url)) return true;
  if (/^\/./.test(url) || /^[A-Za-z]:[\\/]/.test(url)) return true;
  return /^([A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!:)[^-:].*$/.test(url) && !url.includes('://');
}

/** The URL with `***` for a password; over http also for a lone user name as long as a token. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@:]*:[^/]*@/i, '$1***@').replace(/^(https?:\/\/)[^/]{16,}@/i, '$1***@');
}

function hasBlankOrControl(text: string): boolean {
  return text.includes(' ') || hasControl(text);
}
