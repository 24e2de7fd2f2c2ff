import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { openBanks } from '#tests/support/banks.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { watchSteps } from '#tests/support/interleave.js';
import { step } from './paying/steps.js';
import { expectUntouched, take } from './paying/take.js';
import { expectSettled, expectWhole } from './paying/whole.js';
import { settle } from './paying/workers.js';
import { aWorld } from './paying/world.js';

/**
 * Sequences of everything that buyers, merchants, three providers, banks, dying processes and the clock may do to the money of two
 * shops, in any order. Whatever the order was, our books are the providers', and neither shop knows of the other. Thirty in each run,
 * since each is a dozen calls of three providers; thousands with `bin/test --long`.
 */
const SEQUENCES = process.env.LONG ? 2000 : 30;

let opened: Awaited<ReturnType<typeof openBanks>>;
let unwatch: () => void;
beforeAll(async () => {
  await connectForTest();
  opened = await openBanks();
  unwatch = watchSteps();
}, 120_000);
afterAll(async () => {
  unwatch();
  await opened.close();
  await disconnectAfterTest();
});

test(
  'whatever is paid, told, refunded and lost in whatever order, our books are the providers’ and no shop knows of the other',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 20, size: 'medium' }), async (steps) => {
        const world = await aWorld(opened.banks);
        for (const one of steps) await take(world, one);
        await expectUntouched(world);
        await Promise.all(world.houses.map(expectWhole));
        await settle(world);
        await Promise.all(world.houses.map((house) => expectSettled(world, house)));
      }),
      { numRuns: SEQUENCES },
    );
  },
  60_000 + SEQUENCES * 2500,
);
