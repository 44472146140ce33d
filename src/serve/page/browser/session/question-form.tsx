import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { QuestionItem } from '../../../../core/outcome.ts';
import type { OpenQuestion } from '../../../../core/transcript/conversation.ts';

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
  const areSomeRequired = questions.some(({ required }) => required === true);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const data = new FormData(form);
    const answers = questions.map((_, index) => {
      const given = data.getAll(`q${index}`).map(String);
      const own = String(data.get(`own${index}`) ?? '').trim();
      return [...given, ...(own === '' ? [] : [own])].join(', ');
    });
    await props.answer(answers);
    setBusy(false);
  };
  return (
    <form
      class="question"
      aria-label="The agent asks"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {message === undefined ? null : <p>{message}</p>}
      {questions.map((item, index) => (
        <Fields
          key={index}
          item={item}
          index={index}
          hint={areSomeRequired && item.required !== true ? ' (optional)' : ''}
        />
      ))}
      <div class="actions">
        <button type="submit" class="primary" disabled={isBusy}>
          Answer
        </button>
      </div>
    </form>
  );
}

function Fields({ hint, index, item }: { readonly item: QuestionItem; readonly index: number; readonly hint: string }) {
  const { header, multiSelect, options, question, required } = item;
  const preset = item.default ?? '';
  const presets = multiSelect ? preset.split(', ') : [preset];
  const isOwn = preset !== '' && !options.some(({ label }) => presets.includes(label));
  const isRequired = required === true;
  if (options.length === 0)
    return (
      <p class="field">
        <label for={`q${index}`}>{question + hint}</label>
        <input id={`q${index}`} name={`q${index}`} defaultValue={preset} required={isRequired} autocomplete="off" />
      </p>
    );
  return (
    <fieldset>
      <legend>
        {header === undefined ? null : <span class="chip">{header}</span>}
        {question + hint}
      </legend>
      {options.map(({ label, description }) => (
        <label key={label} class="option">
          <input
            type={multiSelect ? 'checkbox' : 'radio'}
            name={`q${index}`}
            value={label}
            defaultChecked={presets.includes(label)}
          />
          <span>
            {label}
            {description === undefined || description === '' ? null : <small>{description}</small>}
          </span>
        </label>
      ))}
      <input
        name={`own${index}`}
        defaultValue={isOwn ? preset : ''}
        aria-label={`Another answer to: ${question}`}
        placeholder="Another answer"
        autocomplete="off"
      />
    </fieldset>
  );
}
