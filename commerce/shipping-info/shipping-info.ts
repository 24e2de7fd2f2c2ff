import type { Fulfillment } from '#commerce/fulfillment/index.js';
import type { Order } from '#commerce/orders/index.js';
import { type PaidInWechat, paymentId } from '#commerce/payments/index.js';
import { carrierCode } from './carriers.js';

/** WeChat's ways of delivery: by a carrier, within the city, fetched by the buyer. */
const [CARRIER, WITHIN_THE_CITY, FETCHED] = [1, 2, 4];
const [TOGETHER, IN_PARTS] = [1, 2];
/** WeChat's bounds. */
const MOST_PARCELS = 10;
const LONGEST_DESCRIPTION = 120;

interface Parcel {
  item_desc: string;
  tracking_no?: string;
  express_company?: string;
  contact?: { receiver_contact: string };
}

/** The body of `upload_shipping_info`, whole for all parcels of an order. Pure. */
export function shippingInfo(
  order: Order,
  fulfillments: readonly Fulfillment[],
  { payment, mchid }: Pick<PaidInWechat, 'payment' | 'mchid'>,
  uploadAt: Date,
) {
  const carried = fulfillments.flatMap((one) => parcelOf(order, one) ?? []).slice(0, MOST_PARCELS);
  const everything = order.lines.map(({ _id, quantity }) => ({ lineId: _id, quantity }));
  const inParts = carried.length > 1;
  return {
    order_key: { order_number_type: 1, mchid, out_trade_no: paymentId.encode(payment._id) },
    logistics_type: carried.length > 0 ? CARRIER : order.shippingAddress ? WITHIN_THE_CITY : FETCHED,
    delivery_mode: inParts ? IN_PARTS : TOGETHER,
    ...(inParts ? { is_all_delivered: true } : {}),
    shipping_list: carried.length > 0 ? carried : [{ item_desc: descriptionOf(order, everything) }],
    upload_time: beijingTime(uploadAt),
    payer: { openid: payment.openId ?? '' },
  };
}

/** Null: it went without a carrier that WeChat could ask. */
function parcelOf(order: Order, { tracking, lines }: Fulfillment): Parcel | null {
  const code = tracking?.company ? carrierCode(tracking.company) : null;
  if (!tracking?.number || !code) return null;
  const phone = order.shippingAddress?.phone ?? order.phone;
  return {
    item_desc: descriptionOf(order, lines),
    tracking_no: tracking.number,
    express_company: code,
    // SF tells nothing of a parcel to those who do not know whose it is.
    ...(code === 'SF' && phone ? { contact: { receiver_contact: masked(phone) } } : {}),
  };
}

function descriptionOf(order: Order, lines: Fulfillment['lines']): string {
  const words = lines.flatMap(({ lineId, quantity }) => {
    const line = order.lines.find(({ _id }) => _id.equals(lineId));
    return line ? [quantity > 1 ? `${line.title}*${quantity}` : line.title] : [];
  });
  return [...words.join(', ')].slice(0, LONGEST_DESCRIPTION).join('') || `#${order.number}`;
}

/** `189****1234`: the last four digits must be shown. */
function masked(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `${digits.slice(0, -8).slice(-3)}****${digits.slice(-4)}`;
}

/** RFC 3339 in the time that WeChat reckons in. */
const beijingTime = (at: Date): string => new Date(at.getTime() + 8 * 3600_000).toISOString().replace('Z', '+08:00');
