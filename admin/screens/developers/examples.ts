import type { Api, ExampleOf, Facts } from './examples/example';
import { IN_AGENCY } from './examples/in-agency';
import { IN_SHOP } from './examples/in-shop';
import { SHOPPING } from './examples/shopping';

export type { Api, Facts } from './examples/example';
export type Example = ExampleOf<ExampleKey>;
type ExampleKey = (typeof IN_SHOP | typeof IN_AGENCY | typeof SHOPPING)[number]['key'];

export const examplesOf = (place: 'shop' | 'agency'): readonly Example[] => (place === 'shop' ? [...IN_SHOP, ...SHOPPING] : IN_AGENCY);

/** What an answer tells that later examples go on with: the cart, the order, a product that was made. */
export function learnt(answer: unknown): Facts {
  const data = (answer as { data?: Readonly<Record<string, unknown>> } | null)?.data ?? {};
  const at = (...path: (string | number)[]): string | undefined => {
    const found = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | null | undefined)?.[step], data);
    return typeof found === 'string' ? found : undefined;
  };
  const told: Facts = {};
  const cart = at('cartCreate', 'cart', 'token');
  const order = at('checkoutComplete', 'order', 'token');
  const [product, variant] = [at('productCreate', 'product', 'id'), at('productCreate', 'product', 'variants', 'nodes', 0, 'id')];
  const cursor = at('shop', 'events', 'pageInfo', 'startCursor');
  if (cart) told.cart = cart;
  if (order) told.orderToken = order;
  if (product && variant) Object.assign(told, { product, variant });
  if (cursor) told.cursor = cursor;
  return told;
}

/** The explorer's address with an example in it. */
export function addressOf(api: Api, example: Example, facts: Facts, theme: 'dark' | 'light'): string {
  const headers = api === 'shop' ? { 'Shopyard-Shop': facts.shop } : {};
  const given = new URLSearchParams({
    query: example.query,
    variables: JSON.stringify(example.variables(facts), null, 2),
    headers: JSON.stringify(headers, null, 2),
    theme,
  });
  return `/graphql/${api}/2026-11#${given}`;
}
