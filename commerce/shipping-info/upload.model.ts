import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import { UPLOAD_STATES, type UploadState } from './upload.state.js';

/** What WeChat is told of one payment's goods: it settles a mini-program's payments once it knows that they were sent. */
export interface ShippingUpload extends ShopOwned {
  orderId: Types.ObjectId;
  paymentId: Types.ObjectId;
  status: UploadState;
  /** How often WeChat was called. */
  attempts: number;
  /** Why the last attempt failed: WeChat's code and words, or ours. */
  error: string | null;
  /** When all of the order was sent. */
  fulfilledAt: Date;
  /** What WeChat is told as the time of the upload: the same again is no other one. */
  uploadAt: Date;
  sentAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<ShippingUpload>(
  {
    shopId: id,
    orderId: id,
    paymentId: id,
    status: { type: String, enum: UPLOAD_STATES, required: true },
    attempts: { type: Number, required: true },
    error: { type: String, default: null },
    fulfilledAt: date,
    uploadAt: date,
    sentAt: { type: Date, default: null },
    createdAt: date,
    updatedAt: date,
  },
  { collection: 'shipping_uploads' },
);
schema.index({ shopId: 1, paymentId: 1 }, { unique: true });
schema.index({ shopId: 1, orderId: 1, _id: 1 });
schema.index({ shopId: 1, _id: -1 });
schema.index({ shopId: 1, status: 1, _id: -1 });

export const uploadId = idType('shipup');
export const uploads = shopOwned<ShippingUpload>('ShippingUpload', schema);
