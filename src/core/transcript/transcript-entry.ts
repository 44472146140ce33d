import type { FileEdit } from '../agui/file-edit.ts';
import type { ShownFile } from '../agui/message-files.ts';
import type { RunError, Usage } from '../result.ts';
import type { Cut } from './cut-text.ts';

interface EntryBase {
  /** The id that the server gave it. */
  readonly id: string;
  /** null where its run is not known. */
  runId: string | null;
  /** Milliseconds since 1970 by the server's clock, where it said so. */
  time: number | null;
  /** When it was over, by the same clock, where that is known. */
  ended: number | null;
  /** True while more may come. */
  open: boolean;
  /** What its texts have lost, in a transcript that has a limit. */
  cuts?: { readonly [field in 'text' | 'args' | 'result' | 'error']?: Cut | undefined };
}

export interface MessageEntry extends EntryBase {
  readonly kind: 'message';
  /** `user`, `assistant`, `system` … as the server says. */
  role: string;
  text: string;
  /** What went with it. */
  files: readonly ShownFile[];
  /** True for one that the platform's own page does not show: the prompt that it sent by itself. */
  hidden: boolean;
}

export interface ReasoningEntry extends EntryBase {
  readonly kind: 'reasoning';
  text: string;
}

export interface ToolEntry extends EntryBase {
  readonly kind: 'tool';
  /** "" for a result whose call was never seen. */
  name: string;
  /** The directory that its agent works in, where that is known. */
  directory?: string;
  /** JSON text, as far as it came. */
  args: string;
  result?: string;
  error?: string;
  /** Nobody will know how it ends: its run ended before it did, or it was refused. */
  unfinished?: true;
  /** Who or what has refused a permission for it, in words. */
  refusedBy?: string;
  /** How long a person was waited for while it was open, in milliseconds. */
  waited?: number;
  /** What it changes in files, where its agent says so beside the arguments. */
  edits?: readonly FileEdit[];
}

/** One thing that was said or done, in the order in which it began. */
export type TranscriptEntry = MessageEntry | ReasoningEntry | ToolEntry;

/** One run, as far as the events say. */
export interface TranscriptRun {
  readonly id: string;
  startedAt: number | null;
  endedAt: number | null;
  /** null while it has no end. */
  outcome: 'finished' | 'failed' | 'needs-input' | 'cancelled' | 'lost' | null;
  /** It ended with a question, which the next run has brought an answer to. */
  isAnswered?: true;
  error?: RunError;
  usage: Usage | null;
  costUsd: number | null;
}
