/** The built-in agent as a program: speaks ACP on stdio, needs no key, and only reads. */
import { Readable, Writable } from 'node:stream';
import { agent, methods, ndJsonStream } from '@agentclientprotocol/sdk';
import { answerPrompt } from './answer-prompt.ts';

interface DemoSession {
  readonly cwd: string;
  turn?: AbortController;
}

const sessions = new Map<string, DemoSession>();
const capabilities = { loadSession: true, sessionCapabilities: { resume: {} } };

// Every answer is made from the workspace alone: going on with an earlier session loses no memory.
const open = ({ sessionId, cwd }: { sessionId: string; cwd: string }) => {
  sessions.set(sessionId, { cwd });
  return {};
};

const connection = agent({ name: 'amber-demo' })
  .onRequest(methods.agent.initialize, () => ({ protocolVersion: 1, agentCapabilities: capabilities, authMethods: [] }))
  .onRequest(methods.agent.session.new, ({ params: { cwd } }) => {
    const sessionId = `demo-${crypto.randomUUID()}`;
    open({ sessionId, cwd });
    return { sessionId };
  })
  .onRequest(methods.agent.session.load, ({ params }) => open(params))
  .onRequest(methods.agent.session.resume, ({ params }) => open(params))
  .onRequest(methods.agent.session.prompt, async ({ params: { sessionId, prompt }, client }) => {
    const session = sessions.get(sessionId);
    if (session === undefined) throw new Error(`no session ${sessionId}`);
    const turn = new AbortController();
    session.turn = turn;
    try {
      await answerPrompt({
        cwd: session.cwd,
        prompt: prompt.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n'),
        tell: (update) => client.notify(methods.client.session.update, { sessionId, update }),
        signal: turn.signal,
      });
      return { stopReason: 'end_turn' as const };
    } catch (error) {
      if (turn.signal.aborted) return { stopReason: 'cancelled' as const };
      throw error;
    } finally {
      delete session.turn;
    }
  })
  .onNotification(methods.agent.session.cancel, ({ params }) => sessions.get(params.sessionId)?.turn?.abort())
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));

await connection.closed;
process.exit(0);
