import type { ProviderName } from './account.model.js';
import type { Method } from './payment.model.js';

/** Where a buyer is when he pays: inside WeChat, in a mini-program, in the browser of a phone or of a computer, in the shop's own app. */
export const BUYER_PLACES = ['WECHAT', 'MINI_PROGRAM', 'MOBILE', 'DESKTOP', 'APP'] as const;
export type BuyerPlace = (typeof BUYER_PLACES)[number];

/**
 * Where a buyer is, by what his client calls itself and where it says it comes from; one that is no browser counts as a computer's.
 * A mini-program's own requests name WeChat like its browser, and come from a host of their own; its web views name it.
 */
export function placeOf(userAgent: string, referer: string): BuyerPlace {
  if (/miniprogram/i.test(userAgent) || referer.startsWith('https://servicewechat.com/')) return 'MINI_PROGRAM';
  if (/MicroMessenger/i.test(userAgent)) return 'WECHAT';
  return /Mobile|Android|iPhone|iPad|iPod/i.test(userAgent) ? 'MOBILE' : 'DESKTOP';
}

/** One way to pay. `method` is null where its provider has one way only. */
export interface Way {
  provider: ProviderName;
  method: Method | null;
}

const BY_HAND = ['MANUAL/CASH_ON_DELIVERY', 'MANUAL/TRANSFER'];
const STRIPES_PAGE = 'STRIPE/CHECKOUT';

/**
 * What is offered where, in this order, unless the merchant has chosen otherwise. Alipay does not open inside WeChat, and a
 * mini-program leads to no foreign page. Stripe's INTENT wants a form of the page's own: by default only an app has one.
 */
const USUAL: Readonly<Record<BuyerPlace, readonly string[]>> = {
  WECHAT: ['WECHAT_PAY/JSAPI', STRIPES_PAGE, ...BY_HAND],
  MINI_PROGRAM: ['WECHAT_PAY/MINI_PROGRAM', ...BY_HAND],
  MOBILE: ['WECHAT_PAY/H5', 'ALIPAY/WAP', STRIPES_PAGE, ...BY_HAND],
  DESKTOP: ['WECHAT_PAY/NATIVE', 'ALIPAY/PAGE', 'ALIPAY/QR_CODE', STRIPES_PAGE, ...BY_HAND],
  APP: ['WECHAT_PAY/APP', 'ALIPAY/APP', 'STRIPE/INTENT', ...BY_HAND],
};

/** The usual order of all ways, whatever the place: what is paid by hand comes last. */
const ANYWHERE = [...new Set([...Object.values(USUAL).flatMap((names) => names.filter((name) => !BY_HAND.includes(name))), ...BY_HAND])];

/** Ways that work in one place alone, whatever a merchant would like. */
const ONLY_IN: Readonly<Record<string, BuyerPlace>> = {
  'WECHAT_PAY/JSAPI': 'WECHAT',
  'WECHAT_PAY/MINI_PROGRAM': 'MINI_PROGRAM',
  'WECHAT_PAY/H5': 'MOBILE',
  'WECHAT_PAY/APP': 'APP',
  'ALIPAY/APP': 'APP',
};

const METHODS_OF: Readonly<Record<ProviderName, readonly Method[]>> = {
  MANUAL: ['CASH_ON_DELIVERY', 'TRANSFER'],
  STRIPE: ['CHECKOUT', 'INTENT'],
  WECHAT_PAY: ['JSAPI', 'NATIVE', 'H5', 'APP', 'MINI_PROGRAM'],
  ALIPAY: ['PAGE', 'WAP', 'APP', 'QR_CODE'],
};

/** Every method that a provider can have. */
export const methodsOf = (provider: ProviderName): readonly Method[] => METHODS_OF[provider];

const nameOf = ({ provider, method }: Way): string => `${provider}/${method}`;

/** The way's place in the usual order; null: it is not offered there by default. */
export function usualRank(way: Way, place: BuyerPlace): number | null {
  const rank = USUAL[place].indexOf(nameOf(way));
  return rank < 0 ? null : rank;
}

/** The way's place in the usual order over all places. */
export const rankAnywhere = (way: Way): number => ANYWHERE.indexOf(nameOf(way));

/** Where a way is offered by default. */
export const usualPlacesOf = (way: Way): BuyerPlace[] => BUYER_PLACES.filter((place) => usualRank(way, place) !== null);

/** The one place where a way works; null: it works in many. */
export const onlyPlaceOf = (way: Way): BuyerPlace | null => ONLY_IN[nameOf(way)] ?? null;

/** What buyers read, where the merchant gives no words of his own. */
export function usualTitle({ provider, method }: Way, locale: string): string {
  const [zh, en] = TITLES[`${provider}/${method}`] ?? TITLES[provider]!;
  return locale.startsWith('zh') ? zh : en;
}

const TITLES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  WECHAT_PAY: ['微信支付', 'WeChat Pay'],
  'WECHAT_PAY/NATIVE': ['微信扫码支付', 'WeChat Pay by QR code'],
  ALIPAY: ['支付宝', 'Alipay'],
  'ALIPAY/QR_CODE': ['支付宝扫码支付', 'Alipay by QR code'],
  STRIPE: ['银行卡及其他', 'Card and more'],
  MANUAL: ['线下付款', 'Pay by hand'],
  'MANUAL/CASH_ON_DELIVERY': ['货到付款', 'Cash on delivery'],
  'MANUAL/TRANSFER': ['转账', 'Bank transfer'],
};
