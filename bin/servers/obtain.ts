import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '#platform/root.js';
import { Missing, onPath, run, type Say } from './system.js';

/** A place that a server program may come from. */
export interface Source {
  /** `the PyPI wheel`: stands in the lines that are said. */
  name: string;
  /** Fetches it into the folder and gives the program's path. @throws {Missing | Error} with the reason, without a full stop */
  get(folder: string, say: Say): Promise<string>;
}

export interface Wanted {
  program: string;
  /** In the order in which they are tried, after PATH and what was fetched before. */
  sources: readonly Source[];
  /** What a person can do where none works: a sentence. */
  advice: string;
}

export interface Obtaining {
  say: Say;
  /** Where fetched programs are kept. */
  cache?: string;
  path?: string;
}

/** What was fetched, and which sources failed when and why. */
interface Memory {
  fetched: Record<string, string>;
  failed: Record<string, { at: string; why: string }>;
}

const RETRY_FAILED_MS = 12 * 3_600_000;

/** A server program cannot be had; the message says what to do. */
export class NotObtained extends Error {
  override name = 'NotObtained';
}

/** The program's path: from PATH, from what was fetched before, or from its first source that works. @throws {NotObtained} */
export async function obtain({ program, sources, advice }: Wanted, obtaining: Obtaining): Promise<string> {
  const { say, cache = join(root, '.cache'), path } = obtaining;
  const standing = onPath(program, path);
  if (standing) {
    const trouble = await troubleWith(standing);
    if (!trouble) return standing;
    say(`${program}: ${standing} does not run (${trouble}); looking elsewhere.`);
  }
  const memory = new SourceMemory(join(cache, 'servers.json'));
  const fetched = memory.read().fetched[program];
  if (fetched && !(await troubleWith(fetched))) return fetched;

  for (const source of sources) {
    const key = `${program} from ${source.name}`;
    const failure = memory.read().failed[key];
    if (failure && Date.now() - Date.parse(failure.at) < RETRY_FAILED_MS) {
      say(`${key}: skipped, it failed before (${failure.why}).`);
      continue;
    }
    try {
      const folder = join(cache, 'servers', program);
      mkdirSync(folder, { recursive: true });
      const found = await source.get(folder, say);
      const trouble = await troubleWith(found);
      if (trouble) throw new Error(`what came does not run: ${trouble}`);
      memory.change(({ fetched, failed }) => {
        fetched[program] = found;
        delete failed[key];
      });
      say(`${key}: ${found}`);
      return found;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!(error instanceof Missing)) {
        memory.change(({ failed }) => {
          failed[key] = { at: new Date().toISOString(), why };
        });
      }
      say(`${key}: not to be had (${why}).`);
    }
  }
  throw new NotObtained(advice);
}

/** Why a program does not run, or null. */
async function troubleWith(file: string): Promise<string | null> {
  try {
    await run(file, ['--version'], { timeoutMs: 20_000 });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A small file that several processes may change; each change is written whole. */
class SourceMemory {
  constructor(private readonly file: string) {}

  read(): Memory {
    try {
      return { fetched: {}, failed: {}, ...(JSON.parse(readFileSync(this.file, 'utf8')) as Partial<Memory>) };
    } catch {
      return { fetched: {}, failed: {} };
    }
  }

  change(apply: (memory: Memory) => void): void {
    const memory = this.read();
    apply(memory);
    mkdirSync(dirname(this.file), { recursive: true });
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(memory, null, 2)}\n`);
    renameSync(draft, this.file);
  }
}
