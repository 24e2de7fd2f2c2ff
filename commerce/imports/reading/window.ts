import type { OpenText } from './table.js';

/**
 * A text that is read once and forwards, of which a stretch is held to be read again: going back to a row's beginning opens nothing anew.
 * One reading at a time.
 */
export class Window {
  private held: { at: number; bytes: Uint8Array }[] = [];
  private end: number;
  private source: AsyncIterator<Uint8Array> | null = null;

  constructor(
    private readonly openText: OpenText,
    start: number,
  ) {
    this.end = start;
  }

  /** The text from a byte on that has not been let go. */
  async *open(start: number): AsyncGenerator<Uint8Array> {
    for (let at = start; ; ) {
      const chunk = this.held.find((one) => one.at + one.bytes.length > at) ?? (await this.more());
      if (!chunk) return;
      yield chunk.bytes.subarray(at - chunk.at);
      at = chunk.at + chunk.bytes.length;
    }
  }

  /** The same, letting go of what has been passed. */
  async *pass(start: number): AsyncGenerator<Uint8Array> {
    let at = start;
    for await (const bytes of this.open(start)) {
      this.letGo(at);
      yield bytes;
      at += bytes.length;
    }
  }

  /** Nobody will ask for what stands before this byte. */
  letGo(before: number): void {
    while (this.held[0] && this.held[0].at + this.held[0].bytes.length <= before) this.held.shift();
  }

  async close(): Promise<void> {
    await this.source?.return?.();
  }

  private async more(): Promise<{ at: number; bytes: Uint8Array } | null> {
    this.source ??= this.openText(this.end)[Symbol.asyncIterator]();
    while (true) {
      const { done, value } = await this.source.next();
      if (done) return null;
      if (value.length === 0) continue;
      const chunk = { at: this.end, bytes: value };
      this.end += value.length;
      this.held.push(chunk);
      return chunk;
    }
  }
}
