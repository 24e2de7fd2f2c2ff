import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Program, type Running, runProgram } from '../servers/running.js';
import type { Say } from '../servers/system.js';
import { follow } from './follow.js';
import { identify } from './process-id.js';
import type { RunFile } from './run-file.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** After so long alive a failure counts as a new one. */
const STEADY_MS = 60_000;
const LOG_BYTES = 20 * 1024 * 1024;

export interface KeeperOptions {
  runFile: RunFile;
  logs: string;
  say: Say;
  /** How long a part may take until it serves for the first time, milliseconds. */
  servesWithinMs?: number;
}

/** Starts parts, starts them again when they die, and stops them in the reverse order. */
export class Keeper {
  private readonly parts: Part[] = [];
  private closed = false;

  constructor(private readonly options: KeeperOptions) {}

  /**
   * Starts a part and waits until it serves; with `surface`, errors in its log are said here too.
   * @throws {Error} when it does not serve, or everything is stopping already
   */
  async start(program: Program, port?: number, surface = false): Promise<void> {
    if (this.closed) throw new Error('everything is stopping');
    const part = new Part(program, port, this.options, surface);
    this.parts.push(part);
    await part.start();
  }

  /** Ends everything in this order; the parts named in one list go together. */
  async stop(together: readonly (readonly string[])[]): Promise<void> {
    this.closed = true;
    for (const names of together) {
      await Promise.all(this.parts.filter(({ name }) => names.includes(name)).map((part) => part.stop()));
    }
  }
}

class Part {
  private running: Running | null = null;
  private stopping = new AbortController();
  private following: (() => void) | null = null;

  constructor(
    private readonly program: Program,
    private readonly port: number | undefined,
    private readonly options: KeeperOptions,
    private readonly surface: boolean,
  ) {}

  get name(): string {
    return this.program.name;
  }

  async start(): Promise<void> {
    const { logs, say, servesWithinMs = 60_000 } = this.options;
    const logFile = join(logs, `${this.name}.log`);
    if (existsSync(logFile) && statSync(logFile).size > LOG_BYTES) renameSync(logFile, `${logFile}.1`);
    if (this.surface) this.following = follow(logFile, (line) => say(`${this.name}: ${line}`));
    const running = this.run(logFile);
    await running.serves(servesWithinMs);
    void this.keep(running, logFile);
  }

  private run(logFile: string): Running {
    const running = runProgram(this.program, { logFile, detached: true });
    this.running = running;
    const place = this.port ? { port: this.port } : {};
    if (running.pid) this.options.runFile.record({ name: this.name, ...identify(running.pid), ...place });
    return running;
  }

  /** A part that dies by itself is started again, at once and then ever more slowly. */
  private async keep(first: Running, logFile: string): Promise<void> {
    let running = first;
    for (let pause = FIRST_PAUSE_MS; ; ) {
      const since = Date.now();
      const how = await running.ended;
      if (this.stopping.signal.aborted) return;
      if (Date.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS;
      this.options.say(`${this.name} ended unasked (${how}): started again in ${pause / 1000} s. Its log: ${logFile}`);
      try {
        await wait(pause, undefined, { signal: this.stopping.signal });
      } catch {
        return;
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      running = this.run(logFile);
      void running.serves(60_000).then(
        () => this.options.say(`${this.name} serves again.`),
        () => undefined, // That it ended is said above.
      );
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    const killed = await this.running?.stop();
    this.following?.();
    if (killed) this.options.say(`${this.name} did not stop within ${this.program.patienceMs / 1000} s and was killed.`);
    this.options.runFile.forget(this.name);
  }
}
