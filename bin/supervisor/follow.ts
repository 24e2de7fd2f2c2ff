import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const EVERY_MS = 500;
const PINO_ERROR = 50;

/** Reads what a part appends to its log, and tells its errors in a line each. Returns how to end it, after a last look. */
export function follow(logFile: string, tell: (line: string) => void): () => void {
  let read = sizeOf(logFile);
  let rest = '';
  let decoder = new StringDecoder('utf8');
  const look = () => {
    const size = sizeOf(logFile);
    if (size < read) [read, rest, decoder] = [0, '', new StringDecoder('utf8')]; // It was moved aside.
    if (size === read) return;
    const chunk = Buffer.alloc(Math.min(size - read, 1024 * 1024));
    const file = openSync(logFile, 'r');
    read += readSync(file, chunk, 0, chunk.length, read);
    closeSync(file);
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const error = errorIn(line);
      if (error) tell(error);
    }
  };
  const timer = setInterval(look, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    look();
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The sentence in a log line that tells of an error; lines that are no JSON come from a crash and are told as they are. */
function errorIn(line: string): string | null {
  if (!line.startsWith('{')) return line.trim() || null;
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    return (level ?? 0) >= PINO_ERROR ? [msg, err?.message].filter(Boolean).join(': ') : null;
  } catch {
    return line;
  }
}
