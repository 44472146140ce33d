import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyEvents } from '@ag-ui/client';
import { EventSchemas } from '@ag-ui/core/schemas';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, onTestFinished } from 'vitest';
import type { AguiEvent } from '../../../../src/core/agui/events.ts';
import type { MessageContent } from '../../../../src/core/agui/message-files.ts';
import type { AcpAgent } from '../../../../src/engine/local/acp/acp-agent.ts';
import type {
  AgentProcess,
  AgentSettings,
  AgentSpec,
  StartOptions,
} from '../../../../src/engine/local/acp/agent-interface.ts';
import { startAgent } from '../../../../src/engine/local/acp/start-program.ts';
import { type Scenario, type Step, scripted } from '../../../fakes/acp-agents/scripted.ts';

/** Throws unless the official client takes the events: each by its schema, all by their order. */
export async function expectValid(events: readonly AguiEvent[]): Promise<void> {
  for (const event of events) {
    const parsed = EventSchemas.safeParse(event);
    if (!parsed.success) throw new Error(`${JSON.stringify(event).slice(0, 500)}: ${parsed.error.message}`);
  }
  const verified = from(events as never[]).pipe(verifyEvents(false), toArray());
  expect(await lastValueFrom(verified)).toHaveLength(events.length);
}

/** A directory that goes when the test ends. */
export function workspace(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'amber-agent-')));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const SETTINGS: AgentSettings = {
  env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  commands: {},
  permissions: 'read',
};

export interface Started {
  readonly settings?: Partial<AgentSettings>;
  readonly spec?: Partial<AgentSpec>;
  readonly options?: StartOptions;
}

/** Starts an agent with a scenario; it is closed when the test ends. */
export async function start(scenario: Scenario, started: Started = {}): Promise<AcpAgent> {
  const agent = await startAgent(
    { runnerType: scripted(scenario), cwd: started.spec?.cwd ?? workspace(), env: {}, ...started.spec },
    { ...SETTINGS, ...started.settings },
    async () => {},
    { ...started.options, limits: { quiet: 20, ...started.options?.limits } },
  );
  onTestFinished(() => agent.close());
  return agent;
}

export interface Run {
  readonly events: AguiEvent[];
  readonly end: string;
  readonly refused: number;
}

let runs = 0;

/** Runs one prompt to its end; what it emitted is valid, or the test fails. */
export async function prompt(
  agent: AgentProcess,
  content: MessageContent = 'hello',
  during: { readonly signal?: AbortSignal; readonly on?: (event: AguiEvent) => void | Promise<void> } = {},
): Promise<Run> {
  const events: AguiEvent[] = [];
  const runId = `run-${++runs}`;
  const ended = await agent.prompt(
    { threadId: 'session-1', runId, messages: [{ id: `${runId}-message`, role: 'user', content }] },
    (event) => {
      events.push(event);
      return during.on?.(event);
    },
    during.signal ?? new AbortController().signal,
  );
  await expectValid(events);
  return { events, ...ended };
}

/** Starts an agent for one prompt with the given steps. */
export async function play(steps: readonly Step[], started: Started = {}): Promise<Run> {
  return prompt(await start({ prompts: [steps] }, started));
}

export const types = (events: readonly AguiEvent[]): string[] => events.map(({ type }) => type);

/** The assistant's text, all of it. */
export const said = (events: readonly AguiEvent[]): string =>
  events.map(({ type, delta }) => (type === 'TEXT_MESSAGE_CONTENT' ? String(delta) : '')).join('');

export const last = (events: readonly AguiEvent[]): AguiEvent => events.at(-1) ?? { type: 'nothing' };

/** The values of the CUSTOM events of that name. */
export const customs = (events: readonly AguiEvent[], name: string): unknown[] =>
  events.filter((event) => event.type === 'CUSTOM' && event.name === name).map(({ value }) => value);
