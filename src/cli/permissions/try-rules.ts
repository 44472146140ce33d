import { type Judgement, judge } from '../../core/permissions/judge.ts';
import type { PermissionRule, PermissionRules } from '../../core/permissions/rule.ts';
import { claimsOf } from '../../core/permissions/tool-request.ts';
import type { PermissionMode } from '../../core/session/permission-mode.ts';
import { decide, decideByRule, type PermissionDecision } from '../../engine/local/acp/turn/decide-permission.ts';
import { locateClaims } from '../../engine/local/acp/turn/locate-paths.ts';

/** A tool call that is tried. */
export interface TriedCall {
  readonly title: string;
  readonly kind?: string;
  readonly input: unknown;
  readonly paths: readonly string[];
  /** It has shown what it would change in files. */
  readonly edits?: boolean;
}

type Answer = 'allow' | 'deny' | 'ask';

/** What a request would be answered, and why. */
export interface TriedAnswer {
  readonly call: TriedCall;
  readonly answer: Answer;
  /** The same where no person can be asked. */
  readonly unattended: Answer;
  /** The rule that says it; null where none matches, and the mode does. */
  readonly rule: PermissionRule | null;
  readonly passed: Judgement['passed'];
}

/** What a run answers is made of. */
export interface AnswerSettings {
  readonly rules: PermissionRules;
  readonly mode: PermissionMode;
  readonly workspace: string;
}

/** What a run would answer if an agent asked before this call: by the very code that answers agents. */
export async function answerCall(call: TriedCall, { rules, mode, workspace }: AnswerSettings): Promise<TriedAnswer> {
  const claims = claimsOf({ kind: call.kind, input: call.input, paths: call.paths, edits: call.edits === true });
  const located = await locateClaims(claims, workspace);
  const { rule, passed } = judge(rules.rules, located);
  const request = { title: call.title, options };
  const say = (person: boolean): Answer =>
    wordOf(rule === undefined ? decide(mode, request, located, person) : decideByRule(rule.answer, request, person));
  return { call, answer: say(true), unattended: say(false), rule: rule ?? null, passed };
}

/** What every agent offers. */
const options = [
  { id: 'allow', name: 'Allow', kind: 'allow_once' },
  { id: 'deny', name: 'Deny', kind: 'reject_once' },
];

function wordOf(decision: PermissionDecision): Answer {
  if (decision.answer === 'ask') return 'ask';
  return decision.answer === 'select' && !decision.refused ? 'allow' : 'deny';
}
