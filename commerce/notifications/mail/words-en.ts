import { type Facts, type Language, number, total, type Words } from './facts.js';
import { enPromises } from './promise-words.js';

/** What does not fit; as the admin says it too. */
export const MISMATCHES: Readonly<Record<string, string>> = {
  ACCOUNT: 'it came over another account',
  CONNECTED_ACCOUNT: 'it happened on another connected account',
  MODE: 'a test event for a live payment, or the other way round',
  CURRENCY: 'another currency',
  AMOUNT: 'another amount',
  REFERENCE: 'something else bears this payment’s id',
  REFUND: 'a refund that does not agree with what is known here',
};

/** What became of money that came for an order that did not expect it. */
function enMismatch(facts: Facts): Words {
  const { said, expected, reason, action } = facts.mismatch!;
  if (action === 'REOPENED')
    return {
      subject: `Order ${number(facts)} is open again: it was paid after all`,
      heading: 'An order is open again',
      paragraphs: [
        `${said} arrived for order ${number(facts)} after it had been closed. Its goods are still there, so it is open and paid: please send it.`,
      ],
    };
  if (action === 'REFUNDED')
    return {
      subject: `${said} for order ${number(facts)} goes back by itself`,
      heading: 'Money that was not due goes back',
      paragraphs: [
        reason === 'ORDER_PAID'
          ? `${said} arrived for order ${number(facts)}, which had been paid already. It is being refunded.`
          : `${said} arrived for order ${number(facts)} after it had been closed, and it could not be opened again. It is being refunded.`,
        'There is nothing for you to do; should the refund fail, we write again.',
      ],
    };
  return {
    subject: `Please check the payment of order ${number(facts)}`,
    heading: 'A payment does not fit its order',
    paragraphs: [
      `The provider reports ${said}; ${expected} was due (${MISMATCHES[reason] ?? reason}).`,
      `Order ${number(facts)} was not changed by it: please check the payment with the provider.`,
    ],
  };
}

const parcels = ({ sent }: Facts): string[] => (sent?.parcels ?? []).map((parcel) => `Tracking: ${parcel}`);

/** Why buyers' banks ask, by Stripe's codes; as the admin says it too. */
export const DISPUTES: Readonly<Record<string, string>> = {
  bank_cannot_process: 'the bank cannot process it',
  check_returned: 'cheque returned',
  credit_not_processed: 'a refund did not arrive',
  customer_initiated: 'asked for by the buyer',
  debit_not_authorized: 'debit not authorised',
  duplicate: 'charged twice',
  fraudulent: 'the buyer does not know the payment',
  general: 'without a particular reason',
  incorrect_account_details: 'wrong account details',
  insufficient_funds: 'not enough money',
  product_not_received: 'the goods did not arrive',
  product_unacceptable: 'the goods were not as described',
  subscription_canceled: 'the subscription was cancelled',
  unrecognized: 'the buyer does not recognise the payment',
};

export const en: Language = {
  labels: {
    subtotal: 'Subtotal',
    discount: 'Discount',
    shipping: 'Shipping',
    tax: 'Tax',
    taxIncluded: 'Tax included',
    total: 'Total',
    sentTo: 'Ships to',
  },
  actions: { openOrder: 'Open the order', followParcel: 'Follow the parcel' },
  placed: (order, when) => `Order ${order} · placed ${when}`,
  footer: ({ shop }) => `${shop} sent you this mail.`,
  mails: {
    'order-created': (facts) => ({
      subject: `${facts.shop}: we received your order ${number(facts)}`,
      heading: 'Thank you for your order',
      paragraphs: [`We received your order ${number(facts)} over ${total(facts)}. We write again when it is paid.`],
    }),
    'order-received': (facts) => ({
      subject: `New order ${number(facts)} (${total(facts)})`,
      heading: `New order ${number(facts)}`,
      paragraphs: [`${facts.shop} has a new order over ${total(facts)}.`],
    }),
    'order-paid': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} is paid`,
      heading: 'Your payment arrived',
      paragraphs: [`Your order ${number(facts)} is paid: ${total(facts)}. We send it soon.`],
    }),
    'payment-received': (facts) => ({
      subject: `Order ${number(facts)} is paid (${total(facts)})`,
      heading: `Order ${number(facts)} is paid`,
      paragraphs: [`${total(facts)} arrived for order ${number(facts)}: it can be sent.`],
    }),
    'order-fulfilled': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} is on its way`,
      heading: 'Your order is on its way',
      paragraphs: [`Everything in your order ${number(facts)} has been sent.`, ...parcels(facts)],
    }),
    'order-sent-part': (facts) => ({
      subject: `${facts.shop}: a part of your order ${number(facts)} is on its way`,
      heading: 'A part of your order is on its way',
      paragraphs: [
        `From your order ${number(facts)} we have sent: ${facts.sent?.goods.join(', ')}.${facts.sent?.isLast ? '' : ' We write again when the rest follows.'}`,
        ...parcels(facts),
      ],
    }),
    'order-cancelled': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} is cancelled`,
      heading: 'Your order is cancelled',
      paragraphs: [`Your order ${number(facts)} is cancelled.`, ...(facts.order?.reason ? [`Reason: ${facts.order.reason}`] : [])],
    }),
    'order-expired': (facts) => ({
      subject: `${facts.shop}: your order ${number(facts)} has expired`,
      heading: 'Your order has expired',
      paragraphs: [`Order ${number(facts)} was not paid in time and is closed. You are welcome to order again.`],
    }),
    'order-refunded': (facts) => ({
      subject: `${facts.shop}: ${facts.refund?.amount} of your order ${number(facts)} was refunded`,
      heading: 'Your money is on its way back',
      paragraphs: [`We refunded ${facts.refund?.amount} of your order ${number(facts)}, the way you paid. Your bank may take a few days.`],
    }),
    'refund-failed': (facts) => ({
      subject: `A refund of order ${number(facts)} failed (${facts.refund?.amount})`,
      heading: 'A refund failed',
      paragraphs: [
        `The refund of ${facts.refund?.amount} for order ${number(facts)} could not be made${facts.refund?.failure ? ` (${facts.refund.failure})` : ''}.`,
        'The buyer did not get this money: please look for the reason at the provider, then refund it again.',
      ],
    }),
    'payment-mismatch': enMismatch,
    'dispute-opened': (facts) => ({
      subject: `Please answer: the payment of order ${number(facts)} is disputed`,
      heading: "A buyer's bank asks for its money back",
      paragraphs: [
        `The bank asks for ${facts.dispute?.amount} of order ${number(facts)}${facts.dispute?.reason ? ` (${DISPUTES[facts.dispute.reason] ?? facts.dispute.reason})` : ''}. ${facts.dispute?.withdrawn ? 'It has been taken from your balance.' : 'Nothing has been taken from your balance yet.'}`,
        ...(facts.dispute?.due
          ? [`Give your evidence in the provider's own dashboard until ${facts.dispute.due}; after that it counts as accepted.`]
          : []),
      ],
    }),
    'dispute-closed': (facts) => ({
      subject: `The dispute about order ${number(facts)} is decided`,
      heading: facts.dispute?.won ? 'You won the dispute' : 'You lost the dispute',
      paragraphs: [
        facts.dispute?.won
          ? `${facts.dispute.amount} of order ${number(facts)} are in your balance again.`
          : `The buyer keeps ${facts.dispute?.amount} of order ${number(facts)}.`,
      ],
    }),
    ...enPromises,
    'payment-proof': (facts) => ({
      subject: `Order ${number(facts)}: the buyer says it is paid`,
      heading: 'Has the money arrived?',
      paragraphs: [
        `The buyer of order ${number(facts)} over ${total(facts)} says to have paid, under the reference ${facts.proof?.reference}.`,
        ...(facts.proof?.note ? [`Note: ${facts.proof.note}`] : []),
        'Mark the order as paid when the money is there.',
      ],
    }),
    'shipping-failed': (facts) => ({
      subject: `WeChat was not told that order ${number(facts)} was sent`,
      heading: 'Shipping information did not reach WeChat',
      paragraphs: [
        `Order ${number(facts)} was sent, but WeChat did not take the news, and keeps its money back until it has it.`,
        `The reason: ${facts.shipping?.reason}`,
        "Mend it and send it again in the admin, or enter it in WeChat's own console.",
      ],
    }),
    'payment-account': ({ shop, account }) =>
      account?.active
        ? {
            subject: `${shop} can be paid through ${account.provider}`,
            heading: 'You can be paid',
            paragraphs: [`${account.provider} pays your shop now: buyers can choose it at once, and nothing else is to be done.`],
          }
        : {
            subject: `${shop} cannot be paid through ${account?.provider} for now`,
            heading: 'Payments are paused',
            paragraphs: [
              `${account?.provider} does not pay your shop for now. Please see in the admin what it wants; payments start again by themselves.`,
            ],
          },
    'onboarding-step': ({ shop, step }) => ({
      subject: `Please act: ${step?.provider} for ${shop}`,
      heading: `${step?.provider} waits for you`,
      paragraphs: [
        step?.text ?? '',
        ...(step?.problems ?? []),
        ...(step?.url ? [`The link: ${step.url}`] : []),
        ...(step?.due ? [`Please do it before ${step.due}.`] : []),
      ],
    }),
    'inventory-low': (facts) => ({
      subject: `Low stock: ${facts.stock?.title}`,
      heading: 'Low stock',
      paragraphs: [`${facts.stock?.title}${facts.stock?.sku ? ` (${facts.stock.sku})` : ''}: ${facts.stock?.available} left.`],
    }),
    'import-completed': ({ shop, brought }) => ({
      subject: `${shop}: your products are imported`,
      heading: 'Your products are imported',
      paragraphs: [
        `New products: ${brought?.created}. Changed products: ${brought?.updated}.`,
        ...(brought?.rejected
          ? [`Rows that did not fit: ${brought.rejected}. Download the report in the admin, mend them there and import the report again.`]
          : []),
      ],
    }),
    'import-failed': ({ shop, brought }) => ({
      subject: `${shop}: your products could not be imported`,
      heading: 'Your products could not be imported',
      paragraphs: [`${brought?.reason}.`, `Until then ${brought?.created} products came in and ${brought?.updated} changed.`],
    }),
    'feed-disabled': (facts) => ({
      subject: `The feed from ${facts.feed?.host} is disabled`,
      heading: 'A feed is disabled',
      paragraphs: [
        `The catalog from ${facts.feed?.host} failed ${facts.feed?.failures} times in a row, so it is fetched no more. Your products stay as they are.`,
        `The last time: ${facts.feed?.reason}.`,
        'Please check the address of the feed, then set it to active again.',
      ],
    }),
    'callback-lost': ({ shop, provider }) => ({
      subject: `${shop}: a message of ${provider} could not be applied`,
      heading: 'A message about a payment could not be applied',
      paragraphs: [
        `${provider} sent a message with a right signature that could not be read or applied, however often it was tried. No order was marked as paid by it.`,
        "Please check that this payment account's keys are still the same as at the provider, and look through the day's payments and refunds there.",
      ],
    }),
  },
};

/** The language that comes nearest to a locale. */
