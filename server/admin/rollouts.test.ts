import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NewShop, openShop } from '#commerce/openings/index.js';
import { type ShopContext, shopId, shopOfAgency } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

const agency = anAgencyContext();
let handles = 0;
const idOf = (shop: ShopContext) => shopId.encode(shop.shopId);
async function aShop(): Promise<ShopContext> {
  handles += 1;
  const made = await openShop(agency, NewShop.parse({ name: 'Hats', handle: `rollouts-api-${handles}`, currency: 'CNY', locale: 'en' }));
  return shopOfAgency(agency, shopId.encode(made._id));
}

interface Applied {
  blueprintApply: {
    rollout: { id: string; status: string; waves: number[] } | null;
    userErrors: { code: string; field: string[] }[];
  } | null;
}
const APPLY = `mutation ($shops: [ID!]!, $input: BlueprintApplyInput!) {
  blueprintApply(shops: $shops, input: $input) { rollout { id status waves blueprint { id } } userErrors { code message field } }
}`;

test('an agency applies a blueprint and follows it; a repeat with the same key is the same roll-out', async () => {
  const [blueprint, one, two] = [await aShop(), await aShop(), await aShop()];
  const secret = await aToken(agency);
  const variables = { shops: [one, two].map(idOf), input: { blueprint: idOf(blueprint), parts: ['SETTINGS'], idempotencyKey: 'july' } };
  const first = await server.admin<Applied>(secret, APPLY, variables);
  expect(first.data.blueprintApply).toMatchObject({ rollout: { status: 'RUNNING', waves: [1, 1] }, userErrors: [] });
  const again = await server.admin<Applied>(secret, APPLY, variables);
  expect(again.data.blueprintApply?.rollout?.id).toBe(first.data.blueprintApply?.rollout?.id);
  await workOff();
  const query = `query ($id: ID!) { agency { blueprintRollout(id: $id) { status applications(first: 5) { nodes { wave status shop { id } } } } } }`;
  const { data } = await server.admin<object>(secret, query, { id: first.data.blueprintApply!.rollout!.id });
  expect(data).toEqual({
    agency: {
      blueprintRollout: {
        status: 'COMPLETED',
        applications: {
          nodes: [
            { wave: 1, status: 'COMPLETED', shop: { id: idOf(one) } },
            { wave: 2, status: 'COMPLETED', shop: { id: idOf(two) } },
          ],
        },
      },
    },
  });
});

test('who acts for one shop takes nothing from a blueprint that he does not see, and no products without their scope', async () => {
  const [blueprint, one] = [await aShop(), await aShop()];
  const secret = await aToken(one);
  const { data } = await server.admin<Applied>(secret, APPLY, { shops: [idOf(one)], input: { blueprint: idOf(blueprint) } });
  expect(data.blueprintApply).toMatchObject({ rollout: null, userErrors: [{ code: 'NOT_FOUND', field: ['input', 'blueprint'] }] });
  const lesser = await aToken(agency, ['write_settings']);
  const input = { blueprint: idOf(blueprint) };
  const refused = await server.admin<Applied>(lesser, APPLY, { shops: [idOf(one)], input });
  expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'write_products' } }]);
  const settings = await server.admin<Applied>(lesser, APPLY, { shops: [idOf(one)], input: { ...input, parts: ['SETTINGS'] } });
  expect(settings.data.blueprintApply).toMatchObject({ rollout: { waves: [1] }, userErrors: [] });
});
