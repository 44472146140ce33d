import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { IBufferCell, Terminal } from '@xterm/headless';
import { sampleRepository } from './sample-repository.ts';

/**
 * Draws README's picture: what a terminal shows after a real run of the demo agent in a small repository.
 * `node scripts/terminal-picture.ts` writes docs/run.svg; it needs Linux's `script`, and the bundle.
 */
const PROMPT = 'What does this repository do?';
const COLUMNS = 78;
/** Differs from run to run. */
const PARTS = [
  { form: /session-[0-9a-f-]{36}/g, shown: 'session-01a204b2-7a21-7c74-874d-f8c23b84e9fd' },
  { form: /(?<=· )[\d.]+m?s(?= · session)/g, shown: '1.2s' },
  { form: /\/\S*\/hello\b/g, shown: '~/hello' },
];

/** A piece of a line that has one look. */
interface Run {
  readonly text: string;
  readonly column: number;
  readonly look: string;
}

/** Returns what the terminal shows in the end, line by line. `bin`: path of `amber.js`. */
export async function pictureLines(bin: string): Promise<readonly (readonly Run[])[]> {
  const root = mkdtempSync(join(tmpdir(), 'amber-picture-'));
  try {
    const work = sampleRepository(root);
    const { Terminal } = (await import('@xterm/headless')).default;
    const terminal = new Terminal({ cols: COLUMNS, rows: 60, allowProposedApi: true });
    await new Promise<void>((resolve) => terminal.write(`$ amber run --agent demo "${PROMPT}"\r\n`, resolve));
    await played(terminal, work, root, `'${process.execPath}' '${bin}' run --agent demo '${PROMPT}'`);
    return linesOf(terminal);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The words of a picture, whatever their colours. */
export function textOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<text .*?>(.*)<\/text>/g)].map(([, line = '']) =>
    line
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
}

/** A small SVG of those lines, as a dark terminal has them. */
export function drawn(lines: readonly (readonly Run[])[]): string {
  const [width, height] = [Math.ceil(COLUMNS * CELL.width) + 32, lines.length * CELL.height + 32];
  const rows = lines.flatMap((line, at) => {
    if (line.length === 0) return [];
    const pieces = line.map(
      ({ text, column, look }) =>
        `<tspan x="${(16 + column * CELL.width).toFixed(1)}"${look === '' ? '' : ` class="${look}"`}>${escaped(text)}</tspan>`,
    );
    return [`<text y="${30 + at * CELL.height}" xml:space="preserve">${pieces.join('')}</text>\n`];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>amber run --agent demo, in a terminal</title>
<style>text{font:14px ui-monospace,Menlo,Consolas,monospace;fill:#e6e6e6}.b{font-weight:bold}.d{fill:#9aa0a6}.i{font-style:italic}.c2{fill:#7ee787}.c1{fill:#ff7b72}.c3{fill:#e3b341}.c6{fill:#79c0ff}</style>
<rect width="100%" height="100%" rx="8" fill="#16181d"/>
${rows.join('')}</svg>
`;
}

const CELL = { width: 8.43, height: 20 };

async function played(terminal: Terminal, cwd: string, home: string, command: string): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    AMBER_STATE_DIR: join(home, 'state'),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
  };
  const child = spawn('script', ['-qec', `stty cols ${COLUMNS} rows 60; ${command}`, '/dev/null'], { cwd, env });
  child.stdout.on('data', (chunk: Buffer) => terminal.write(chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`the run has ended with ${code}`);
  await new Promise<void>((resolve) => terminal.write('', resolve));
}

function linesOf({ buffer: { active } }: Terminal): readonly (readonly Run[])[] {
  const lines = Array.from({ length: active.length }, (_, row) => {
    const runs: { text: string; column: number; look: string }[] = [];
    const line = active.getLine(row);
    for (let column = 0; column < COLUMNS; column += 1) {
      const cell = line?.getCell(column);
      if (cell === undefined || cell.getWidth() === 0) continue;
      const look = lookOf(cell);
      const last = runs.at(-1);
      if (last?.look === look) last.text += cell.getChars() || ' ';
      else runs.push({ text: cell.getChars() || ' ', column, look });
    }
    const shown = runs.map((run) => ({
      ...run,
      text: PARTS.reduce((text, { form, shown: as }) => text.replace(form, as), run.text),
    }));
    return shown
      .map((run, at) => (at === shown.length - 1 ? { ...run, text: run.text.trimEnd() } : run))
      .filter(({ text }) => text !== '');
  });
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

function lookOf(cell: IBufferCell): string {
  const color = cell.isFgPalette() ? `c${cell.getFgColor()}` : '';
  return [cell.isBold() ? 'b' : '', cell.isDim() ? 'd' : '', cell.isItalic() ? 'i' : '', color]
    .filter(Boolean)
    .join(' ');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

if (import.meta.main) {
  const root = dirname(import.meta.dirname);
  writeFileSync(join(root, 'docs/run.svg'), drawn(await pictureLines(join(root, 'bin/amber.js'))));
}
