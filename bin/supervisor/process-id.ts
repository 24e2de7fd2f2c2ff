import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessId {
  pid: number;
  born: string;
}

/** When a process began, in the system's own words, or null where there is none (or only its exit code is left). */
function bornOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      // After the name in brackets, which may hold anything: the state is field 3, the start in ticks since boot field 22.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return fields[0] === 'Z' ? null : `${boot}:${fields[19]}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || null;
  } catch {
    return null;
  }
}

export const identify = (pid: number): ProcessId => ({ pid, born: bornOf(pid) ?? '' });

export const isAlive = ({ pid, born }: ProcessId): boolean => born !== '' && bornOf(pid) === born;

/** Ends a process that is no child of ours, with its group; true where it had to be killed in the end. */
export async function end(id: ProcessId, patienceMs: number): Promise<boolean> {
  if (!isAlive(id)) return false;
  send(id.pid, 'SIGTERM');
  if (await gone(id, patienceMs)) return false;
  send(-id.pid, 'SIGKILL');
  await gone(id, 5000);
  return true;
}

async function gone(id: ProcessId, patienceMs: number): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await wait(50)) if (!isAlive(id)) return true;
  return !isAlive(id);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It went by itself in between.
  }
}
