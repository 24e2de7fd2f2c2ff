import { setImmediate as othersTurn } from 'node:timers/promises';
import { exponentOf, toDecimal } from '#platform/money.js';
import { chineseFont } from './font.js';
import type { Part, Sums } from './statement.js';
import { clockOf } from './times.js';

type Head = Extract<Part, { part: 'head' }>;
type Align = 'left' | 'right';
type Cell = readonly [text: string, x: number, width: number, align?: Align];

/** A piece of a text in one font. */
interface Run {
  text: string;
  font: 'Helvetica' | 'chinese';
}

/** What Helvetica has: Latin-1, the dash and the dots. */
const LATIN = /^[\u0020-\u007e\u00a0-\u00ff\u2013\u2026]$/;
/** Stands for a character that the font lacks, as printers use it. */
const UNKNOWN = '\u3013';

const MARGIN = 40;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - 60;
const ROW = 15;
const INK = '#222222';
const GREY = '#777777';

/** Where each column begins, and how wide it is, in points. */
const AT = [0, 88] as const;
const KIND = [92, 92] as const;
const ORDER = [188, 56] as const;
const REFERENCE = [248, 122] as const;
const AMOUNT = [374, 68] as const;
const BALANCE = [446, 69] as const;

/** Rows that are drawn in one go: a page takes a processor's time, and whoever else is served by this process waits for it. */
const AT_ONCE = 10;

/** A statement as PDF, page after page: what is written of it is not kept. */
export async function* statementPdf(parts: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  // 20 MB of code that most processes never need.
  const { default: PDFDocument } = await import('pdfkit');
  const doc = new PDFDocument({ size: 'A4', margins: { top: MARGIN, bottom: 0, left: MARGIN, right: MARGIN }, autoFirstPage: false });
  doc.registerFont('chinese', await chineseFont());
  let page: Page | null = null;
  for await (const part of parts) {
    if (part.part === 'head') page = new Page(doc, part);
    else
      for (const piece of piecesOf(part)) {
        page!.draw(piece);
        await othersTurn();
      }
    for (let chunk = doc.read(); chunk; chunk = doc.read()) yield chunk as Buffer;
  }
  doc.end();
  for await (const chunk of doc) yield chunk as Buffer;
}

function* piecesOf(part: Exclude<Part, Head>): Generator<Exclude<Part, Head>> {
  if (part.part !== 'rows') return yield part;
  for (let at = 0; at < part.rows.length; at += AT_ONCE) yield { ...part, rows: part.rows.slice(at, at + AT_ONCE) };
}

class Page {
  #y = 0;
  #number = 0;
  #rows = 0;
  readonly #clock: (moment: Date) => string;
  /** By the places after the point. */
  readonly #formats = new Map<number, Intl.NumberFormat>();

  constructor(
    private readonly doc: PDFKit.PDFDocument,
    private readonly head: Head,
  ) {
    this.#clock = clockOf(head.timezone);
    const { words, title, span, timezone, isTest } = head;
    Object.assign(doc.info, { Title: `${words.title} · ${title}`, CreationDate: span.to });
    this.#turn();
    this.#text([title, 0, WIDTH], 18);
    this.#y += 26;
    this.#text([words.title, 0, WIDTH], 12);
    this.#y += 20;
    this.#text([words.about(`${this.#clock(span.from)} – ${this.#clock(span.to)}`, timezone), 0, WIDTH], 9, GREY);
    this.#y += 14;
    if (isTest) {
      this.#text([words.testMode, 0, WIDTH], 9, '#b00020');
      this.#y += 14;
    }
    this.#text([words.explained, 0, WIDTH], 8, GREY);
    this.#y += 24;
  }

  draw(part: Exclude<Part, Head>): void {
    const { words, ofAgency } = this.head;
    if (part.part === 'shop') {
      this.#rows = 0;
      this.#room(4 * ROW);
      if (ofAgency) {
        this.#text([part.name, 0, WIDTH], 12);
        this.#y += 20;
      }
      this.#columns();
      for (const { currency, amount } of part.opening) this.#strong(words.opening, currency, null, amount);
    }
    if (part.part === 'rows') for (const row of part.rows) this.#row(row);
    if (part.part === 'end') this.#end(part.shop, part.sums);
  }

  #row({ at, kind, order, reference, currency, amount, balance }: Extract<Part, { part: 'rows' }>['rows'][number]): void {
    const { words } = this.head;
    this.#rows += 1;
    if (this.#room(ROW)) this.#columns();
    this.#cells(
      [
        [this.#clock(at), ...AT],
        [words.kinds[kind], ...KIND],
        [order ?? '', ...ORDER],
        [reference.slice(reference.lastIndexOf('/') + 1), ...REFERENCE],
        [this.#money(amount, currency), ...AMOUNT, 'right'],
        [this.#money(balance, currency), ...BALANCE, 'right'],
      ],
      INK,
    );
  }

  #end(shop: string | null, sums: readonly Sums[]): void {
    const { words } = this.head;
    if (shop === null) {
      this.#room(4 * ROW);
      this.#text([words.allShops, 0, WIDTH], 12);
      this.#y += 20;
    } else if (this.#rows === 0) {
      this.#cells([[words.nothing, 0, WIDTH]], GREY);
    }
    for (const { currency, opening, closing, moved } of sums) {
      this.#room((moved.length + 3) * ROW);
      this.#rule();
      if (shop === null) this.#strong(words.opening, currency, null, opening);
      for (const { kind, amount } of moved) this.#strong(words.totalOf(words.kinds[kind]), currency, amount, null);
      this.#strong(words.closing, currency, null, closing);
      this.#y += ROW / 2;
    }
    this.#y += ROW;
  }

  #strong(label: string, currency: string, amount: number | null, balance: number | null): void {
    this.#room(ROW);
    this.#cells(
      [
        [label, KIND[0], REFERENCE[0] - KIND[0]],
        [currency, ...REFERENCE],
        [amount === null ? '' : this.#money(amount, currency), ...AMOUNT, 'right'],
        [balance === null ? '' : this.#money(balance, currency), ...BALANCE, 'right'],
      ],
      '#000000',
    );
  }

  #columns(): void {
    const { at, kind, order, reference, amount, balance } = this.head.words.columns;
    this.#cells(
      [
        [at, ...AT],
        [kind, ...KIND],
        [order, ...ORDER],
        [reference, ...REFERENCE],
        [amount, ...AMOUNT, 'right'],
        [balance, ...BALANCE, 'right'],
      ],
      GREY,
    );
    this.#rule();
  }

  #cells(cells: readonly Cell[], colour: string): void {
    for (const cell of cells) if (cell[0]) this.#text(cell, 8.5, colour);
    this.#y += ROW;
  }

  #rule(): void {
    this.doc
      .moveTo(MARGIN, this.#y - 3)
      .lineTo(MARGIN + WIDTH, this.#y - 3)
      .lineWidth(0.5)
      .strokeColor('#cccccc')
      .stroke();
  }

  /** True where so much has no room any more and a new page was begun. */
  #room(height: number): boolean {
    if (this.#y + height <= BOTTOM) return false;
    this.#turn();
    return true;
  }

  #turn(): void {
    this.doc.addPage();
    this.#number += 1;
    this.#y = 841.89 - 40;
    this.#text([this.head.words.page(this.#number), 0, WIDTH, 'right'], 8, GREY);
    if (this.#number > 1) this.#text([`${this.head.title} · ${this.head.words.title}`, 0, WIDTH / 2], 8, GREY);
    this.#y = MARGIN;
  }

  /** Latin letters in a font that every reader has, others in the one that is embedded. What does not fit ends in an ellipsis. */
  #text([text, x, width, align = 'left']: Cell, size: number, colour = INK): void {
    const runs = this.#fitting(this.#runs(text), size, width);
    const whole = runs.reduce((sum, run) => sum + this.#width(run, size), 0);
    const baseline = this.#y + size * 0.8;
    let at = MARGIN + x + (align === 'right' ? width - whole : 0);
    for (const run of runs) {
      const drawn = this.#width(run, size);
      this.doc.fillColor(colour).text(run.text, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
      at += drawn;
    }
  }

  #width({ text, font }: Run, size: number): number {
    return this.doc.font(font).fontSize(size).widthOfString(text);
  }

  #fitting(runs: Run[], size: number, width: number): Run[] {
    const all = (some: readonly Run[]) => some.reduce((sum, run) => sum + this.#width(run, size), 0);
    if (all(runs) <= width) return runs;
    const ellipsis: Run = { text: '\u2026', font: 'Helvetica' };
    const kept = [...runs];
    while (kept.length > 0 && all([...kept, ellipsis]) > width) {
      const { text, font } = kept.pop()!;
      const shorter = [...text].slice(0, -1).join('');
      if (shorter) kept.push({ text: shorter, font });
    }
    return [...kept, ellipsis];
  }

  #runs(text: string): Run[] {
    const runs: Run[] = [];
    for (const character of text) {
      const font = LATIN.test(character) ? 'Helvetica' : 'chinese';
      const shown = font === 'chinese' && !this.#knows(character) ? UNKNOWN : character;
      const last = runs.at(-1);
      if (last?.font === font) last.text += shown;
      else runs.push({ text: shown, font });
    }
    return runs;
  }

  /** What a font lacks would be an empty box. */
  #knows(character: string): boolean {
    this.doc.font('chinese');
    const { font } = (this.doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font;
    return font.hasGlyphForCodePoint(character.codePointAt(0)!);
  }

  /** Kept: to make one takes longer than to write a row's amounts with it. */
  #format(digits: number): Intl.NumberFormat {
    const known = this.#formats.get(digits);
    if (known) return known;
    const format = new Intl.NumberFormat(this.head.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    this.#formats.set(digits, format);
    return format;
  }

  /** 1234.5 as the reader's people write it. What stands for spaces and signs elsewhere is in no font of ours. */
  #money(amount: number, currency: string): string {
    return this.#format(exponentOf(currency))
      .format(toDecimal(amount, currency) as `${number}`)
      .replace(/[\u00a0\u202f]/g, ' ')
      .replace('\u2212', '-');
  }
}
