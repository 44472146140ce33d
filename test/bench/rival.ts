import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { timeCommand } from './command.ts';
import { type Figure, figure, interleave } from './figures.ts';

const QUIET = 'half a second of each run is the wait for text that agents send after their answer; acpx loses it';

const VERSION = '0.19.1';
const AMBER = new URL('../../bin/amber.js', import.meta.url).pathname;
const AGENT = `${process.execPath} ${new URL('trivial-agent.mjs', import.meta.url).pathname}`;

/** The rival, installed once into a cache folder: it is no dependency of Amber's. */
async function acpx(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'amber-bench', `acpx-${VERSION}`);
  const bin = join(folder, 'node_modules', 'acpx', 'dist', 'cli.js');
  if (!existsSync(bin)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', `acpx@${VERSION}`], { cwd: folder });
  }
  return bin;
}

/** One trivial agent, run by both: what is measured is the client around it. */
export async function rival(stateDir: string): Promise<readonly Figure[]> {
  const bin = await acpx();
  const env = { AMBER_STATE_DIR: stateDir };
  const amber = (output: string, prompt: string) => [AMBER, 'run', '--agent', AGENT, '-o', output, prompt];
  const other = (format: string, prompt: string) => [bin, '--format', format, '--agent', AGENT, 'exec', prompt];
  const time = (args: readonly string[], what: 'first' | 'exit') => async () =>
    (await timeCommand(args, { env, mark: 'word0' }))[what];
  const small = await interleave(9, {
    amberFirst: time(amber('jsonl', 'say 1'), 'first'),
    otherFirst: time(other('json', 'say 1'), 'first'),
    amberExit: time(amber('text', 'say 1'), 'exit'),
    otherExit: time(other('text', 'say 1'), 'exit'),
  });
  const flood = await interleave(3, {
    amberText: time(amber('text', 'say 50000'), 'exit'),
    otherText: time(other('text', 'say 50000'), 'exit'),
    amberJson: time(amber('jsonl', 'say 50000'), 'exit'),
    otherJson: time(other('json', 'say 50000'), 'exit'),
  });
  const pair = (name: string, mine: number, theirs: number): readonly Figure[] => [
    figure(`${name}: amber`, mine, 'ms'),
    figure(`${name}: amber ÷ acpx ${VERSION}`, mine / theirs, '×', '<= 0.5', QUIET),
  ];
  return [
    ...pair('start to first text', small.amberFirst, small.otherFirst),
    ...pair('start to exit', small.amberExit, small.otherExit),
    ...pair('50,000 chunks, text', flood.amberText, flood.otherText),
    ...pair('50,000 chunks, JSON', flood.amberJson, flood.otherJson),
  ];
}
