import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { Types } from 'mongoose';
import { products } from '#commerce/catalog/index.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { levels } from '#commerce/inventory/level.model.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aReadImport, runImport } from '#tests/support/importing.js';
import { runInside, stepsOf, watchSteps } from '#tests/support/interleave.js';
import { type Import, importId, imports } from './import.model.js';
import { runImportSlice } from './imports.jobs.js';
import { cancelImport, resumeImport } from './imports.js';
import { enterAsNewcomer } from './newcomers.js';
import { checked } from './reading/check.js';
import { takePart } from './write-part.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const aHat = (row: number) =>
  checked({
    rows: [row],
    partial: false,
    source: 'shopify',
    externalId: `hat-${row}`,
    handle: `hat-${row}`,
    title: `Hat ${row}`,
    options: [],
    variants: [{ row, sku: `H-${row}`, price: '10', optionValues: [], available: 5 }],
  });
const hats = (count: number, from: number) => Array.from({ length: count }, (_, at) => aHat(from + at));

interface Cancelled {
  shop: ShopContext;
  one: Import;
  id: string;
}

/** An import whose first part, of one product, is in; its second is next. A slice of it is no newcomer's any more. */
async function halfIn(count: number): Promise<Cancelled> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  const { started, source, parts } = await aReadImport(shop, [hats(1, 2), hats(count, 3)]);
  await takePart(shop, started, source, parts[0]!);
  return { shop, one: started, id: importId.encode(started._id) };
}

const slice = ({ shop, id }: Cancelled) => runImportSlice(shop, { data: { import: id } });
const productsIn = ({ shop }: Cancelled) => products.in(shop).count({});
const again = async ({ shop, one }: Cancelled) => (await imports.in(shop).findOne({ _id: one._id }))!;

/** Taken up again, it brings what is missing, once, and its stock. */
async function expectTheRest(cancelled: Cancelled, count: number): Promise<void> {
  const { shop, one, id } = cancelled;
  await resumeImport(shop, id);
  const done = { status: 'COMPLETED', productsCreated: count, productsUpdated: 0, productsUnchanged: 0, rowsRead: count };
  expect(await runImport(shop, one)).toMatchObject(done);
  expect(await productsIn(cancelled)).toBe(count);
  expect(await levels.in(shop).count({ available: 5 })).toBe(count);
}

interface Command {
  commandName: string;
  command: Record<string, unknown>;
  requestId: number;
}

const isWrite = ({ commandName }: Command) => ['insert', 'update', 'findAndModify', 'delete', 'bulkWrite'].includes(commandName);

/** Resolves once MongoDB has answered the first command of this kind. `answered` runs in that moment. */
function onceAnswered(kind: (command: Command) => boolean, answered: () => void): Promise<void> {
  const client = mongoose.connection.getClient();
  return new Promise((resolve) => {
    let mine: number | null = null;
    const started = (command: Command) => {
      if (mine === null && kind(command)) mine = command.requestId;
    };
    const succeeded = ({ requestId }: { requestId: number }) => {
      if (requestId !== mine) return;
      client.off('commandStarted', started).off('commandSucceeded', succeeded);
      answered();
      resolve();
    };
    client.on('commandStarted', started).on('commandSucceeded', succeeded);
  });
}

test.each<[string, (command: Command) => boolean]>([
  ['between its parts', ({ commandName, command }) => commandName === 'findAndModify' && command.findAndModify === 'imports'],
  // The last that is read before a part's transaction begins, which stands back before its first write.
  ['in the middle of a part', ({ command }) => command.find === 'locations'],
])('an import that is cancelled while it stands back for a newcomer, %s, writes nothing more', async (_where, kind) => {
  const half = await halfIn(300);
  let leave = () => {};
  const standsBack = onceAnswered(kind, () => {
    leave = enterAsNewcomer({ _id: new Types.ObjectId() });
  });
  const running = slice(half);
  await standsBack;
  await cancelImport(half.shop, half.id);
  const written: string[] = [];
  const client = mongoose.connection.getClient();
  const listen = (command: Command) => {
    if (isWrite(command)) written.push(`${command.commandName} ${String(command.command[command.commandName])}`);
  };
  client.on('commandStarted', listen);
  leave();
  await running;
  client.off('commandStarted', listen);
  expect(written).toEqual([]);
  expect(await again(half)).toMatchObject({ status: 'CANCELLED', productsCreated: 1, rowsRead: 1, nextPart: 1 });
  expect(await productsIn(half)).toBe(1);
  await expectTheRest(half, 301);
});

test('wherever a cancel comes, nothing goes in once it is answered, and the counts are what is in', async () => {
  const unwatch = watchSteps();
  const whole = await halfIn(2);
  const usual = await stepsOf(() => slice(whole));
  const left = new Set<number>();
  for (let at = 0; at < usual; at++) {
    const half = await halfIn(2);
    const cancel = async () => {
      await cancelImport(half.shop, half.id);
      return productsIn(half);
    };
    let then: Promise<number | null> = Promise.resolve(null);
    await runInside(
      at,
      () => slice(half),
      () => {
        then = cancel().catch((error) => (error.code === 'WRONG_STATE' ? null : Promise.reject(error)));
        return then;
      },
      usual,
    );
    const there = await then;
    if (there === null) continue; // the import had come to its end
    expect(await again(half)).toMatchObject({ status: 'CANCELLED', productsCreated: there });
    expect(await productsIn(half)).toBe(there);
    await expectTheRest(half, 3);
    left.add(there);
  }
  unwatch();
  expect([...left]).toEqual([1, 3]);
});
