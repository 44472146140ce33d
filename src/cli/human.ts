import type { Readable, Writable } from 'node:stream';
import type { Question, QuestionItem } from '../core/outcome.ts';
import type { Human, PermissionPrompt } from '../engine/local/agent.ts';
import { oneLine, plain } from '../render/plain.ts';

/** Of a permission's title so many characters are shown: a whole command, and not so much that the options are alone on the screen. */
const LONGEST_TITLE = 2_000;

/** A terminal with a person before it. */
export interface Asking {
  readonly input: Readable;
  readonly output: Writable;
  /** Takes the status line away while the person reads and types. Gives what brings it back. */
  readonly pause: () => () => void;
}

/** Asks on the terminal, one thing at a time: an agent may ask for several permissions at once. */
export function terminalHuman(asking: Asking): Human {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const mine = last.then(ask);
    last = mine.catch(() => {});
    return mine;
  };
  return {
    permission: (request, signal) => inTurn(() => askPermission(asking, request, signal)),
    question: (question, signal) => inTurn(() => askQuestion(asking, question, signal)),
  };
}

async function askPermission(asking: Asking, request: PermissionPrompt, signal: AbortSignal): Promise<string | null> {
  const { title, options } = request;
  // On one line: a line break could bring options of its own.
  const shown = options.map(({ name }, at) => `  ${at + 1}) ${oneLine(name)}`).join('\n');
  const text = `\nThe agent asks for permission: ${titleOf(title)}\n${shown}\nYour choice (1–${options.length}): `;
  for (let prompt = text; ; prompt = `1 to ${options.length}, please: `) {
    const answer = await ask(asking, prompt, signal);
    if (answer === undefined) return null;
    const chosen = pick(answer, options);
    if (chosen !== undefined) return chosen.id;
  }
}

async function askQuestion(asking: Asking, question: Question, signal: AbortSignal): Promise<string[] | null> {
  const answers: string[] = [];
  for (const item of question.questions) {
    const answer = await askItem(asking, item, signal);
    if (answer === undefined) return null;
    answers.push(answer);
  }
  return answers;
}

async function askItem(asking: Asking, item: QuestionItem, signal: AbortSignal): Promise<string | undefined> {
  const options = item.options.map(({ label, description }, at) => {
    const more = description === undefined ? '' : ` – ${oneLine(description)}`;
    return `  ${at + 1}) ${oneLine(label)}${more}\n`;
  });
  const how =
    options.length === 0
      ? ''
      : item.multiSelect
        ? ' (numbers with commas, or your own words)'
        : ' (a number, or your own words)';
  const text = `\n${plain(item.question)}\n${options.join('')}Your answer${how}: `;
  for (;;) {
    const answer = (await ask(asking, text, signal))?.trim();
    if (answer === undefined) return undefined;
    if (answer !== '') return labelsOf(answer, item);
  }
}

/** Numbers become labels; anything else is the person's own answer. */
function labelsOf(answer: string, { options, multiSelect }: QuestionItem): string {
  const words = multiSelect ? answer.split(',').map((word) => word.trim()) : [answer];
  const labels = words.map((word) => pick(word, options)?.label);
  return labels.includes(undefined) ? answer : labels.join(', ');
}

function pick<T extends object>(answer: string, options: readonly T[]): T | undefined {
  const text = answer.trim();
  if (/^\d+$/.test(text)) return options[Number(text) - 1];
  const named = options.filter((option) =>
    Object.values(option).some((value) => typeof value === 'string' && value.toLowerCase() === text.toLowerCase()),
  );
  return named.length === 1 ? named[0] : undefined;
}

/**
 * One line from the terminal; undefined at its end (Ctrl-D). The terminal stays in its usual mode, so that Ctrl-C is a signal
 * as everywhere and not a key that readline would take.
 */
async function ask({ input, output, pause }: Asking, text: string, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const { createInterface } = await import('node:readline/promises');
  const resume = pause();
  const lines = createInterface({ input, output, terminal: false });
  try {
    const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
    return await Promise.race([lines.question(text, { signal }), ended]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
    resume();
  }
}

function titleOf(foreign: string): string {
  const title = oneLine(foreign);
  const more = title.length - LONGEST_TITLE;
  return more > 0 ? `${title.slice(0, LONGEST_TITLE)}… (and ${more} characters more)` : title;
}
