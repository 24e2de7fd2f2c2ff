import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '#platform/root.js';

/** A program, and how one sees that it serves. */
export interface Program {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** How long it may take to stop in order, milliseconds; then it is killed. */
  patienceMs: number;
  /** Asked again and again until it resolves; a rejection says what is missing so far. */
  ready(): Promise<void>;
}

export interface Running {
  pid: number;
  /** Resolves with `exit 1` or `SIGKILL` when the process has gone. */
  ended: Promise<string>;
  /** Waits until it serves. @throws {Error} when it ends before, or the time is over */
  serves(timeoutMs: number): Promise<void>;
  /** Ends it in order; true where it had to be killed in the end. */
  stop(): Promise<boolean>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

interface SpawnOptions {
  /** What the program prints is appended here. */
  logFile: string;
  /** In a process group of its own, out of reach of the terminal's signals. */
  detached: boolean;
}

/** Starts a program. Its output goes straight into the file, so that it outlives this process if it must. */
export function runProgram(program: Program, { logFile, detached }: SpawnOptions): Running {
  mkdirSync(dirname(logFile), { recursive: true });
  const out = openSync(logFile, 'a');
  const child = spawn(program.command, [...program.args], {
    cwd: root,
    env: program.env ?? process.env,
    stdio: ['ignore', out, out],
    detached,
  });
  closeSync(out);
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
  }).finally(() => {
    over = true;
  });
  const end = async (signal: NodeJS.Signals) => {
    if (!over) send(child, signal, detached);
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    ended,
    async serves(timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      for (let missing = ''; ; await wait(50)) {
        if (over) throw new Error(`${program.name} ended (${await ended}): ${lastLines(logFile)}`);
        if (Date.now() > deadline) throw new Error(`${program.name} does not serve after ${timeoutMs / 1000} s: ${missing}`);
        try {
          return await program.ready();
        } catch (error) {
          missing = (error as Error).message;
        }
      }
    },
    async stop() {
      if (!over) child.kill('SIGTERM');
      const late = await Promise.race([ended.then(() => false), wait(program.patienceMs, true, { ref: false })]);
      if (late) await end('SIGKILL');
      return late;
    },
    kill: () => end('SIGKILL'),
  };
}

function send(child: ChildProcess, signal: NodeJS.Signals, toGroup: boolean): void {
  if (!child.pid) return;
  try {
    process.kill(toGroup ? -child.pid : child.pid, signal);
  } catch {
    // It went by itself in between.
  }
}

/** The end of a log, for a message. mongod's own fatal lines are picked out. */
export function lastLines(logFile: string, count = 5): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    const fatal = lines.filter((line) => line.includes('"s":"F"'));
    return `${(fatal.length > 0 ? fatal : lines).slice(-count).join('\n')}\n(more in ${logFile})`;
  } catch {
    return `no log in ${logFile}`;
  }
}

const LOOPBACK = '127.0.0.1';

/** The port itself where nothing listens on it, else null; 0 asks for any free one. Without a host it must be free on every address. */
export function portIfFree(port: number, host?: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, ...(host ? { host } : {}), exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}

/** The preferred port where it is free, else any free one on the loopback address. */
export async function freePort(preferred = 0): Promise<number> {
  const port = (await portIfFree(preferred, LOOPBACK)) ?? (await portIfFree(0, LOOPBACK));
  if (port === null) throw new Error('No free port is left on this machine.');
  return port;
}
