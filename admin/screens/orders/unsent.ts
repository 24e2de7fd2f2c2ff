interface Line {
  id: string;
  title: string;
  variantTitle: string | null;
  quantity: number;
  refundedQuantity: number;
}

interface Unsent {
  id: string;
  title: string;
  left: number;
  /** How many of those were refunded: none of them is to be sent, unless somebody says so. */
  refunded: number;
}

/** What of each line was not sent yet. Of pieces that were refunded, those count as unsent that can, as they do where the order is sent. */
export function unsentOf({
  lines,
  fulfillments,
}: {
  lines: readonly Line[];
  fulfillments: readonly { lines: readonly { line: string; quantity: number }[] }[];
}): Unsent[] {
  const sendings = fulfillments.flatMap((one) => one.lines);
  return lines
    .map(({ id, title, variantTitle, quantity, refundedQuantity }) => {
      const sent = sendings.reduce((sum, one) => sum + (one.line === id ? one.quantity : 0), 0);
      const left = quantity - sent;
      return { id, title: [title, variantTitle].filter(Boolean).join(' · '), left, refunded: Math.min(refundedQuantity, left) };
    })
    .filter(({ left }) => left > 0);
}
