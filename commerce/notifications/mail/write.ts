import { addressLines, type Order } from '#commerce/orders/index.js';
import { toDecimal } from '#platform/money.js';
import type { Shop } from '#tenants/index.js';
import { isForBuyer, type Template } from '../notification.model.js';
import type { Facts, Language } from './facts.js';
import { type Letter, layOut } from './layout.js';
import { languageOf } from './words.js';

export interface Mail {
  locale: string;
  subject: string;
  html: string;
  text: string;
}

/** An amount as the shop's people read it: ¥12.00, 12,00 €. */
export function moneyText(amount: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(toDecimal(amount, currency) as `${number}`);
}

/** Writes a mail in the shop's language. `order` puts what was bought below the words. */
export function writeMail(template: Template, shop: Shop, facts: Omit<Facts, 'shop'>, order: Order | null): Mail {
  const { locale } = shop;
  const language = languageOf(locale);
  const known: Facts = { ...facts, shop: shop.name };
  const words = language.mails[template](known);
  const letter: Letter = {
    ...words,
    locale,
    shop: shop.name,
    action: order ? actionOf(template, known, language) : null,
    caption: order ? placedAs(order, shop) : '',
    lines: order ? linesOf(order, locale) : [],
    sums: order ? sumsOf(order, shop) : [],
    address: order ? addressOf(order, language.labels.sentTo, locale) : null,
    footer: language.footer(known),
  };
  // A subject is one line: what came from outside must not begin a header of its own.
  return { locale, subject: words.subject.replace(/\s+/g, ' ').slice(0, 200), ...layOut(letter) };
}

const linesOf = (order: Order, locale: string): Letter['lines'] =>
  order.lines.map(({ title, variantTitle, quantity, price }) => ({
    title,
    detail: [variantTitle, `${quantity} × ${moneyText(price, order.currency, locale)}`].filter(Boolean).join(' · '),
    amount: moneyText(price * quantity, order.currency, locale),
  }));

/** A merchant goes to his order, a buyer to where his parcel is followed. */
function actionOf(template: Template, { order, sent }: Facts, { actions }: Language): Letter['action'] {
  if (!isForBuyer(template)) return order ? { label: actions.openOrder, url: order.page } : null;
  return sent?.url ? { label: actions.followParcel, url: sent.url } : null;
}

function placedAs({ number, createdAt }: Order, { locale, timezone }: Shop): string {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone }).format(createdAt);
  return languageOf(locale).placed(number, when);
}

function sumsOf(order: Order, { locale }: Shop): Letter['sums'] {
  const { labels } = languageOf(locale);
  const sum = (label: string, amount: number, strong = false) => ({ label, amount: moneyText(amount, order.currency, locale), strong });
  return [
    sum(labels.subtotal, order.subtotal),
    ...(order.discount > 0 ? [sum(labels.discount, -order.discount)] : []),
    sum(labels.shipping, order.shipping),
    ...(order.tax > 0 ? [sum(order.taxMode === 'INCLUDED' ? labels.taxIncluded : labels.tax, order.tax)] : []),
    sum(labels.total, order.total, true),
  ];
}

function addressOf({ shippingAddress: to }: Order, label: string, locale: string): Letter['address'] {
  return to ? { label, lines: addressLines(to, locale) } : null;
}
