import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { QuestionItem } from '../../../../core/result.ts';
import type { OpenQuestion } from '../../../../core/transcript/conversation.ts';
import { markdown } from '../../../../render/html/markdown-element.ts';
import { headerOf } from '../../../../render/html/session/question-card.ts';
import { oneLine, plain } from '../../../../render/plain-text.ts';
import { toElements } from '../elements.tsx';

/**
 * The form of a question: what has a default begins with it, and what is not required may be left empty. `answer` gets an
 * answer to each of its items, "" where there is none.
 */
export function QuestionForm(props: {
  readonly asked: OpenQuestion;
  readonly answer: (answers: readonly string[]) => Promise<unknown>;
}): JSX.Element {
  const { message, questions } = props.asked.question;
  const [isBusy, setBusy] = useState(false);
  const [missing, setMissing] = useState<number>();
  const areSomeRequired = questions.some(({ required }) => required === true);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    if (isBusy) return;
    const data = new FormData(form);
    const answers = questions.map((_, index) => {
      const given = data
        .getAll(`q${index}`)
        .map(String)
        .filter((one) => one.trim() !== '');
      const own = String(data.get(`own${index}`) ?? '').trim();
      return [...given, ...(own === '' ? [] : [own])].join(', ');
    });
    const needed = missingOf(questions, answers);
    setMissing(needed);
    if (needed !== undefined) {
      form.querySelector<HTMLElement>(`[name="q${needed}"]`)?.focus();
      return;
    }
    setBusy(true);
    await props.answer(answers);
    setBusy(false);
  };
  return (
    <form
      class="question"
      aria-label="The agent asks"
      noValidate
      onInput={() => setMissing(undefined)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void submit(event.currentTarget);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {message === undefined ? null : toElements(markdown({ text: message }))}
      {questions.map((item, index) => (
        <Fields
          key={index}
          item={item}
          index={index}
          hint={areSomeRequired && item.required !== true ? ' (optional)' : ''}
          isMissing={missing === index}
        />
      ))}
      <div class="actions">
        <button type="submit" class="primary" disabled={isBusy}>
          Answer
          <kbd>Ctrl Enter</kbd>
        </button>
      </div>
    </form>
  );
}

/** The first of the items that needs an answer and has none: what is required, and of the others not all may be empty. */
function missingOf(questions: readonly QuestionItem[], answers: readonly string[]): number | undefined {
  const isAllEmpty = answers.every((one) => one === '');
  const needed = questions.findIndex(
    ({ required }, at) => answers[at] === '' && (required === true || (isAllEmpty && required !== false)),
  );
  return needed === -1 ? undefined : needed;
}

function Fields(props: {
  readonly item: QuestionItem;
  readonly index: number;
  readonly hint: string;
  readonly isMissing: boolean;
}): JSX.Element {
  const { hint, index, isMissing, item } = props;
  const { multiSelect, options, optionsOnly, question, required } = item;
  const preset = item.default ?? '';
  const presets = multiSelect ? preset.split(', ') : [preset];
  const isOwn = preset !== '' && !options.some(({ label }) => presets.includes(label));
  const text = toElements(markdown({ text: question + hint }));
  const header = headerOf(item);
  const state = {
    'aria-required': required === true,
    'aria-invalid': isMissing,
    'aria-describedby': isMissing ? `missing${index}` : undefined,
  };
  const problem = isMissing ? (
    <span class="problem" id={`missing${index}`} role="alert">
      An answer is needed here.
    </span>
  ) : null;
  if (options.length === 0)
    return (
      <div class="field">
        <label for={`q${index}`}>{text}</label>
        <input {...state} id={`q${index}`} name={`q${index}`} defaultValue={plain(preset)} autocomplete="off" />
        {problem}
      </div>
    );
  return (
    <fieldset>
      <legend>
        {header === undefined ? null : <span class="chip">{header}</span>}
        {text}
      </legend>
      {options.map(({ label, description }) => (
        <label key={label} class="option">
          <input
            type={multiSelect ? 'checkbox' : 'radio'}
            name={`q${index}`}
            value={label}
            {...state}
            defaultChecked={presets.includes(label)}
          />
          <span>
            {plain(label)}
            {description === undefined || description === '' ? null : <small>{plain(description)}</small>}
          </span>
        </label>
      ))}
      {optionsOnly ? null : (
        <input
          name={`own${index}`}
          defaultValue={isOwn ? plain(preset) : ''}
          aria-label={`Another answer to: ${oneLine(question)}`}
          placeholder="Another answer"
          autocomplete="off"
        />
      )}
      {problem}
    </fieldset>
  );
}
