import { expect, test } from '@jest/globals';
import * as en from '#commerce/notifications/mail/words-en.js';
import * as zh from '#commerce/notifications/mail/words-zh.js';

const small = (words: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(words).map(([code, text]) => [code, text.toLowerCase()]));

/** Mails are written by the server and pages by the browser, which share no words. */
test.each([
  ['en', en.DISPUTES, en.MISMATCHES],
  ['zh', zh.DISPUTES, zh.MISMATCHES],
])(
  'mails call the reasons of disputes as the admin does, and every mismatch is known to both: %s',
  async (language, disputes, mismatches) => {
    const books = (await import(`../admin/screens/payments/words/books.${language}.js`)).default;
    const orders = (await import(`../admin/screens/orders/words.${language}.js`)).default;
    expect(small(disputes)).toEqual(small(books.disputes.reasons));
    expect(Object.keys(orders.mismatch)).toEqual(expect.arrayContaining(Object.keys(mismatches)));
  },
);
