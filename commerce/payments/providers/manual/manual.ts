import { z } from 'zod';
import type { Provider } from '../../provider.js';

export const ManualAccount = z.strictObject({
  /** What the buyer reads: where to transfer to, or that he pays on delivery. */
  instructions: z.string().trim().min(1, 'takes what the buyer is to do, such as "Pay on delivery"').max(2000),
});
export type ManualAccount = z.infer<typeof ManualAccount>;

/** Cash on delivery, or a transfer: the merchant says when the money is there. */
export const manual: Provider<ManualAccount> = {
  methods: () => [],
  connect: async ({ instructions }) => ({ externalId: null, secrets: {}, signing: [], settings: { instructions } }),
  change: async ({ instructions }) => ({ settings: { instructions } }),
  check: () => {},
  start: async ({ settings }) => ({
    kind: 'payable',
    references: {},
    action: { kind: 'NoAction', instructions: settings.instructions ?? '' },
  }),
  online: null,
};
