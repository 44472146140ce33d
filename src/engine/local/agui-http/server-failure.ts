import { AmberError, messageOf } from '../../../core/errors.ts';
import type { RunError } from '../../../core/result.ts';
import { HttpFailure, place } from '../../../http/errors.ts';

/** Longest part of a server's own words, in UTF-16 units. */
const MAX_WORDS = 500;

/** How far the server had come with the run. */
export type Progress = 'asked' | 'answering';

/** What it comes to that a server did not give a run its end. */
export function failureOf(error: unknown, url: URL, progress: Progress): RunError {
  const agent = `the agent at ${place(url)}`;
  if (!(error instanceof AmberError)) return { code: 'AGENT_ERROR', message: `${agent}: ${messageOf(error)}` };
  const { cause, code, hint, message } = error;
  if (cause instanceof HttpFailure) return refused(cause, agent);
  switch (code) {
    case 'UNAVAILABLE':
      return progress === 'asked'
        ? {
            code: 'AGENT_UNREACHABLE',
            message: `${agent} can't be reached: ${reason(message)}`,
            hint: hint ?? IS_IT_THERE,
          }
        : { code: 'AGENT_STREAM_ENDED', message: `${agent} broke off before the run had ended: ${reason(message)}` };
    case 'BAD_RESPONSE':
      return { code: 'AGENT_BAD_RESPONSE', message: `${agent}: ${reason(message)}`, hint: IS_IT_ONE };
    default:
      return { code, message, ...(hint !== undefined && { hint }) };
  }
}

/** The stream came to its end, and the run did not. */
export function streamEnded(url: URL): RunError {
  return {
    code: 'AGENT_STREAM_ENDED',
    message: `the agent at ${place(url)} ended its answer before the run had ended`,
  };
}

const IS_IT_THERE = 'is the server running, and is this its address? amber agents shows what a name stands for';
const IS_IT_ONE = 'is this the address of an AG-UI endpoint, which takes POST?';
const CREDENTIALS =
  'agentHeaders in your own configuration carries credentials (amber help config), in the Action the input agent-headers';

function refused({ body, headers, status }: HttpFailure, agent: string): RunError {
  const isPage = headers['content-type']?.includes('html') === true;
  const [words = ''] = isPage ? [''] : [body.trim().replace(/\s+/g, ' ').slice(0, MAX_WORDS)];
  const message = `${agent} answered ${status}${words === '' ? '' : `: ${words}`}`;
  if (status === 401 || status === 403) return { code: 'AUTH_REQUIRED', message, hint: CREDENTIALS };
  if (status === 404 || status === 405) return { code: 'AGENT_BAD_RESPONSE', message, hint: IS_IT_ONE };
  return { code: 'AGENT_HTTP_ERROR', message };
}

/** What went wrong, without the method and address that stand before it. */
const reason = (message: string): string => message.replace(/^[A-Z]+ \S+: /, '');
