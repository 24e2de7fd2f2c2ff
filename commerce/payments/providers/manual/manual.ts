import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import type { OpenAccount, Provider } from '../../provider.js';

const Instructions = z.string().trim().min(1, 'takes what the buyer is to do, such as "Pay on delivery"').max(2000);

export const ManualAccount = z.strictObject({
  /** What the buyer reads who pays in cash when it arrives. */
  instructions: Instructions.nullish(),
  /** What he reads who transfers the money: where to. */
  transfer: z.strictObject({ instructions: Instructions }).nullish(),
});
export type ManualAccount = z.infer<typeof ManualAccount>;

type Settings = OpenAccount['settings'];

/** Null takes a way back; what is left out stays. @throws {UserError} INVALID_INPUT where none is left */
function settingsOf({ instructions, transfer }: ManualAccount, before: Settings): Record<string, string> {
  const settings = {
    ...(instructions === undefined ? {} : { instructions: instructions ?? '' }),
    ...(transfer === undefined ? {} : { transfer: transfer?.instructions ?? '' }),
  };
  const { instructions: cash, transfer: sent } = { ...before, ...settings } as Settings;
  if (!cash && !sent)
    throw new UserError('INVALID_INPUT', 'instructions: is missing. Say what the buyer is to do, or give transfer.instructions', [
      'instructions',
    ]);
  return settings;
}

/** Cash on delivery, or a transfer: the merchant says when the money is there. */
export const manual: Provider<ManualAccount> = {
  methods: ({ settings: { instructions, transfer } }) => [
    ...(instructions ? (['CASH_ON_DELIVERY'] as const) : []),
    ...(transfer ? (['TRANSFER'] as const) : []),
  ],
  connect: async (input) => ({ externalId: null, secrets: {}, signing: [], settings: settingsOf(input, {}) }),
  change: async (input, { settings }) => ({ settings: settingsOf(input, settings) }),
  check: () => {},
  start: async ({ settings: { instructions, transfer } }, { method }) => ({
    kind: 'payable',
    references: {},
    action: { kind: 'NoAction', instructions: (method === 'TRANSFER' ? transfer : instructions || transfer) || '' },
  }),
  online: null,
};
