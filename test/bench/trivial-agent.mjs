// The smallest agent that speaks ACP, without the SDK: answers a prompt with as many chunks as it names.
import { createInterface } from 'node:readline';

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

const chunk = (sessionId, text) =>
  `${JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId, update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } } } })}\n`;

/** Writes in blocks of 64 KiB or so, and waits where the reader is slow. */
async function answer(sessionId, count) {
  let block = '';
  for (let i = 0; i < count; i++) {
    block += chunk(sessionId, `word${i} `);
    if (block.length > 65_536 || i === count - 1) {
      if (!process.stdout.write(block)) await new Promise((drained) => process.stdout.once('drain', drained));
      block = '';
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') send({ id, result: { protocolVersion: 1, agentCapabilities: {}, authMethods: [] } });
  else if (method === 'session/new') send({ id, result: { sessionId: 'trivial' } });
  else if (method === 'session/prompt') {
    await answer(params.sessionId, Number(/\d+/.exec(params.prompt[0].text)?.[0] ?? 1));
    send({ id, result: { stopReason: 'end_turn' } });
  } else if (id !== undefined) send({ id, error: { code: -32601, message: 'method not found' } });
}
