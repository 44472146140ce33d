import type { Question, QuestionItem } from '../../../core/result.ts';
import { plain } from '../../plain-text.ts';
import { type HtmlElement, h } from '../element.ts';
import { markdown } from '../markdown-element.ts';

/** What an agent asked, what could be chosen, and what was answered; `answer` undefined: nothing yet. */
export function questionCard(props: {
  readonly question: Question;
  readonly answer: string | undefined;
  /** The id of the element. */
  readonly anchor?: string | undefined;
  readonly took?: string | undefined;
}): HtmlElement {
  const { anchor, answer, question, took } = props;
  const { message, questions } = question;
  return h(
    'article',
    { class: `asked ${answer === undefined ? 'open' : 'answered'}`, id: anchor, 'aria-label': 'Question' },
    h(
      'header',
      null,
      h('span', { class: 'who' }, 'Question'),
      took === undefined ? null : h('span', { class: 'time' }, took),
    ),
    message === undefined ? null : markdown({ text: message }),
    questions.map((item) => itemOf(item, answer)),
    h(
      'p',
      { class: 'answer' },
      h('span', { class: 'who' }, 'Answer'),
      answer === undefined ? h('em', null, 'not yet') : h('span', { class: 'text' }, plain(answer).trim()),
    ),
  );
}

/** What stands before an item's question, unless the question says no more. */
export function headerOf({ header, question }: QuestionItem): string | undefined {
  const shown = plain(header ?? '').trim();
  return shown === '' || shown === question.trim() ? undefined : shown;
}

function itemOf(item: QuestionItem, answer: string | undefined): HtmlElement {
  const { options, question } = item;
  const header = headerOf(item);
  const isChosen = (label: string): boolean => answer?.split(/,\s*|\n/).some((one) => one.trim() === label) === true;
  return h(
    'div',
    { class: 'item' },
    header === undefined ? null : h('span', { class: 'chip' }, header),
    markdown({ text: question }),
    options.length === 0
      ? null
      : h(
          'ul',
          null,
          options.map(({ description = '', label }) =>
            h(
              'li',
              { class: isChosen(label) ? 'chosen' : undefined },
              h('span', { class: 'sign', 'aria-hidden': 'true' }, isChosen(label) ? '✔' : '○'),
              isChosen(label) ? h('span', { class: 'hidden' }, 'chosen: ') : null,
              h('span', null, plain(label), description === '' ? null : h('small', null, plain(description))),
            ),
          ),
        ),
  );
}
