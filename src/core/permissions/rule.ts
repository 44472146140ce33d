import { isObject } from '../agui/events.ts';
import type { RuleAnswers } from '../result.ts';

/** What a rule answers. `ask`: a person decides; where there is none to ask, the request is refused. */
export const RULE_ANSWERS = ['allow', 'deny', 'ask'] as const;
export type RuleAnswer = (typeof RULE_ANSWERS)[number];

/** The kinds of tools (Agent Client Protocol, `ToolKind`). A tool call without one is `other`. */
export const TOOL_KINDS = [
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/** One rule of a permissions file. It matches where all that it names does. */
export interface PermissionRule {
  readonly answer: RuleAnswer;
  /** Any of them. */
  readonly kinds?: readonly ToolKind[];
  /** Patterns, any of them: relative to the session's directory, or absolute. */
  readonly paths?: readonly string[];
  /** Command lines in which `*` is any text, any of them. */
  readonly commands?: readonly string[];
  /** Where it begins in its file, from 1. */
  readonly line: number;
}

/** The rules of one file, in their order: the first that matches counts. */
export interface PermissionRules {
  /** The file's path, as people know it. */
  readonly file: string;
  readonly rules: readonly PermissionRule[];
}

/** No rules: also where others are configured. */
export const NO_RULES: PermissionRules = { file: 'none', rules: [] };

/** What an event says of the requests that rules have answered; undefined if it says something else. */
export function readRuleAnswers({ allowed, refused }: { readonly [field: string]: unknown }): RuleAnswers | undefined {
  return typeof allowed === 'number' && typeof refused === 'number' ? { allowed, refused } : undefined;
}

/** The rules as a session keeps them: an annotation. */
export function rulesText(rules: PermissionRules): string {
  return JSON.stringify(rules);
}

/** The rules that a session keeps. @throws Error for a text that `rulesText` did not write */
export function rulesIn(text: string): PermissionRules {
  const value: unknown = JSON.parse(text);
  if (!isObject(value) || typeof value.file !== 'string' || !Array.isArray(value.rules) || !value.rules.every(isRule))
    throw new Error('these are no permission rules');
  return { file: value.file, rules: value.rules };
}

function isRule(value: unknown): value is PermissionRule {
  if (!isObject(value)) return false;
  const { answer, kinds, paths, commands, line } = value;
  return (
    RULE_ANSWERS.some((one) => one === answer) &&
    typeof line === 'number' &&
    [kinds, paths, commands].every((list) => list === undefined || isTexts(list))
  );
}

function isTexts(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string');
}
