import { isObject } from '../agui/events.ts';
import { AmberError, invalid } from '../errors.ts';
import { hasControl } from '../text.ts';
import { type AgentOptions, ANNOTATION, type Session, type SessionSpec } from './session.ts';
import { strings } from './session-json.ts';

/** The greatest number of them, and the greatest length of each (UTF-16 units). */
const MOST = { options: 50, text: 256 };

/** True where nothing is asked for. */
export function isEmptyOptions({ effort, mode, model, options = {} }: AgentOptions): boolean {
  return effort === undefined && mode === undefined && model === undefined && Object.keys(options).length === 0;
}

/** `later` laid over `earlier`. */
export function mergeOptions(earlier: AgentOptions, later: AgentOptions): AgentOptions {
  const options = { ...earlier.options, ...later.options };
  return { ...earlier, ...later, ...(Object.keys(options).length > 0 && { options }) };
}

/** Reads them from foreign JSON; what has another form is left out. */
export function readAgentOptions(json: unknown): AgentOptions {
  if (!isObject(json)) return {};
  const { model, effort, mode } = strings(json) ?? {};
  const options = strings(json.options) ?? {};
  return {
    ...(model !== undefined && { model }),
    ...(effort !== undefined && { effort }),
    ...(mode !== undefined && { mode }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

/** What annotations say that an agent is set to. */
export function optionsIn(annotations: { readonly [key: string]: string | null } = {}): AgentOptions {
  const { model: _inSpec, ...options } = readAgentOptions(parsed(annotations[ANNOTATION.agentOptions] ?? ''));
  return options;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What a session's agent is to be set to: its model is in the spec, as the platform has it, the rest in an annotation. */
export function agentOptionsOf({ metadata, spec }: Pick<Session, 'metadata' | 'spec'>): AgentOptions {
  const model = spec.llmSettings?.model;
  return { ...optionsIn(metadata.annotations), ...(model !== undefined && { model }) };
}

/** A session whose agent was set to that. */
export function withAgentOptions(session: Session, options: AgentOptions): Session {
  const { model, ...others } = mergeOptions(agentOptionsOf(session), options);
  const llmSettings: SessionSpec['llmSettings'] =
    model === undefined ? undefined : { ...session.spec.llmSettings, model };
  return {
    ...session,
    metadata: {
      ...session.metadata,
      annotations: { ...session.metadata.annotations, ...optionAnnotations(others) },
    },
    spec: { ...session.spec, ...(llmSettings !== undefined && { llmSettings }) },
  };
}

/** The annotation of a new session that carries all but the model; none where there is nothing to carry. */
export function optionAnnotations({ model: _inSpec, ...options }: AgentOptions): { readonly [key: string]: string } {
  return isEmptyOptions(options) ? {} : { [ANNOTATION.agentOptions]: JSON.stringify(options) };
}

/** @throws AmberError INVALID */
export function checkAgentOptions({ effort, mode, model, options = {} }: AgentOptions): void {
  checkText('model', model);
  checkText('effort', effort);
  checkText('mode', mode);
  const entries = Object.entries(options);
  if (entries.length > MOST.options) throw invalid('agent options', `at most ${MOST.options}`, entries.length);
  for (const [id, value] of entries) {
    checkText('name of an agent option', id);
    checkText(`agent option "${id}"`, value);
  }
}

function checkText(field: string, value: string | undefined): void {
  if (value === undefined || (value.trim() !== '' && value.length <= MOST.text && !hasControl(value))) return;
  throw invalid(field, `one line of at most ${MOST.text} characters, not empty`, value);
}

/** For an engine whose agents can't be set. `where`: of it, in words. @throws AmberError UNSUPPORTED if anything is asked for */
export function refuseOptions(options: AgentOptions, where: string): void {
  const [first] = namesOf(options);
  if (first === undefined) return;
  throw new AmberError('UNSUPPORTED', `${first} can't be set ${where}: only an agent that speaks ACP offers it`, {
    hint: `leave ${first} out, or use engine local`,
  });
}

/** What is asked for, as a person has named it. */
export function namesOf({ effort, mode, model, options = {} }: AgentOptions): readonly string[] {
  return [
    ...(model === undefined ? [] : ['--model']),
    ...(effort === undefined ? [] : ['--effort']),
    ...(mode === undefined ? [] : ['--mode']),
    ...Object.keys(options).map((id) => `--option ${id}`),
  ];
}
