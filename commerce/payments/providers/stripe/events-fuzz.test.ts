import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CONNECT_EVENTS, interpret } from './events.js';

const own = { connectedAccount: null };
const below = { connectedAccount: 'acct_1' };
const paid = { charge: 'ch_1', payment_intent: 'pi_1', amount: 500, currency: 'usd' };
const ours = { metadata: { payment: 'pay_1' } };
const well = {
  session: { id: 'cs_1', ...ours, amount_total: 1999, currency: 'usd', payment_intent: 'pi_1', status: 'complete', payment_status: 'paid' },
  intent: { id: 'pi_1', ...ours, amount: 1999, amount_received: 1999, currency: 'usd', latest_charge: 'ch_1', status: 'succeeded' },
  refund: { id: 're_1', ...paid, metadata: {}, status: 'succeeded', failure_reason: null },
  dispute: { id: 'dp_1', ...paid, reason: 'fraudulent', status: 'lost', evidence_details: { due_by: 1_790_000_000 } },
  merchant: { id: 'acct_1', charges_enabled: true, capabilities: {}, requirements: { currently_due: [], disabled_reason: null } },
};

test.each(['', 'null', '[]', '7', '"text"', '{', '{"type":"refund.created"}', '{"type":7,"livemode":true,"data":{"object":{}}}'])(
  '%s is no event, and no fault of ours',
  (body) => {
    expect(interpret(body, own)).toBeNull();
  },
);

test('whatever an event has in its fields, it is read or left, and never throws', () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, '__proto__', 'constructor', -1, 1e300, true, [], {}, 'succeeded', 'complete', 'paid'),
  );
  const object = fc
    .tuple(
      fc.constantFrom(...Object.values(well)),
      fc.dictionary(fc.constantFrom(...Object.values(well).flatMap(Object.keys), 'status'), odd),
    )
    .map(([base, changes]) => ({ ...base, ...changes }));
  const any = fc.record(
    {
      type: fc.constantFrom(...CONNECT_EVENTS),
      livemode: fc.oneof(fc.boolean(), odd),
      account: odd,
      data: fc.oneof(fc.record({ object }), odd),
    },
    { requiredKeys: ['type'] },
  );
  const understood = new Set<string>();
  fc.assert(
    fc.property(any, fc.constantFrom(own, below), (told, account) => {
      const said = interpret(JSON.stringify(told), account);
      if (!said) return;
      understood.add(said.about);
      if (said.about === 'account') return;
      expect([typeof said.amount, typeof said.currency]).toEqual(['number', 'string']);
      const names = said.about === 'payment' ? said.references : said.of;
      expect(Object.values(names).every((name) => typeof name === 'string' && name !== '')).toBe(true);
    }),
    { numRuns: 5000 },
  );
  expect(understood.size).toBeGreaterThan(1); // it does reach what it is about
});
