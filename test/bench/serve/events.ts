/** What the bench's runner sends: deltas of about 150 bytes, each with its time in epoch milliseconds. */
export const now = (): number => performance.timeOrigin + performance.now();

export function deltaFrame(index: number): string {
  const event = {
    type: 'TEXT_MESSAGE_CONTENT',
    messageId: '1c116dd0-41f1-4f04-949c-72368591669a',
    delta: `word ${index} of the answer, `,
    at: now(),
  };
  return `data: ${JSON.stringify(event)}\n\n`;
}

export const frame = (event: object): string => `data: ${JSON.stringify({ ...event, at: now() })}\n\n`;
