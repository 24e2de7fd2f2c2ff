import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessId } from './process-id.js';

/** One child that was started: enough to end it after its starter was killed. */
export interface KeptPart extends ProcessId {
  name: string;
  port?: number;
}

/** What stands in DATA_DIR/run.json: who runs on this data, and on which ports. Ports outlive their parts: the next start prefers them. */
export interface Run {
  parts: KeptPart[];
  ports: Record<string, number>;
}

interface Holder extends ProcessId {
  address: string;
}

/** Another starter runs on the same data; the message says which. */
export class AlreadyRunning extends Error {
  override name = 'AlreadyRunning';
}

export class RunFile {
  private readonly file: string;
  private readonly lock: string;

  constructor(private readonly dataDir: string) {
    this.file = join(dataDir, 'run.json');
    this.lock = join(dataDir, 'starter.json');
  }

  /** Makes this process the one that runs on the data. @throws {AlreadyRunning} */
  claim(address: string): void {
    mkdirSync(this.dataDir, { recursive: true, mode: 0o700 });
    const mine = `${this.lock}.${process.pid}`;
    writeFileSync(mine, JSON.stringify({ ...identify(process.pid), address } satisfies Holder));
    try {
      while (!linked(mine, this.lock)) {
        const holder = readJson<Holder>(this.lock);
        if (holder && isAlive(holder)) {
          throw new AlreadyRunning(
            `Shopyard runs on ${this.dataDir} already: ${holder.address}, process ${holder.pid}. Set another DATA_DIR.`,
          );
        }
        this.bury(holder);
      }
    } finally {
      rmSync(mine, { force: true });
    }
  }

  /** Takes away what a killed starter left; a lock that another starter has made in between goes back to its place. */
  private bury(dead: Holder | null): void {
    const grave = `${this.lock}.${process.pid}.dead`;
    try {
      renameSync(this.lock, grave);
    } catch {
      return; // Another starter was quicker.
    }
    if (readJson<Holder>(grave)?.pid !== dead?.pid) linked(grave, this.lock);
    rmSync(grave, { force: true });
  }

  release(): void {
    rmSync(this.lock, { force: true });
  }

  read(): Run {
    return { parts: [], ports: {}, ...readJson<Run>(this.file) };
  }

  /** A part has been started, or started again. */
  record(part: KeptPart): void {
    const { parts, ports } = this.read();
    this.write({
      parts: [...parts.filter(({ name }) => name !== part.name), part],
      ports: part.port ? { ...ports, [part.name]: part.port } : ports,
    });
  }

  forget(name: string): void {
    const run = this.read();
    this.write({ ...run, parts: run.parts.filter((part) => part.name !== name) });
  }

  private write(run: Run): void {
    const draft = `${this.file}.draft`;
    writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`);
    renameSync(draft, this.file);
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}
