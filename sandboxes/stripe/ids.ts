import { randomInt } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const random = (length: number) => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** Ids as long as Stripe's own, so that columns and patterns meet the real length. */
export const newId = {
  session: () => `cs_test_a1${random(56)}`,
  intent: () => `pi_3${random(23)}`,
  lineItem: () => `li_1${random(23)}`,
  charge: () => `ch_3${random(23)}`,
  paymentMethod: () => `pm_1${random(23)}`,
  refund: () => `re_3${random(23)}`,
  dispute: () => `dp_1${random(23)}`,
  movement: () => `txn_3${random(23)}`,
  payout: () => `po_1${random(23)}`,
  account: () => `acct_1${random(15)}`,
  link: () => random(32),
  endpoint: () => `we_1${random(23)}`,
  event: () => `evt_1${random(23)}`,
  request: () => `req_${random(14)}`,
  signingSecret: () => `whsec_${random(32)}`,
  clientSecret: (intent: string) => `${intent}_secret_${random(25)}`,
};

/** Unix seconds, as Stripe counts. */
export const now = (): number => Math.floor(Date.now() / 1000);
