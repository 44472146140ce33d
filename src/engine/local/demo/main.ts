/** The built-in agent as a program: speaks ACP on stdio, needs no key, and only reads. */
import { Readable, Writable } from 'node:stream';
import { agent, methods, ndJsonStream } from '@agentclientprotocol/sdk';
import { withOneWriter } from '../acp/process/wire.ts';
import { answerPrompt } from './answer-prompt.ts';
import { configOptionsOf, type DemoSettings, modesOf, setMode, setOption, usualSettings } from './demo-settings.ts';
import { givenFiles } from './given-files.ts';

interface DemoSession {
  readonly cwd: string;
  readonly settings: DemoSettings;
  turn?: AbortController;
}

const sessions = new Map<string, DemoSession>();
const capabilities = {
  loadSession: true,
  promptCapabilities: { image: true, embeddedContext: true },
  sessionCapabilities: { resume: {} },
};

// Every answer is made from the workspace alone: going on with an earlier session loses no memory.
const open = ({ sessionId, cwd }: { sessionId: string; cwd: string }) => {
  const settings = usualSettings();
  sessions.set(sessionId, { cwd, settings });
  return { modes: modesOf(settings), configOptions: configOptionsOf(settings) };
};

const sessionOf = (sessionId: string): DemoSession => {
  const session = sessions.get(sessionId);
  if (session === undefined) throw new Error(`no session ${sessionId}`);
  return session;
};

const { readable, writable } = ndJsonStream(
  withOneWriter(Writable.toWeb(process.stdout)),
  Readable.toWeb(process.stdin),
);
const connection = agent({ name: 'amber-demo' })
  .onRequest(methods.agent.initialize, () => ({ protocolVersion: 1, agentCapabilities: capabilities, authMethods: [] }))
  .onRequest(methods.agent.session.new, ({ params: { cwd } }) => {
    // Web Crypto would take 5 ms to load.
    const sessionId = `demo-${Date.now().toString(36)}-${process.pid}-${sessions.size + 1}`;
    return { sessionId, ...open({ sessionId, cwd }) };
  })
  .onRequest(methods.agent.session.load, ({ params }) => open(params))
  .onRequest(methods.agent.session.resume, ({ params }) => open(params))
  .onRequest(methods.agent.session.setMode, ({ params: { sessionId, modeId } }) => {
    setMode(sessionOf(sessionId).settings, modeId);
    return {};
  })
  .onRequest(methods.agent.session.setConfigOption, ({ params: { sessionId, configId, value } }) => {
    const { settings } = sessionOf(sessionId);
    setOption(settings, configId, value);
    return { configOptions: configOptionsOf(settings) };
  })
  .onRequest(methods.agent.session.prompt, async ({ params: { sessionId, prompt }, client }) => {
    const session = sessionOf(sessionId);
    const turn = new AbortController();
    session.turn = turn;
    try {
      await answerPrompt({
        cwd: session.cwd,
        settings: session.settings,
        given: givenFiles(prompt),
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
  .connect({ readable, writable: withOneWriter(writable) });

await connection.closed;
process.exit(0);
