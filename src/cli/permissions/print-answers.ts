import type { PermissionRule, PermissionRules } from '../../core/permissions/rule.ts';
import type { PermissionMode } from '../../core/session/permission-mode.ts';
import { oneLine } from '../../render/plain-text.ts';
import { table } from '../output/plain-table.ts';
import type { TriedAnswer } from './try-rules.ts';

/** What was asked, of which rules. */
export interface Answered {
  readonly rules: PermissionRules;
  readonly mode: PermissionMode;
  readonly answers: readonly TriedAnswer[];
}

/** For programs. */
export function answersObject({ rules, mode, answers }: Answered): object {
  return {
    file: rules.file,
    mode,
    rules: rules.rules.map(({ line, answer, kinds, paths, commands }) => ({
      line,
      answer,
      ...(kinds !== undefined && { kind: kinds }),
      ...(paths !== undefined && { path: paths }),
      ...(commands !== undefined && { command: commands }),
    })),
    items: answers.map(({ call, answer, unattended, rule, passed }) => ({
      title: call.title,
      kind: call.kind ?? 'other',
      answer,
      unattended,
      line: rule?.line ?? null,
      passed: passed.map((one) => ({ line: one.rule.line, why: one.why })),
    })),
  };
}

/** The rules of a file that is right. */
export function rulesTable({ file, rules }: PermissionRules, width: number | undefined): string {
  if (rules.length === 0) return `${file}: no rules\n`;
  const rows = rules.map((rule) => [String(rule.line), rule.answer, namesOf(rule)]);
  return table(['LINE', 'ANSWER', 'FOR'], rows, width);
}

/** One answer, with the reasons of all rules before. */
export function oneAnswer({ rules, mode, answers: [only] }: Answered, width: number | undefined): string {
  if (only === undefined) return '';
  const { passed, rule } = only;
  const by =
    rule === null
      ? `no rule of ${rules.file} matches: --permissions ${mode}`
      : `${rules.file}:${rule.line}: ${namesOf(rule)}`;
  const head = `${shownAnswer(only)}  ${oneLine(by)}\n`;
  if (passed.length === 0) return head;
  const rows = passed.map((one) => [String(one.rule.line), one.rule.answer, namesOf(one.rule), one.why]);
  return `${head}\n${table(['LINE', 'ANSWER', 'FOR', 'DOES NOT MATCH'], rows, width)}`;
}

/** The answers to a session's calls, one a line. */
export function answersTable({ mode, answers }: Answered, width: number | undefined): string {
  const rows = answers.map((one) => [
    shownAnswer(one),
    one.rule === null ? `--permissions ${mode}` : `line ${one.rule.line}`,
    one.call.kind ?? 'other',
    one.call.title,
  ]);
  return table(['ANSWER', 'BY', 'KIND', 'TOOL CALL'], rows, width);
}

function shownAnswer({ answer, unattended }: TriedAnswer): string {
  return answer === unattended ? answer : `${answer} (${unattended} where nobody can be asked)`;
}

function namesOf({ kinds, paths, commands }: PermissionRule): string {
  const named = Object.entries({ kind: kinds, path: paths, command: commands });
  const parts = named.flatMap(([name, list]) => (list === undefined ? [] : [`${name} ${list.join(', ')}`]));
  return parts.length === 0 ? 'everything' : parts.join('; ');
}
