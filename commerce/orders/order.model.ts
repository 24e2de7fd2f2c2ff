import { Schema, type Types } from 'mongoose';
import type { UnitShare } from '#commerce/carts/index.js';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned, type TaxMode } from '#tenants/index.js';
import type { PostalAddress } from './address.js';
import {
  FULFILLMENT_STATUSES,
  type FulfillmentStatus,
  ORDER_STATUSES,
  type OrderStatus,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from './order.state.js';

/** So many units with the same share, and how many of them go back or went back. */
export interface SoldUnits extends UnitShare {
  refunded?: number;
}

/** What was sold, as it was at that moment. One line a variant. All amounts in minor units of the order's currency. */
export interface OrderLine {
  _id: Types.ObjectId;
  variantId: Types.ObjectId;
  productId: Types.ObjectId;
  /** Where its stock was taken; null: it is sold without counting stock. */
  locationId: Types.ObjectId | null;
  title: string;
  variantTitle: string | null;
  sku: string | null;
  quantity: number;
  /** Of one unit, before discount; with the tax in it where the tax mode is INCLUDED. */
  price: number;
  /** Of the whole line. */
  discount: number;
  /** Of the whole line; in the price or on top of it, as the tax mode says. */
  tax: number;
  /** In basis points, as the shop taxed these goods. Absent: the order's. */
  taxRate?: number;
  units: SoldUnits[];
  /** So many of them are in stock again: by a refund, or because the order was cancelled. */
  restocked?: number;
}

export interface Order extends ShopOwned {
  /** Rising in its shop, with gaps: `1001`. */
  number: string;
  /** Of the token that shows the order to its buyer. */
  tokenHash: string;
  cartId: Types.ObjectId;
  status: OrderStatus;
  paymentStatus: PaymentStatus;
  fulfillmentStatus: FulfillmentStatus;
  currency: string;
  lines: OrderLine[];
  /** As the shop had it when the order was placed; the standard rate in basis points, each line has its own. */
  taxMode: TaxMode;
  taxRate: number;
  shippingMethod: { id: string; title: string } | null;
  /** Minor units. */
  subtotal: number;
  discount: number;
  shipping: number;
  /** All of it, `shippingTax` included. */
  tax: number;
  shippingTax: number;
  total: number;
  /** Captured so far, refunds not taken off. Written with the payment that captured it. */
  paid: number;
  /** Of it, what goes back or went back: refunds that have not failed. Written with them. */
  refunding?: number;
  /** Of that, what buyers have been given: refunds that succeeded. */
  refunded?: number;
  /** Lower case. */
  email: string | null;
  phone: string | null;
  shippingAddress: PostalAddress | null;
  customerId: Types.ObjectId | null;
  cancelReason: string | null;
  /** Whoever cancelled it gives all money back: what still comes does not open it again. */
  returnsMoney?: true;
  /** How often a late payment opened it again. */
  reopened?: number;
  /** Unpaid until then, it is cancelled; absent: it waits. */
  expiresAt?: Date;
  /** What was begun to pay it is being closed at its provider, since then, so that it can expire. */
  closingAt?: Date;
  createdAt: Date;
  updatedAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const amount = { type: Number, required: true } as const;
const optionalText = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<Order>({
  shopId: id,
  number: text,
  tokenHash: text,
  cartId: id,
  status: { type: String, enum: ORDER_STATUSES, required: true },
  paymentStatus: { type: String, enum: PAYMENT_STATUSES, required: true },
  fulfillmentStatus: { type: String, enum: FULFILLMENT_STATUSES, required: true },
  currency: text,
  lines: { type: Schema.Types.Mixed, required: true },
  taxMode: { type: String, enum: ['INCLUDED', 'EXCLUDED'], required: true },
  taxRate: amount,
  shippingMethod: { type: Schema.Types.Mixed, default: null },
  subtotal: amount,
  discount: amount,
  shipping: amount,
  tax: amount,
  shippingTax: amount,
  total: amount,
  paid: amount,
  refunding: Number,
  refunded: Number,
  email: optionalText,
  phone: optionalText,
  shippingAddress: { type: Schema.Types.Mixed, default: null },
  customerId: { type: Schema.Types.ObjectId, default: null },
  cancelReason: optionalText,
  returnsMoney: Boolean,
  reopened: Number,
  expiresAt: Date,
  closingAt: Date,
  createdAt: date,
  updatedAt: date,
});
schema.index({ shopId: 1, number: 1 }, { unique: true });
schema.index({ shopId: 1, cartId: 1 }, { unique: true });
schema.index({ shopId: 1, tokenHash: 1 }, { unique: true });
schema.index({ shopId: 1, _id: -1 });
schema.index({ shopId: 1, paymentStatus: 1, _id: -1 });
schema.index({ shopId: 1, status: 1, fulfillmentStatus: 1, _id: -1 });
schema.index({ shopId: 1, email: 1, _id: -1 });
schema.index({ shopId: 1, phone: 1, _id: -1 });
schema.index({ shopId: 1, 'shippingAddress.phone': 1, _id: -1 });
schema.index({ shopId: 1, 'shippingAddress.name': 1, _id: -1 });
schema.index({ shopId: 1, total: 1, _id: -1 });
schema.index({ shopId: 1, customerId: 1, _id: -1 });
schema.index({ expiresAt: 1 }, { sparse: true });

export const orderId = idType('ord');
export const orderLineId = idType('line');
export const orders = shopOwned<Order>('Order', schema, { exceptions: { expiresAt_1: 'unpaid orders of all shops expire' } });

/** What a shop's orders are numbered by. A document of its own, counted outside transactions. */
interface OrderCounter extends ShopOwned {
  /** How many numbers were given. */
  given: number;
}

const counterSchema = new Schema<OrderCounter>({ shopId: id, given: amount }, { collection: 'order_counters' });
counterSchema.index({ shopId: 1 }, { unique: true });
export const orderCounters = shopOwned<OrderCounter>('OrderCounter', counterSchema);
