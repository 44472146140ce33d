import type { Readable } from 'node:stream';
import { orAbort } from '../../async/abort.ts';
import { labelled } from '../../core/agui/question-tool.ts';
import type { Question, QuestionItem } from '../../core/result.ts';
import type { AnswerCheck, Human, PermissionPrompt } from '../../engine/local/acp/agent-interface.ts';
import { oneLine, plain } from '../../render/plain-text.ts';
import type { CommonOptions } from '../flags/common-options.ts';
import type { Io } from '../process/io.ts';
import { canAsk } from './capabilities.ts';
import { againText, asksForDiff, chosenOption, type PermissionScreen, permissionText } from './permission-prompt.ts';

/** Asks a person yes or no. False where nobody can be asked, and for any answer but a yes. */
export async function confirm(
  io: Pick<Io, 'stdin' | 'stderr'>,
  options: Pick<CommonOptions, 'input'>,
  question: string,
): Promise<boolean> {
  if (!canAsk(io, options)) return false;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: io.stdin.stream, output: io.stderr.stream, terminal: false });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return /^\s*y(?:es)?\s*$/i.test(await Promise.race([lines.question(`${question} [y/N] `), ended]));
  } finally {
    lines.close();
  }
}

/** A terminal with a person before it. */
export interface Asking extends PermissionScreen {
  readonly input: Readable;
  /** Takes the status line away while the person reads and types. Returns what brings it back. */
  readonly pause: () => () => void;
  /** Called where the input ends. Aborts `stopping` if the terminal is gone: that is nobody's answer. */
  readonly inputEnded?: () => void;
  /** Aborted once a stop was asked for: what comes after that answers nothing. */
  readonly stopping?: AbortSignal;
}

/** Asks on the terminal, one thing at a time: an agent may ask for several permissions at once. */
export function askOnTerminal(asking: Asking): Human {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const mine = last.then(ask);
    last = mine.catch(() => {});
    return mine;
  };
  return {
    permission: (request, signal) => inTurn(() => askPermission(asking, request, signal)),
    question: (question, signal, rules) => inTurn(() => askQuestion(asking, question, signal, rules)),
  };
}

async function askPermission(asking: Asking, request: PermissionPrompt, signal: AbortSignal): Promise<string | null> {
  const { options } = request;
  let asked = await permissionText(request, asking);
  for (let prompt = asked.text; ; ) {
    const answer = await askUntilStopped(asking, prompt, signal);
    if (answer === undefined) return null;
    if (!asked.isWhole && asksForDiff(answer)) {
      asked = await permissionText(request, asking, 'all');
      prompt = asked.text;
      continue;
    }
    const chosen = chosenOption(answer, options);
    if (chosen !== undefined) return chosen.id;
    prompt = againText(options, asked);
  }
}

async function askQuestion(
  asking: Asking,
  { message, questions }: Question,
  signal: AbortSignal,
  problemWith: AnswerCheck = () => undefined,
): Promise<string[] | null> {
  const answers: string[] = [];
  for (const [at, item] of questions.entries()) {
    const before = at === 0 && message !== undefined ? `\n${plain(message)}\n` : '';
    const answer = await askItem(asking, before, item, signal, (given) => problemWith(at, given));
    if (answer === undefined) return null;
    answers.push(answer);
  }
  return answers;
}

/** An empty answer takes the default, or skips what may be skipped. */
async function askItem(
  asking: Asking,
  before: string,
  item: QuestionItem,
  signal: AbortSignal,
  problemWith: (answer: string) => string | undefined,
): Promise<string | undefined> {
  const options = item.options.map(({ label, description }, at) => {
    const more = description === undefined ? '' : ` – ${oneLine(description)}`;
    return `  ${at + 1}) ${oneLine(label)}${more}\n`;
  });
  const asks = `Your answer${howTo(item)}: `;
  const text = `${before}\n${plain(item.question)}\n${options.join('')}${asks}`;
  for (let prompt = text; ; ) {
    const given = await askUntilStopped(asking, prompt, signal);
    if (given === undefined) return undefined;
    const answer = labelled(given, item);
    const problem = problemWith(answer);
    if (problem === undefined && (answer !== '' || item.default !== undefined || item.required !== true)) return answer;
    prompt = problem === undefined ? text : `${oneLine(problem)}\n${asks}`;
  }
}

function howTo({ default: preset, multiSelect, options, optionsOnly, required }: QuestionItem): string {
  const ways = [
    ...(options.length === 0
      ? []
      : [`${multiSelect ? 'numbers with commas' : 'a number'}${optionsOnly ? '' : ', or your own words'}`]),
    ...(preset !== undefined ? [`Enter: ${oneLine(preset)}`] : required === true ? [] : ['Enter skips it']),
  ];
  return ways.length === 0 ? '' : ` (${ways.join('; ')})`;
}

/** The same as `askLine`; once a stop was asked for there is no answer, and the end of the turn is waited for. */
async function askUntilStopped(asking: Asking, text: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await askLine(asking, text, signal);
  if (answer === undefined) asking.inputEnded?.();
  return asking.stopping?.aborted === true ? orAbort(new Promise<never>(() => {}), signal) : answer;
}

/**
 * One line from the terminal; undefined at its end (Ctrl-D, or a terminal that is gone). The terminal stays in its usual mode, so that Ctrl-C is a signal
 * as everywhere and not a key that readline would take.
 */
export async function askLine(
  { input, output, pause }: Pick<Asking, 'input' | 'output' | 'pause'>,
  text: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  signal.throwIfAborted();
  const { createInterface } = await import('node:readline/promises');
  const resume = pause();
  const lines = createInterface({ input, output, terminal: false });
  try {
    const ended = new Promise<undefined>((resolve) => {
      for (const event of ['close', 'error']) lines.once(event, () => resolve(undefined));
    });
    return await Promise.race([lines.question(text, { signal }), ended]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
    resume();
  }
}
