import { eventsRenderer, jsonlRenderer, jsonRenderer } from '../../render/json/jsonl.ts';
import { logRenderer } from '../../render/log-renderer.ts';
import { NARROW, type Out, type Renderer, type RenderOptions, type StatusLine, tee } from '../../render/renderer.ts';
import { type TextOptions, textRenderer } from '../../render/text-renderer.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Context } from '../context.ts';
import type { CommonOptions } from '../flags/common-options.ts';
import type { Io } from '../process/io.ts';
import { type FileOut, openFileOut } from '../process/output-files.ts';
import { keepHeapSteady } from '../process/process-io.ts';
import { temporaryText } from '../process/temporary-text.ts';
import { canRepaint, rewrapsLines, wantsColor } from '../terminal/capabilities.ts';
import { pausableLine } from '../terminal/status-line.ts';
import { stderrNotices } from './stderr-notices.ts';

/** What a command that streams shows, and where. */
export interface View {
  readonly renderer: Renderer;
  /** Takes the status line away while a person is asked. Returns what brings it back. */
  readonly pause: () => () => void;
  /** Shows a line on stderr. */
  readonly say: (line: string) => void;
  /** The file of `--events` is not complete. */
  readonly lostEvents: boolean;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface ViewOptions {
  /** `--events FILE`. */
  readonly events: string | undefined;
  /** The session's name, where the updates don't begin with its creation. */
  readonly session?: string;
  /** What the user wrote is shown, too. */
  readonly conversation?: boolean;
  readonly answering?: RenderOptions['answering'];
  /** Tool calls and the like go to stdout too, and are shown wherever it leads. `follows`: more is to come, which is shown as it comes. */
  readonly everything?: { readonly follows: boolean } | undefined;
}

/** @throws AmberError USAGE if the events file can't be written */
export function openView(io: Io, context: Context, common: CommonOptions, options: ViewOptions): View {
  const line = pausableLine(() => makeStatusLine(io));
  let lostEvents = false;
  const warn = (message: string, isLost: boolean): void => {
    lostEvents ||= isLost;
    void writeLines(io.stderr, `warning: ${message}\n`);
  };
  const events = options.events === undefined ? undefined : openFileOut(io, options.events, '--events', warn);
  const { renderer: main, say } = mainRenderer(io, context, common, options, line.open);
  const renderer = events === undefined ? main : tee(main, eventsRenderer({ out: events, redactor: context.redactor }));
  return {
    renderer,
    pause: line.pause,
    say,
    get lostEvents() {
      return lostEvents;
    },
    close: () => closeAll(renderer, events),
  };
}

async function closeAll(renderer: Renderer, events: FileOut | undefined): Promise<void> {
  try {
    await renderer.close();
  } finally {
    events?.close();
  }
}

function mainRenderer(
  io: Io,
  context: Context,
  common: CommonOptions,
  { answering, session, everything, conversation = false }: ViewOptions,
  statusLine: () => Promise<StatusLine>,
): Pick<View, 'renderer' | 'say'> {
  const { redactor, settings } = context;
  const { stdout: out, stderr: err, clock } = io;
  const { plain = false, raw = false } = settings;
  const base: TextOptions = {
    out,
    err,
    redactor,
    clock,
    color: wantsColor(io, common),
    conversation,
    plain,
    quiet: common.quiet,
    verbose: common.verbose,
    wraps: out.isTTY && !raw,
    ...(settings.show === undefined ? {} : { show: settings.show }),
    ...(answering === undefined ? {} : { answering }),
  };
  let say = (line: string): void => void writeLines(err, `${line}\n`);
  // A terminal may be repainted; anything else gets lines with the time before them.
  const live = (options: RenderOptions): Renderer => {
    const isCapable = canRepaint(io) && !plain;
    const isMarkdown = isCapable && options.out.isTTY && !raw;
    const made = textRenderer({
      ...options,
      ...(isCapable && (isMarkdown || !common.quiet) && { statusLine }),
      ...(isMarkdown && { markdown: loadMarkdown }),
    });
    say = (line) => made.say(line);
    return made;
  };
  const lines = (options: RenderOptions): Renderer =>
    logRenderer({
      ...options,
      ...(options.out !== nowhere && { store: temporaryText }),
      ...(io.env.GITHUB_ACTIONS === 'true' && { actions: { token: () => crypto.randomUUID() } }),
    });
  // Where stdout holds one object at the end, stderr shows the way there.
  const progress = (): Renderer => (err.isTTY ? live : lines)({ ...base, out: nowhere });
  const chosen = (): Renderer => {
    if (everything !== undefined)
      return textRenderer({
        ...base,
        out: page(out),
        err: page(out),
        withoutPlan: !out.isTTY,
        ...(out.isTTY && !plain && !raw && io.env.TERM !== 'dumb' && { markdown: loadMarkdown }),
        ...(everything.follows && out.isTTY && canRepaint(io) && !plain && { statusLine }),
      });
    switch (settings.output) {
      case 'text':
        return (out.isTTY ? live : lines)(base);
      case 'jsonl':
        return tee(
          jsonlRenderer({ out, redactor, clock, ...(session === undefined ? {} : { session }) }),
          stderrNotices(err, redactor, common.quiet),
          heapKeeper(),
        );
      case 'json':
        return tee(jsonRenderer({ out, redactor }), progress());
      case 'name':
        return tee(nameRenderer(out, session), progress());
      case 'yaml':
        return progress();
    }
  };
  return { renderer: chosen(), say };
}

/** Keeps the heap steady from the first event on: what the command needs is loaded by then. */
function heapKeeper(): Renderer {
  let isKept = false;
  return {
    update(updates) {
      if (isKept || !updates.some(({ type }) => type === 'event')) return;
      isKept = true;
      keepHeapSteady();
    },
    close: async () => {},
  };
}

/** Loaded once there is text to show. */
const loadMarkdown = () => import('../../render/terminal/markdown/markdown-view.ts');

async function makeStatusLine(io: Io): Promise<StatusLine> {
  const { LivePart } = await import('../../render/terminal/live-part.ts');
  return new LivePart(io.stderr.stream, { narrowest: NARROW, wraps: rewrapsLines(io) });
}

/** One stream that holds all of it: laid out as on a terminal, and cut to no width where there is none. */
const page = (out: Out): Out => ({
  write: (text) => out.write(text),
  isTTY: true,
  columns: out.isTTY ? out.columns : Number.MAX_SAFE_INTEGER,
});

const nowhere: Out = { write: () => {}, isTTY: false, columns: 80 };

/** `-o name`: `session/<name>`, as soon as the session is known. */
function nameRenderer(out: Out, session: string | undefined): Renderer {
  let written = false;
  const write = (name: string): void | Promise<void> => {
    if (written) return;
    written = true;
    return out.write(`session/${name}\n`);
  };
  return {
    update(updates) {
      if (session !== undefined) return write(session);
      for (const update of updates) if (update.type === 'session.created') return write(update.session.name);
    },
    close: () => Promise.resolve(),
  };
}
