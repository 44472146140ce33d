import { invalid } from '../errors.ts';
import { hasControl } from '../text.ts';
import { checkBranch, checkGitUrl } from './git-source.ts';
import { checkAnnotations, checkEnvironmentName, checkLabels, checkProject } from './names.ts';
import type { SessionMeta, SessionSpec } from './session.ts';

/** Whole seconds that every engine can store: a signed 32-bit integer. */
const MAX_SECONDS = 2 ** 31 - 1;

/**
 * Checks what a session is to be made of, before anything is sent: the platform accepts almost anything and then never
 * starts, or answers 500 (docs/platform.md, "Traps of the objects").
 * @throws AmberError INVALID, with the field, its value and what is allowed; never with the value of a secret
 */
export function validateSpec(spec: SessionSpec, meta: SessionMeta): void {
  checkProject(meta.project);
  checkRequestId(meta.requestId);
  checkLabels(meta.labels ?? {});
  checkAnnotations(meta.annotations ?? {});
  checkLine('display name', spec.displayName, 256);
  checkLine('agent', spec.runnerType, 4096);
  checkSeconds('timeout', spec.timeout);
  checkSeconds('inactivity timeout', spec.inactivityTimeout);
  checkModel(spec.llmSettings ?? {});
  for (const { url, branch } of spec.repos ?? []) checkSource('repo', url, branch);
  if (spec.activeWorkflow !== undefined)
    checkSource('workflow', spec.activeWorkflow.gitUrl, spec.activeWorkflow.branch);
  checkEnvironment(spec.environmentVariables ?? {});
}

/** The request id is kept as an annotation and searched for after a lost answer. */
function checkRequestId(requestId: string): void {
  if (!/^[\x21-\x7e]{1,253}$/.test(requestId)) {
    throw invalid('request id', '1 to 253 visible ASCII characters without blanks', requestId);
  }
}

function checkLine(field: string, value: string | undefined, longest: number): void {
  if (value === undefined) return;
  if (value.trim() === '' || value.length > longest || hasControl(value)) {
    throw invalid(field, `one line of at most ${longest} characters, not empty`, value);
  }
}

function checkSeconds(field: string, value: number | undefined): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < 0 || value > MAX_SECONDS) {
    throw invalid(field, `whole seconds from 0 to ${MAX_SECONDS}`, value);
  }
}

function checkModel({ model, temperature, maxTokens }: NonNullable<SessionSpec['llmSettings']>): void {
  checkLine('model', model, 256);
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 2)) {
    throw invalid('temperature', 'a number from 0 to 2', temperature);
  }
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens > 0 && maxTokens <= MAX_SECONDS)) {
    throw invalid('max tokens', 'a whole number above 0', maxTokens);
  }
}

function checkSource(field: string, url: string, branch: string | undefined): void {
  checkGitUrl(url, field);
  if (branch !== undefined) checkBranch(branch, field);
}

function checkEnvironment(variables: { readonly [name: string]: string }): void {
  for (const [name, value] of Object.entries(variables)) {
    checkEnvironmentName(name);
    // The value may be a secret: it stays out of the message.
    if (typeof value !== 'string' || value.includes('\0')) {
      throw invalid(`value of environment variable "${name}"`, 'text without NUL characters');
    }
  }
}
