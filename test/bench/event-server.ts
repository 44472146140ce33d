/**
 * A child process that serves `?events=N` text deltas of about 124 bytes as SSE, as fast as the reader takes them; a
 * message has 500 of them, so that what a reader keeps of the last message is small.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';

const RUN = 'run-1';
const PER_MESSAGE = 500;
const ID = '1c116dd0-41f1-4f04-949c-000000000000';

const frame = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
const HEAD = frame({ type: 'RUN_STARTED', threadId: 'session-1', runId: RUN });
const TAIL = frame({ type: 'RUN_FINISHED', threadId: 'session-1', runId: RUN, result: { is_error: false } });
const MESSAGE = Buffer.from(
  [
    frame({ type: 'TEXT_MESSAGE_START', messageId: ID, role: 'assistant' }),
    ...Array.from({ length: PER_MESSAGE }, (_, i) =>
      frame({
        type: 'TEXT_MESSAGE_CONTENT',
        messageId: ID,
        delta: `word ${String(i).padStart(4, '0')} of the answer, `,
      }),
    ),
    frame({ type: 'TEXT_MESSAGE_END', messageId: ID }),
  ].join(''),
);
const ID_ENDS: number[] = [];
for (let at = MESSAGE.indexOf(ID); at >= 0; at = MESSAGE.indexOf(ID, at + 1)) ID_ENDS.push(at + ID.length);

function message(number: number): Buffer {
  const bytes = Buffer.from(MESSAGE);
  const digits = String(number);
  for (const end of ID_ENDS) bytes.write(digits, end - digits.length, 'latin1');
  return bytes;
}

const server = createServer(async (request, response) => {
  const events = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('events'));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const closed = once(response, 'close');
  response.write(HEAD);
  for (let sent = 0; sent < events && !response.destroyed; sent += PER_MESSAGE)
    if (!response.write(message(sent))) await Promise.race([once(response, 'drain'), closed]);
  response.end(TAIL);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`http://127.0.0.1:${address.port}/\n`);
});
process.stdin.on('end', () => process.exit()).resume();
