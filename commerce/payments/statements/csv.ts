import { toDecimal } from '#platform/money.js';
import type { Part } from './statement.js';
import { clockOf } from './times.js';
import { type Words, wordsFor } from './words.js';

/** So that spreadsheets read the file as UTF-8. */
const BOM = '\uFEFF';

/** A statement as CSV. A cell that a spreadsheet would take for a formula is kept from it: nobody reads a statement back in. */
export async function* statementCsv(parts: AsyncIterable<Part>): AsyncGenerator<string> {
  let words: Words = wordsFor('en');
  let at = (moment: Date): string => moment.toISOString();
  for await (const part of parts) {
    if (part.part === 'head') {
      ({ words } = part);
      at = clockOf(part.timezone);
      const { shop, at: time, kind, order, reference, currency, amount, balance } = words.columns;
      yield BOM + line([shop, `${time} (${part.timezone})`, kind, order, reference, currency, amount, balance]);
    }
    if (part.part === 'shop')
      yield part.opening
        .map(({ currency, amount }) => line([part.name, '', words.opening, '', '', currency, '', toDecimal(amount, currency)]))
        .join('');
    if (part.part === 'rows')
      yield part.rows
        .map(({ at: moment, kind, order, reference, currency, amount, balance }) =>
          line([
            part.shop,
            at(moment),
            words.kinds[kind],
            order ?? '',
            reference,
            currency,
            toDecimal(amount, currency),
            toDecimal(balance, currency),
          ]),
        )
        .join('');
    if (part.part === 'end') {
      const shop = part.shop ?? words.allShops;
      yield part.sums
        .flatMap(({ currency, opening, closing, moved }) => [
          ...(part.shop === null ? [line([shop, '', words.opening, '', '', currency, '', toDecimal(opening, currency)])] : []),
          ...moved.map(({ kind, amount }) =>
            line([shop, '', words.totalOf(words.kinds[kind]), '', '', currency, toDecimal(amount, currency), '']),
          ),
          line([shop, '', words.closing, '', '', currency, '', toDecimal(closing, currency)]),
        ])
        .join('');
    }
  }
}

const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

/** A formula's first character, the full-width ones of East Asian keyboards too. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Source: RFC 4180, 2; OWASP, CSV injection. An amount below zero begins with a sign and is no formula. */
function cell(text: string): string {
  const safe = FORMULA.test(text) && !/^-\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
