import { expect, test } from '@jest/globals';
import { flowOf } from './flow';

const line = (account: string, amount: string) => ({ account, amount: { amount, currency: 'CNY' } });

test('a payment goes from the buyers to the provider, a refund and a fee out of what it holds', () => {
  expect(flowOf([line('CAPTURED', '790.00'), line('OWED_TO_MERCHANT', '-790.00')])).toEqual({
    from: ['CAPTURED'],
    to: ['OWED_TO_MERCHANT'],
  });
  expect(flowOf([line('REFUNDED', '-88.00'), line('OWED_TO_MERCHANT', '88.00')])).toEqual({ from: ['OWED_TO_MERCHANT'], to: ['REFUNDED'] });
  expect(flowOf([line('FEE', '-4.74'), line('OWED_TO_MERCHANT', '4.74')])).toEqual({ from: ['OWED_TO_MERCHANT'], to: ['FEE'] });
});
