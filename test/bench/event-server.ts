/** A child process that serves `?events=N` text deltas of about 124 bytes as SSE, as fast as the reader takes them. */
import { once } from 'node:events';
import { createServer } from 'node:http';

const RUN = 'run-1';
const MESSAGE = '1c116dd0-41f1-4f04-949c-72368591669a';
const frame = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
const HEAD =
  frame({ type: 'RUN_STARTED', threadId: 'session-1', runId: RUN }) +
  frame({ type: 'TEXT_MESSAGE_START', messageId: MESSAGE, role: 'assistant' });
const TAIL =
  frame({ type: 'TEXT_MESSAGE_END', messageId: MESSAGE }) +
  frame({ type: 'RUN_FINISHED', threadId: 'session-1', runId: RUN, result: { is_error: false } });
const PER_BLOCK = 500;
const BLOCK = Buffer.from(
  Array.from({ length: PER_BLOCK }, (_, i) =>
    frame({
      type: 'TEXT_MESSAGE_CONTENT',
      messageId: MESSAGE,
      delta: `word ${String(i).padStart(4, '0')} of the answer, `,
    }),
  ).join(''),
);

const server = createServer(async (request, response) => {
  const events = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('events'));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const closed = once(response, 'close');
  response.write(HEAD);
  for (let sent = 0; sent < events && !response.destroyed; sent += PER_BLOCK)
    if (!response.write(BLOCK)) await Promise.race([once(response, 'drain'), closed]);
  response.end(TAIL);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`http://127.0.0.1:${address.port}/\n`);
});
process.stdin.on('end', () => process.exit()).resume();
