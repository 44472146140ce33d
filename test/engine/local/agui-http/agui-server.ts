import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { AguiEvent } from '../../../../src/core/agui/events.ts';
import type { AgentProcess, AgentSettings, AgentSpec } from '../../../../src/engine/local/acp/agent-interface.ts';
import { startAgent } from '../../../../src/engine/local/choose-protocol.ts';
import { SseConnection } from '../../../fakes/sse-server.ts';
import { expectValid, SETTINGS, workspace } from '../acp/agent-harness.ts';

/** What a server was sent. */
export interface Asked {
  readonly threadId: string;
  readonly runId: string;
  readonly messages: readonly {
    readonly id: string;
    readonly role: string;
    readonly content?: unknown;
    readonly toolCallId?: string;
  }[];
  readonly state: unknown;
  readonly resume?: readonly object[];
}

/** How a server answers its nth run, from 1. */
export type Answer = (connection: SseConnection, input: Asked, n: number) => void | Promise<void>;

export interface AguiServer {
  readonly url: string;
  readonly asked: Asked[];
  readonly headers: IncomingMessage['headers'][];
  /** How many requests came, runs or not. */
  requests: number;
}

/** A server that speaks AG-UI as its script wants. `before` may answer a request by itself: then it returns true. */
export async function aguiServer(
  answer: Answer,
  before: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<AguiServer> {
  const asked: Asked[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer(async (request, response) => {
    made.requests += 1;
    headers.push(request.headers);
    if (before(request, response)) return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const input: Asked = JSON.parse(Buffer.concat(chunks).toString());
    asked.push(input);
    await answer(new SseConnection(request, response), input, asked.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  const made: AguiServer = { url: `http://127.0.0.1:${address.port}/agent`, asked, headers, requests: 0 };
  return made;
}

/** The events of a run that says something. */
export const saying = (input: Asked, text: string, more: readonly object[] = []): readonly object[] => [
  { type: 'RUN_STARTED', threadId: input.threadId, runId: input.runId },
  ...more,
  { type: 'TEXT_MESSAGE_START', messageId: `${input.runId}-m`, role: 'assistant' },
  { type: 'TEXT_MESSAGE_CONTENT', messageId: `${input.runId}-m`, delta: text },
  { type: 'TEXT_MESSAGE_END', messageId: `${input.runId}-m` },
  { type: 'RUN_FINISHED', threadId: input.threadId, runId: input.runId },
];

/** The agent behind a URL. */
export async function agentAt(
  url: string,
  spec: Partial<AgentSpec> = {},
  settings: Partial<AgentSettings> = {},
): Promise<AgentProcess> {
  const agent = await startAgent(
    { runnerType: url, cwd: workspace(), env: {}, ...spec },
    { ...SETTINGS, ...settings },
    async () => {},
    { signal: new AbortController().signal },
  );
  onTestFinished(() => agent.close());
  return agent;
}

let runs = 0;

/** One run to its end; what it emitted is valid, or the test fails. */
export async function ask(
  agent: AgentProcess,
  text: string,
  during: {
    readonly signal?: AbortSignal;
    readonly on?: (event: AguiEvent) => void;
    readonly input?: object;
    readonly invalid?: true;
  } = {},
): Promise<{ readonly events: AguiEvent[]; readonly end: string; readonly runId: string }> {
  const events: AguiEvent[] = [];
  const runId = `run-${++runs}`;
  const { end } = await agent.prompt(
    { threadId: 'session-1', runId, messages: [{ id: `${runId}-u`, role: 'user', content: text }], ...during.input },
    (event) => {
      events.push(event);
      during.on?.(event);
    },
    during.signal ?? new AbortController().signal,
  );
  if (during.invalid !== true) await expectValid(events);
  return { events, end, runId };
}
