import { releaseExpiredHolds } from '#commerce/checkout/index.js';
import { callbackEvents, type Payment, pollOpenPayments, pollOpenRefunds, type Refund } from '#commerce/payments/index.js';
import { payments } from '#commerce/payments/payment.model.js';
import { acrossShops, type OutboxRow, outbox, type ShopContext, shopForJob } from '#tenants/index.js';
import type { Banks } from '#tests/support/banks.js';
import { dieAt } from '#tests/support/interleave.js';
import { workOff } from '#tests/support/outbox.js';
import { SOURCES } from '#worker/queues.js';
import { paymentsOf, pick, refundsOf, type World } from './world.js';

export const inAnHour = (hours = 1): Date => new Date(Date.now() + hours * 3600_000);

const rowsOf = (collection: string) => acrossShops<OutboxRow>(collection, 'test');
const waitingRows = async (collection: string) => rowsOf(collection).find({ state: 'PENDING' }, { sort: { _id: 1 }, limit: 200 });

/** Workers do what is due, and what follows from it. */
export const work = (): Promise<unknown> => workOff();

/** Each task runs twice at once, and once more: a worker was killed before it wrote down that it was done. */
export async function workTwice(): Promise<void> {
  for (const { collection, handle } of SOURCES) {
    for (const row of await waitingRows(collection)) {
      const shop = await shopForJob(row.shopId, row.type);
      await Promise.allSettled([handle(shop, row), handle(shop, row)]);
    }
  }
  await work();
}

/** A worker is killed in the middle of a task of the shop: it is another worker's then. */
export async function dieInTask(shop: ShopContext, at: number, dies: number): Promise<void> {
  const tasks = [];
  for (const { collection, handle } of SOURCES) {
    for (const row of await waitingRows(collection)) if (row.shopId.equals(shop.shopId)) tasks.push(() => handle(shop, row));
  }
  const task = pick(tasks, at);
  // What the task itself throws is written down and tried again.
  if (task) await dieAt(dies, task).catch(() => {});
}

export async function poll(hours = 1): Promise<void> {
  await pollOpenPayments(inAnHour(hours));
  await pollOpenRefunds(inAnHour(hours));
}

const ROUNDS = 12;

/**
 * The clock runs on: what is broken is repaired, banks have said their last words, workers have done what they were told, and every
 * payment and refund was asked about. Callbacks that nobody has brought by now never come, but those of refunds that a bank sent back:
 * that is told weeks later, and we ask no more then.
 */
export async function settle(world: World): Promise<void> {
  for (const repair of world.repairs) await repair();
  await age();
  for (const { held } of world.houses) for (const { event, bank, comes } of held) if (comes) await bank.deliver(event, {});
  for (let round = 1; ; round++) {
    for (const { collection } of SOURCES)
      await rowsOf(collection).updateMany({ state: 'PENDING' }, { $set: { later: false, attempts: 0 } });
    await work();
    for (const side of [0, 1]) await endRefunds(world, side);
    await poll(3 * round);
    await work();
    const left = await leftIn(world);
    if (left.length === 0) break;
    if (round > ROUNDS) throw new Error(`After ${ROUNDS} rounds there is still something to do: ${JSON.stringify(left)}`);
  }
  await releaseExpiredHolds(inAnHour());
}

/** Nothing is on its way to a provider any more. */
const age = () =>
  acrossShops<Payment>(payments.name, 'test').updateMany({}, [{ $set: { createdAt: { $subtract: ['$createdAt', 120_000] } } }]);

const isOpen = ({ status }: Refund): boolean => status === 'PENDING' || status === 'PROCESSING';

async function leftIn({ houses }: World): Promise<object[]> {
  const made = [...(await refundsOf(houses[0])), ...(await refundsOf(houses[1]))];
  return [...(await waitingRows(outbox.name)), ...(await waitingRows(callbackEvents.name)), ...made.filter(isOpen)];
}

async function endRefunds({ houses, banks }: World, side: number): Promise<void> {
  const house = houses[side]!;
  const open = (await refundsOf(house)).filter(isOpen);
  for (const payment of await paymentsOf(house)) {
    if (!open.some(({ paymentId }) => paymentId.equals(payment._id))) continue;
    const bank = banks[payment.provider as keyof Banks];
    const account = house.accounts.get(payment.provider);
    if (!account) continue;
    for (const refund of await bank.waiting(payment, house.shop, account)) await bank.endRefund(refund, 'succeed', {});
  }
}
