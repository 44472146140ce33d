import { expect, test } from 'vitest';
import { makeRedactor } from '../../src/core/secrets/redact.ts';
import { errorLines } from '../../src/render/closing-line.ts';
import { paint } from '../../src/render/colors.ts';

test('an error is wrapped at words; what its hint says to type stays whole', () => {
  const hint = 'amber stop session-01a217f0-7e1b-7a8c-b588-06e05c9c9465';
  const error = { code: 'STOP_UNCONFIRMED', message: 'session "s" may still be running: its phase is Stopping', hint };
  expect(errorLines(error, paint(false), makeRedactor([]), 40)).toEqual([
    'error: session "s" may still be running:',
    'its phase is Stopping [STOP_UNCONFIRMED]',
    `  hint: ${hint}`,
  ]);
});
