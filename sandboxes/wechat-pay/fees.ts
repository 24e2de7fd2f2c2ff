/** What WeChat Pay keeps of a payment, rounded to the nearest fen. `rate`: hundredths of a percent. */
export const feeOf = (fen: number, rate: number): number => Math.round((fen * rate) / 10_000);

/** What of the fee goes back with a refund, so that a payment given back in parts gives back its whole fee. `before`: refunded earlier. */
export const feeBack = (refund: number, before: number, rate: number): number => feeOf(before + refund, rate) - feeOf(before, rate);
