import { CUSTOM } from '../agui/custom-events.ts';
import { type AguiEvent, object, text } from '../agui/events.ts';
import { addAmounts, readCost, readTokens, readUsage, readUsd } from '../agui/read-usage.ts';
import type { PassedLimit } from '../result.ts';

/** What a command's runs may take together; a limit that is absent is none. */
export interface RunLimits {
  /** In US dollars. */
  readonly maxCost?: number;
  /** Tool rounds: in one the agent makes any number of calls, and reads their results. */
  readonly maxTurns?: number;
  /** Into the model, those from its cache included, and out of it. */
  readonly maxTokens?: number;
}

/** Those of the limits that are set; undefined if none is. */
export function runLimits(
  given: { readonly [K in keyof RunLimits]?: RunLimits[K] | undefined },
): RunLimits | undefined {
  const { maxCost, maxTokens, maxTurns } = given;
  if (maxCost === undefined && maxTokens === undefined && maxTurns === undefined) return undefined;
  return {
    ...(maxCost !== undefined && { maxCost }),
    ...(maxTurns !== undefined && { maxTurns }),
    ...(maxTokens !== undefined && { maxTokens }),
  };
}

/** What only the agent can say of a run. */
export type Reported = 'cost' | 'tokens';

/** Those in words, for a sentence about an agent that reports them too late or not at all. */
export function reportedText(kinds: readonly Reported[]): string {
  return kinds.map((kind) => (kind === 'cost' ? 'what it costs' : 'how many tokens it takes')).join(' and ');
}

interface Counts {
  readonly turns: number;
  /** Undefined while the agent has reported none. */
  readonly cost: number | undefined;
  readonly tokens: number | undefined;
}

const NOTHING: Counts = { turns: 0, cost: undefined, tokens: undefined };

/** Counts what the runs of one command take, from what the agent reports while it works: bounded, however long they are. */
export class RunMeter {
  readonly #limits: RunLimits;
  #before = NOTHING;
  #now = NOTHING;
  /** The message that the calls of the open round belong to, where they say so; undefined between rounds. */
  #round: { readonly message: string | undefined } | undefined;

  constructor(limits: RunLimits) {
    this.#limits = limits;
  }

  /** Another run begins: what came before still counts. */
  begin(): void {
    const { cost, turns, tokens } = this.#total;
    this.#before = { cost, turns, tokens };
    this.restart();
  }

  /** What was counted since the last run's begin is none of it. */
  restart(): void {
    this.#now = NOTHING;
    this.#round = undefined;
  }

  /** Takes an event of the run. The hot path. */
  take(event: AguiEvent): void {
    switch (event.type) {
      case 'TOOL_CALL_START':
        this.#called(event);
        break;
      case 'TOOL_CALL_RESULT':
        this.#round = undefined;
        break;
      case 'CUSTOM':
        this.#takeReport(event);
        break;
      case 'RUN_FINISHED':
      case 'RUN_ERROR': {
        const usage = readUsage(event);
        this.#count(readCost(event), usage === null ? undefined : usage.inputTokens + usage.outputTokens);
      }
    }
  }

  /** The first limit that has passed, if one has. */
  get passed(): PassedLimit | undefined {
    const { maxCost, maxTokens, maxTurns } = this.#limits;
    const { cost, tokens, turns } = this.#total;
    return over('cost', cost, maxCost) ?? over('turns', turns, maxTurns) ?? over('tokens', tokens, maxTokens);
  }

  /** What is limited and only the agent can say. Rounds of tool calls are counted here. */
  get awaited(): readonly Reported[] {
    const { maxCost, maxTokens } = this.#limits;
    return [
      ...(maxCost === undefined ? [] : (['cost'] as const)),
      ...(maxTokens === undefined ? [] : (['tokens'] as const)),
    ];
  }

  /** What of that was not reported so far. */
  get unreported(): readonly Reported[] {
    return this.awaited.filter((kind) => this.#now[kind] === undefined);
  }

  /** Tool rounds of this run. */
  get turns(): number {
    return this.#now.turns;
  }

  get #total(): Counts {
    const [before, now] = [this.#before, this.#now];
    return {
      turns: before.turns + now.turns,
      cost: addAmounts(before.cost, now.cost),
      tokens: addAmounts(before.tokens, now.tokens),
    };
  }

  /** A call after a result, or of another message, is of another round. Those of subagents are part of their own call. */
  #called(event: AguiEvent): void {
    if (event.subagentRunId !== undefined) return;
    const message = text(event, 'parentMessageId');
    const isSame = this.#round !== undefined && (message === undefined || message === this.#round.message);
    if (isSame) return;
    this.#round = { message };
    this.#now = { ...this.#now, turns: this.#now.turns + 1 };
  }

  #takeReport(event: AguiEvent): void {
    if (event.name !== CUSTOM.cost && event.name !== CUSTOM.context) return;
    const value = object(event, 'value') ?? {};
    // Of all that a model has read, a context that is full of so many tokens is the least.
    this.#count(readUsd(value.usd), event.name === CUSTOM.context ? readTokens(value.tokens) : undefined);
  }

  /** Both only grow: a later report that is lower takes nothing back. */
  #count(cost: number | undefined, tokens: number | undefined): void {
    this.#now = { ...this.#now, cost: most(this.#now.cost, cost), tokens: most(this.#now.tokens, tokens) };
  }
}

function over(
  kind: PassedLimit['kind'],
  value: number | undefined,
  limit: number | undefined,
): PassedLimit | undefined {
  return limit !== undefined && value !== undefined && value > limit ? { kind, value, limit } : undefined;
}

function most(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}
