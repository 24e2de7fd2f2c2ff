import { z } from 'zod';
import { getOrderByToken, orderId } from '#commerce/orders/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { plan, type ShopContext, transaction } from '#tenants/index.js';
import { type Payment, type PaymentProof, paymentId, payments } from './payment.model.js';

const MOST_PROOFS = 3;

export const PaymentProofGiven = z.strictObject({
  payment: z.string(),
  reference: z.string().trim().min(1, "takes your transfer's number, or a receipt's").max(255),
  note: z.string().trim().min(1).max(1000).nullish(),
});
export type PaymentProofGiven = z.infer<typeof PaymentProofGiven>;

/**
 * A buyer who pays by hand tells what he has sent; the merchant, who is told by mail, looks whether it has arrived. The same words
 * twice are one proof.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, TOO_MANY_PROOFS
 */
export async function submitProof(shop: ShopContext, token: string, { payment: id, reference, note }: PaymentProofGiven): Promise<Payment> {
  const { _id: order } = await getOrderByToken(shop, token);
  const _id = paymentId.decode(id, ['payment']);
  return transaction(shop, async (tx) => {
    const payment = await payments.in(tx).findOne({ _id, orderId: order });
    if (!payment) throw new NotFound(id, ['payment']);
    if (payment.provider !== 'MANUAL' || !payment.open) {
      const why = payment.provider === 'MANUAL' ? payment.status : `paid through ${payment.provider}`;
      throw new UserError('WRONG_STATE', `The payment is ${why}: only one that is open and paid by hand takes a proof`, ['payment']);
    }
    const known = payment.proofs ?? [];
    if (known.some((proof) => proof.reference === reference && proof.note === (note ?? null))) return payment;
    if (known.length >= MOST_PROOFS)
      throw new UserError('TOO_MANY_PROOFS', `The payment has ${MOST_PROOFS} proofs already: write to the shop`, ['payment']);
    const proof: PaymentProof = { reference, note: note ?? null, at: new Date() };
    const changed = await payments.in(tx).update({ _id }, { $push: { proofs: proof }, $set: { updatedAt: proof.at } });
    await plan(tx, {
      type: 'payment.proof',
      queue: 'events',
      subject: orderId.encode(order),
      data: { payment: id, proof: known.length },
    });
    return changed!;
  });
}
