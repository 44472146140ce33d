import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { findCommand } from '../../engine/local/agents/find-command.ts';
import { userConfigPath } from '../../engine/local/state/paths.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import type { RegistryAgent } from './parse-public-registry.ts';
import { type AddPlan, addCommand, findAgent, type Here, planAgent, type Wish } from './plan-install.ts';

/** What a call knows of the registry's agents, the platform and what is installed. */
export function hereOf(env: Env, agents: Here['agents']): Here {
  return {
    platform: `${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`,
    has: (program) => findCommand(program, env) !== undefined,
    dataDir: join(dataHome(env), 'amber', 'agents'),
    agents,
  };
}

const ARCHITECTURES: { readonly [node: string]: string } = { x64: 'x86_64', arm64: 'aarch64' };

function dataHome({ HOME, XDG_DATA_HOME: xdg }: Env): string {
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(HOME || homedir(), '.local', 'share');
}

export interface AddWish extends Wish {
  readonly id: string;
  /** Nothing is asked. */
  readonly yes: boolean;
  /** Questions are allowed. */
  readonly input: boolean;
}

/**
 * Puts an agent of the registry into the user's configuration, once that was agreed to. Only then something is downloaded,
 * and only where it comes as a binary.
 * @throws AmberError USAGE where nobody can agree, and what `planAgent` and `installBinary` throw
 */
export async function addAgent(
  io: Io,
  context: Context,
  agents: readonly RegistryAgent[],
  wish: AddWish,
): Promise<number> {
  const agent = findAgent(agents, wish.id, wish);
  const plan = planAgent(agent, wish, hereOf(io.env, context.settings.agents ?? {}));
  const say = (text: string): void => void writeLines(io.stderr, context.redactor.all(text));
  if (plan.previous === plan.command) {
    say(`${plan.name} ${plan.version} is in your configuration already\n`);
    return 0;
  }
  const path = userConfigPath(io.env);
  say(`${agent.name} ${plan.version}: ${agent.description}\n${whatHappens(plan, path)}`);
  if (!(await isAgreed(io, wish, plan))) {
    say('nothing was changed\n');
    return 0;
  }
  const { changeUserFile, checkWritable } = await import('../config/write-user-config.ts');
  checkWritable(path);
  if (plan.download !== undefined) await install(io, plan.download, say);
  await changeUserFile(
    io,
    (document) => document.setIn(['agents', plan.name], plan.command),
    `put it there yourself, under agents: ${plan.name}: ${plan.command}`,
  );
  say(`added: amber run --agent ${plan.name} "…"\n`);
  return 0;
}

function whatHappens({ command, download, name, previous, way }: AddPlan, path: string): string {
  const lines = [
    ...(download === undefined
      ? [`  downloads nothing now: ${way} does, the first time that it runs`]
      : [
          `  downloads ${download.archive}`,
          download.sha256 === undefined
            ? '  whose checksum the registry does not say'
            : `  whose sha256 must be ${download.sha256}`,
          `  into ${download.folder}`,
        ]),
    `  writes ${path}: agents: ${name}`,
    ...(previous === undefined ? [] : [`  in place of: ${previous}`]),
    `  and then runs, for --agent ${name}: ${command}`,
  ];
  return `${lines.join('\n')}\n`;
}

async function isAgreed(io: Io, { id, input, yes, ...wish }: AddWish, { name }: AddPlan): Promise<boolean> {
  if (yes) return true;
  if (!input || !io.stdin.isTTY || !io.stderr.isTTY)
    throw new AmberError('USAGE', 'nobody is here to agree to that', { hint: addCommand(id, wish, '--yes') });
  const { askLine } = await import('../terminal/ask-on-terminal.ts');
  const asking = { input: io.stdin.stream, output: io.stderr.stream, pause: () => () => {} };
  const answer = await askLine(asking, `Add ${name}? [y/N] `, new AbortController().signal);
  return /^\s*y(?:es)?\s*$/i.test(answer ?? '');
}

async function install(io: Io, download: NonNullable<AddPlan['download']>, say: (text: string) => void): Promise<void> {
  const [{ installBinary }, { catchEnding }] = await Promise.all([
    import('./install-binary.ts'),
    import('../process/signals.ts'),
  ]);
  const ending = catchEnding(io);
  try {
    say('downloading …\n');
    const digest = await installBinary(download, { env: io.env, signal: ending.signal });
    say(`unpacked; the archive's sha256 is ${digest}\n`);
  } finally {
    ending.release();
  }
}
