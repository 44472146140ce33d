import type { Inputs } from '../inputs/inputs.ts';
import type { PlanFacts, RepositoryRole } from '../plan/plan-facts.ts';
import { type Actor, type CommentEvent, GHOST, type LabelEvent } from './github-event.ts';
import type { WorkflowContext } from './workflow-context.ts';

/** What the event's people may start, and why. */
export interface Permission {
  readonly may: 'all' | 'fix' | 'nothing';
  readonly because: string;
}

/** True if that role may push to the repository. */
export const mayPush = (access: RepositoryRole | undefined): boolean =>
  access === 'write' || access === 'maintain' || access === 'admin';

/** Those whose access has to be asked for: people, once each, that no input names. */
export function askedAbout(
  event: CommentEvent | LabelEvent,
  inputs: Pick<Inputs, 'allowUsers' | 'allowBots'>,
  context: Pick<WorkflowContext, 'triggeringActor'>,
): readonly string[] {
  const actors = actorsOf(event);
  if (actors === null || actors.some((actor) => isBot(actor, event) && !isNamed(actor, inputs.allowBots))) return [];
  const people = peopleOf(event, actors, context);
  return people.filter((login) => !inputs.allowUsers.includes(login));
}

/** Who may (docs/action.md). Any doubt is a no. */
export function permissionOf(
  event: CommentEvent | LabelEvent,
  inputs: Pick<Inputs, 'allowUsers' | 'allowBots'>,
  facts: Pick<PlanFacts, 'access'>,
  context: Pick<WorkflowContext, 'triggeringActor'>,
): Permission {
  const actors = actorsOf(event);
  if (actors === null) return no('the event does not say who it came from: the account is gone');
  const bots = actors.filter((actor) => isBot(actor, event));
  for (const bot of bots)
    if (!isNamed(bot, inputs.allowBots)) return no(`${bot.login} is a bot, and not in allow-bots`);
  for (const login of peopleOf(event, actors, context)) {
    if (inputs.allowUsers.includes(login)) continue;
    const access = facts.access[login] ?? 'unknown';
    if (access === 'unknown') return no(`what @${login} may do here could not be found out`);
    if (!mayPush(access)) return no(`@${login} has no write access (${access})`);
  }
  if (bots.length > 0) return { may: 'fix', because: `${bots.map(({ login }) => login).join(', ')} is in allow-bots` };
  return { may: 'all', because: 'everybody involved may write to the repository, or is in allow-users' };
}

/** Sender and author, once each; for a label the labeller alone. null if one of them is gone. */
function actorsOf(event: CommentEvent | LabelEvent): readonly Actor[] | null {
  const actors = event.kind === 'label' ? [event.sender] : [event.sender, event.author];
  const known = actors.filter((actor) => actor !== null && actor.login !== '' && actor.login !== GHOST);
  if (known.length < actors.length) return null;
  const [first, second] = known as readonly Actor[];
  if (first === undefined) return null;
  return second === undefined || second.login === first.login ? [first] : [first, second];
}

/** Logins, in lower case, of the accounts that must have access: bots that are allowed have none. */
function peopleOf(
  event: CommentEvent | LabelEvent,
  actors: readonly Actor[],
  { triggeringActor }: Pick<WorkflowContext, 'triggeringActor'>,
): readonly string[] {
  const people = actors.filter((actor) => !isBot(actor, event)).map(({ login }) => login.toLowerCase());
  // A re-run may be asked for by another person.
  const again = triggeringActor.toLowerCase();
  if (again !== '' && !actors.some(({ login }) => login.toLowerCase() === again)) people.push(again);
  return [...new Set(people)];
}

/** Not a person: a bot, or a person in whose name an app wrote. */
function isBot({ login, type }: Actor, event: CommentEvent | LabelEvent): boolean {
  return type !== 'User' || login.toLowerCase().endsWith('[bot]') || (event.kind === 'comment' && event.viaApp);
}

const isNamed = ({ login }: Actor, logins: readonly string[]): boolean => logins.includes(login.toLowerCase());
const no = (because: string): Permission => ({ may: 'nothing', because });
