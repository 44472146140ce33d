import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { systemCodeOf } from '../../core/errors.ts';
import { stateError } from './state/files.ts';

/**
 * One process, distinct from a later one that got the same pid. `startTime` is opaque: on Linux the boot's id and
 * clock ticks since boot, elsewhere what `ps` says; "" where neither works.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  return own;
}
let own: ProcessIdentity | undefined;

/** True if that very process runs. A zombie does not. @throws AmberError STATE if that can't be known now */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.pid === process.pid) return identity.startTime === ownIdentity().startTime;
  return signalProcess(identity.pid, 0) && startTimeOf(identity.pid) === identity.startTime;
}

/** When the process started, or undefined if there is none, or only a zombie. @throws AmberError STATE */
export function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
}

/** Sends a signal; 0 only asks. False if there is no such process; one that is not ours exists, too. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}

/** Sends a signal to a whole process group. False if no process is in it. */
export function signalGroup(pgid: number, signal: NodeJS.Signals | 0): boolean {
  // -0 and -1 would reach our own group, and everything.
  return pgid > 1 && signalProcess(-pgid, signal);
}

/**
 * True if the group has a process that runs. Asking by signal counts zombies too, which stay where no process reaps them
 * (a container without an init process): waiting for those would never end.
 */
export function groupRuns(pgid: number): boolean {
  if (!signalGroup(pgid, 0)) return false;
  // Mostly the leader lives as long as any; only without it are all processes of the machine looked at.
  if (startTimeOf(pgid) !== undefined) return true;
  const members = process.platform === 'linux' ? linuxGroup(pgid) : psGroup(pgid);
  return members.some((state) => !/^[ZX]/.test(state));
}

/** A process that runs, with its group and the program that it was started as. */
export interface RunningProcess extends ProcessIdentity {
  readonly pgid: number;
  readonly command: string;
}

/**
 * The processes whose environment had this variable when they were started, as far as that can be read: those of this
 * user, and on macOS none of the system's own programs. Never this one.
 */
export function runningWith(variable: string): readonly RunningProcess[] {
  const found = process.platform === 'linux' ? linuxRunningWith(variable) : psRunningWith(variable);
  return found.filter(({ pid }) => pid !== process.pid && pid > 1);
}

/** We are out of files or memory. */
const NO_MEANS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/** State, process group and start of `/proc/<pid>/stat`. The command's name may hold spaces and brackets: cut it off. */
function linuxStat(pid: number | string): { state: string; pgrp: number; start: string } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    // A process that can't be looked at now is not dead: its sessions would be taken for lost, and its agents killed.
    if (NO_MEANS.has(systemCodeOf(error) ?? '')) throw stateError('read', `/proc/${pid}/stat`, error);
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? 'X', pgrp: Number(fields[2]), start: fields[19] ?? '' };
}

function linuxStartTime(pid: number): string | undefined {
  const stat = linuxStat(pid);
  if (stat === undefined || /^[ZX]/.test(stat.state)) return undefined;
  // Ticks since boot repeat after a reboot.
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().slice(0, 8);
  return `${boot}-${stat.start}`;
}
let boot: string | undefined;

const linuxPids = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

function linuxRunningWith(variable: string): RunningProcess[] {
  const carries = (pid: string): boolean =>
    `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${variable}=`);
  return linuxPids().flatMap((pid) => {
    try {
      if (!carries(pid)) return [];
      const [command = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const startTime = linuxStartTime(Number(pid));
      // Asked again: since the first look the pid may have become another process's.
      if (startTime === undefined || !carries(pid)) return [];
      return [{ pid: Number(pid), startTime, pgid: linuxStat(pid)?.pgrp ?? 0, command }];
    } catch {
      // Ended meanwhile, or another user's.
      return [];
    }
  });
}

function linuxGroup(pgid: number): string[] {
  return linuxPids()
    .map(linuxStat)
    .filter((stat) => stat?.pgrp === pgid)
    .map((stat) => stat?.state ?? 'X');
}

function psStartTime(pid: number): string | undefined {
  const [state = '', ...start] = ps(['-o', 'state=,lstart=', '-p', String(pid)])
    .trim()
    .split(/\s+/);
  return state === '' || state.startsWith('Z') ? undefined : start.join(' ');
}

function psGroup(pgid: number): string[] {
  return ps(['-axo', 'pgid=,state='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([group]) => Number(group) === pgid)
    .map(([, state]) => state ?? 'X');
}

function psRunningWith(variable: string): readonly RunningProcess[] {
  return readPs(ps(['-axwwE', '-o', 'pid=,pgid=,state=,lstart=,command=']), variable);
}

/** Lines of `ps -E` on macOS, which writes the environment behind the command's words. */
export function readPs(text: string, variable: string): readonly RunningProcess[] {
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const [pid, pgid, state = 'Z', ...rest] = words;
    if (state.startsWith('Z') || !rest.some((word) => word.startsWith(`${variable}=`))) return [];
    const [command = ''] = rest.slice(5);
    return [{ pid: Number(pid), pgid: Number(pgid), startTime: rest.slice(0, 5).join(' '), command }];
  });
}

function ps(args: readonly string[]): string {
  try {
    // Not execa: locks and records are checked in sections that must not wait, and at the start of each command.
    // The C locale: another one writes the date otherwise, and two processes with different ones must agree.
    return execFileSync('ps', args, { encoding: 'utf8', env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' }, stdio: 'pipe' });
  } catch {
    return '';
  }
}
