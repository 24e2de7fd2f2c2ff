import { z } from 'zod';

/** What must hold of a callback and of what is encrypted in it before it is read: signed is not yet well-formed. */
const text = z.string();
const parties = {
  appid: text.optional(),
  mchid: text.optional(),
  sp_appid: text.optional(),
  sp_mchid: text.optional(),
  sub_appid: text.optional(),
  sub_mchid: text.optional(),
};

export const shapes = {
  resource: z.looseObject({ algorithm: text, ciphertext: text, nonce: text, associated_data: text.optional() }),
  transaction: z.looseObject({
    ...parties,
    out_trade_no: text,
    trade_state: text,
    transaction_id: text.optional(),
    amount: z.looseObject({ total: z.number().optional(), currency: text.optional() }).optional(),
  }),
  refund: z.looseObject({
    ...parties,
    out_trade_no: text,
    transaction_id: text,
    out_refund_no: text,
    refund_id: text,
    refund_status: text.optional(),
    amount: z.looseObject({ refund: z.number(), currency: text.optional() }),
  }),
} as const;
