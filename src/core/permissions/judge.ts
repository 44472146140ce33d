import { holdsCommand, isCommand, LONGEST_COMMAND } from './command-pattern.ts';
import { fitsPath, type Place } from './path-pattern.ts';
import type { PermissionRule, ToolKind } from './rule.ts';
import type { LocatedPath, RuledRequest } from './tool-request.ts';

/** What the rules say of one request. */
export interface Judgement {
  /** The first rule that matches; undefined if none does. */
  readonly rule: PermissionRule | undefined;
  /** The rules before it, and why each of them does not match. */
  readonly passed: readonly { readonly rule: PermissionRule; readonly why: string }[];
}

export function judge(rules: readonly PermissionRule[], request: RuledRequest): Judgement {
  const passed: { rule: PermissionRule; why: string }[] = [];
  let reached: PermissionRule | undefined;
  for (const rule of rules) {
    const why = whyNot(rule, request, reached);
    if (why === undefined) return { rule, passed };
    passed.push({ rule, why });
    if (rule.answer !== 'allow' && mayReach(rule, request)) reached ??= rule;
  }
  return { rule: reached === undefined ? undefined : { ...reached, answer: 'ask' }, passed };
}

/** `reached`: an earlier rule that is for something in a folder of the request. */
function whyNot(rule: PermissionRule, request: RuledRequest, reached: PermissionRule | undefined): string | undefined {
  if (rule.answer !== 'allow') return whyNotMeant(rule, request);
  return whyNotAllowed(rule, request) ?? (reached && `it may reach what line ${reached.line} is for`);
}

/** The kinds whose reach is what their paths say. */
const OF_FILES: readonly ToolKind[] = ['read', 'edit', 'delete', 'move', 'search'];
/** Of these one without a path hides what it works on. */
const NEED_PATHS: readonly ToolKind[] = ['read', 'edit', 'delete', 'move'];
const CHANGE: readonly ToolKind[] = ['edit', 'delete', 'move'];

/** An `allow` must hold for all of a request, and for certain. Returns why it does not; undefined if it does. */
function whyNotAllowed({ kinds, paths, commands }: PermissionRule, request: RuledRequest): string | undefined {
  if (!request.isKnownKind) return 'it is of a kind that is not known';
  const usual = commands === undefined ? OF_FILES : (['execute'] as const);
  const wanted = kinds ?? (paths === undefined && commands === undefined ? [] : usual);
  const other = request.kinds.find((kind) => !wanted.includes(kind));
  if (other !== undefined) return `it is of kind ${other}`;
  if (!request.isWhole) return 'it is too large to be looked through';
  // Who allows all that is run, or tools of any other kind, allows their arguments.
  const isNarrow =
    paths !== undefined || commands !== undefined || request.kinds.some((kind) => OF_FILES.includes(kind));
  if (isNarrow && request.unknownArgument !== undefined)
    return `nobody can say what its argument ${shown(request.unknownArgument)} does`;
  const why = commands === undefined ? undefined : whyNotCommand(commands, request);
  return why ?? whyNotInside(paths, request);
}

function whyNotCommand(commands: readonly string[], request: RuledRequest): string | undefined {
  const [command, ...more] = request.commands;
  if (command === undefined || more.length > 0 || request.hidesCommand) return 'its command is not one line of text';
  if (command.length > LONGEST_COMMAND) return `its command is longer than ${LONGEST_COMMAND} characters`;
  if (commands.some((pattern) => isCommand(pattern, command))) return undefined;
  return commands.some((pattern) => holdsCommand(pattern, command))
    ? 'its command does more than that'
    : 'its command is another one';
}

/** Without paths of its own an `allow` is for the session's directory, and nothing outside of it. */
function whyNotInside(patterns: readonly string[] | undefined, { kinds, paths }: RuledRequest): string | undefined {
  if (paths.length === 0) {
    if (patterns !== undefined) return 'it names no path';
    return kinds.some((kind) => NEED_PATHS.includes(kind)) ? 'it does not say which file' : undefined;
  }
  // To look into a folder is to look at what is in it; to delete it is more than that.
  const reading = { isWide: false, withFolder: !kinds.some((kind) => CHANGE.includes(kind)) };
  for (const { isCertain, named, real } of paths) {
    if (!isCertain) return `what ${shown(named)} leads to can't be said for certain`;
    const outside = real.find((place) => !(patterns ?? ['**']).some((pattern) => fitsPath(pattern, place, reading)));
    if (outside === undefined) continue;
    const leads =
      outside.absolute === named || outside.inside === named ? '' : `, which is ${shown(outside.absolute)},`;
    return `${shown(named)}${leads} is not in ${patterns === undefined ? 'the session’s directory' : 'its paths'}`;
  }
  return undefined;
}

/** A `deny` or an `ask` is meant where any part of a request may be what it names. */
function whyNotMeant({ kinds, paths, commands }: PermissionRule, request: RuledRequest): string | undefined {
  if (kinds !== undefined && request.isKnownKind && !request.kinds.some((kind) => kinds.includes(kind)))
    return `it is of kind ${request.kinds.join(' and ')}`;
  if (commands !== undefined) {
    const isHidden = request.hidesCommand || request.commands.some((command) => command.length > LONGEST_COMMAND);
    const holds = (pattern: string): boolean =>
      request.texts.some((one) => one.length <= LONGEST_COMMAND && holdsCommand(pattern, one));
    if (!isHidden && !commands.some(holds))
      return request.commands.length === 0 ? 'it runs no command' : 'its command is another one';
  }
  return paths === undefined ? undefined : whyNotOneOf(paths, request);
}

function whyNotOneOf(patterns: readonly string[], request: RuledRequest): string | undefined {
  const isHidden = request.paths.length === 0 && request.kinds.some((kind) => NEED_PATHS.includes(kind));
  const mayBe = ({ real, written }: LocatedPath, isGlob = false): boolean =>
    [...written, ...real].some((place) =>
      patterns.some((pattern) => fitsPath(pattern, place, { isWide: true, withFolder: true, isGlob })),
    );
  const isMeant =
    isHidden ||
    !request.isWhole ||
    request.paths.some(({ isCertain }) => !isCertain) ||
    [...request.paths, ...request.words].some((one) => mayBe(one) || (/[*?[]/.test(one.named) && mayBe(one, true)));
  if (isMeant) return undefined;
  return request.paths.length === 0 ? 'it names no path of its own' : 'its paths are others';
}

/** Whether a folder of a request may hold what a rule names: to read or to search it may be to look into that. */
function mayReach({ kinds, paths, commands }: PermissionRule, request: RuledRequest): boolean {
  if (paths === undefined || commands !== undefined) return false;
  if (!request.kinds.some((kind) => OF_FILES.includes(kind) && (kinds ?? OF_FILES).includes(kind))) return false;
  const folders = request.paths.filter(({ isFolder }) => isFolder === true).flatMap(({ real }) => real);
  return folders.map(allBelow).some((place) => paths.some((pattern) => fitsPath(pattern, place, BELOW)));
}

const BELOW = { isWide: true, withFolder: true, isGlob: true };

function allBelow({ absolute, inside }: Place): Place {
  return { absolute: `${absolute}/**`, ...(inside !== undefined && { inside: `${inside}/**` }) };
}

function shown(path: string): string {
  return path === '' ? 'an empty path' : path;
}
