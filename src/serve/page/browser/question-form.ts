import { el } from './dom-and-api.ts';

interface Question {
  readonly question?: string;
  readonly options?: readonly (string | { readonly label?: string; readonly description?: string })[];
  readonly multiSelect?: boolean;
  readonly required?: boolean;
  readonly default?: unknown;
}

/** An answer to each of the questions, "" where there is none. Rejects with the error to show. */
export type Answer = (answers: readonly string[]) => Promise<void>;

/**
 * The form of a question, gone once it is answered: what has a default begins with it, and what is not required may be
 * left empty. Undefined if the arguments of the call are broken.
 */
export function questionForm(id: string, args: string, answer: Answer): HTMLFormElement | undefined {
  let questions: readonly Question[] = [];
  let message = '';
  try {
    const parsed = JSON.parse(args);
    questions = Array.isArray(parsed.questions) ? parsed.questions : [parsed];
    message = typeof parsed.message === 'string' ? parsed.message : '';
  } catch {
    return undefined;
  }
  const form = el('form', { class: 'question', 'data-call': id });
  if (message !== '') form.append(el('p', {}, message));
  const areSomeRequired = questions.some(({ required }) => required === true);
  for (const [index, question] of questions.entries())
    form.append(fieldsOf(question, `q${index}`, areSomeRequired && question.required !== true ? ' (optional)' : ''));
  const wrong = el('p', { class: 'error', role: 'alert' });
  form.append(el('button', {}, 'Answer'), wrong);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const data = new FormData(form);
    answer(questions.map((_, index) => data.getAll(`q${index}`).join(', '))).then(
      () => form.remove(),
      (error) => {
        wrong.textContent = error.message;
      },
    );
  });
  return form;
}

function fieldsOf(item: Question, name: string, hint: string): HTMLFieldSetElement {
  const { question = '', options = [], multiSelect = false } = item;
  const preset = typeof item.default === 'string' ? item.default : '';
  const fields = el('fieldset', {}, el('legend', {}, String(question) + hint));
  for (const option of Array.isArray(options) ? options : []) {
    const label = typeof option === 'string' ? option : String(option.label ?? '');
    const input = el('input', { type: multiSelect ? 'checkbox' : 'radio', name, value: label });
    input.checked = label === preset || (multiSelect && preset.split(', ').includes(label));
    const about = typeof option === 'object' && option.description ? ` – ${option.description}` : '';
    fields.append(el('p', {}, el('label', {}, input, ` ${label}${about}`)));
  }
  if (!fields.querySelector('input'))
    fields.append(el('input', { name, value: preset, 'aria-label': String(question) }));
  return fields;
}
