/** An answer's data. @throws where the API refused */
export type Ask = <Data>(query: string, variables?: object) => Promise<Data>;

interface Answer<Data> {
  data?: Data;
  errors?: { message: string }[];
}

/** Speaks to one of the APIs as any client does. */
export function client(url: string, headers: Readonly<Record<string, string>>): Ask {
  return async <Data>(query: string, variables: object = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as Answer<Data>;
    const refused = answer.errors ?? refusalsIn(answer.data);
    if (refused.length > 0 || !answer.data) throw new Error(`${query.slice(0, 80)}… was refused: ${JSON.stringify(refused).slice(0, 500)}`);
    return answer.data;
  };
}

/** The userErrors of each payload, and of its results. */
const refusalsIn = (data: unknown): unknown[] =>
  Object.values(data ?? {}).flatMap((payload: { userErrors?: unknown[]; results?: { userErrors?: unknown[] }[] } | null) => [
    ...(payload?.userErrors ?? []),
    ...(payload?.results ?? []).flatMap(({ userErrors = [] }) => userErrors),
  ]);

export interface OpenedAgency {
  ask: Ask;
  id: string;
  /** Of a session that may do everything in it. */
  token: string;
}

/** An agency with its owner, signed up at the public door. */
export async function signUp(server: string, email = 'bench@example.com'): Promise<OpenedAgency> {
  const url = `${server}/graphql/admin`;
  const input = { email, password: 'a long enough password', name: 'Bench', agencyName: 'Bench' };
  const { signUp: made } = await client(url, {})<{ signUp: { agency: { id: string }; token: string } }>(
    'mutation ($input: SignUpInput!) { signUp(input: $input) { agency { id } token userErrors { code message } } }',
    { input },
  );
  return { ask: client(url, { authorization: `Bearer ${made.token}` }), id: made.agency.id, token: made.token };
}

const MOST_AT_ONCE = 250;

/** `count` test shops, and their ids. */
export async function openShops({ ask, id: agency }: OpenedAgency, count: number, currency = 'CNY'): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const shops = Array.from({ length: Math.min(MOST_AT_ONCE, count - ids.length) }, (_, at) => {
      const number = ids.length + at + 1;
      return {
        name: `Shop ${number}`,
        handle: `bench-${currency.toLowerCase()}-${number}`,
        mode: 'TEST',
        currency,
        locale: 'zh-CN',
        timezone: 'Asia/Shanghai',
      };
    });
    const { shopsCreate } = await ask<{ shopsCreate: { results: { shop: { id: string } }[] } }>(
      `mutation ($agency: ID!, $input: ShopsCreateInput!) {
        shopsCreate(agency: $agency, input: $input) { results { shop { id } userErrors { code message } } userErrors { code message } }
      }`,
      { agency, input: { shops } },
    );
    ids.push(...shopsCreate.results.map(({ shop }) => shop.id));
  }
  return ids;
}

/** Products of two variants each, well stocked, in a shop. Answers their variants' ids, two a product. */
export async function stockShop({ ask }: OpenedAgency, shop: string, count: number): Promise<string[]> {
  const money = (amount: string) => ({ amount, currency: 'CNY' });
  const products = Array.from({ length: count }, (_, at) => ({
    title: `连衣裙 Summer dress ${at + 1}`,
    descriptionHtml: `<p>${'Light cotton, cut wide. '.repeat(40)}</p>`,
    vendor: 'Bench',
    productType: 'Dresses',
    tags: ['summer', 'cotton', '夏季'],
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: ['S', 'M'].map((size) => ({
      sku: `DRESS-${at + 1}-${size}`,
      price: money('129.00'),
      compareAtPrice: money('199.00'),
      optionValues: [size],
      available: 100_000_000,
    })),
  }));
  const { productsCreate } = await ask<{ productsCreate: { results: { product: { variants: { nodes: { id: string }[] } } }[] } }>(
    `mutation ($shop: ID!, $input: ProductsCreateInput!) {
      productsCreate(shop: $shop, input: $input) {
        results { product { variants(first: 2) { nodes { id } } } userErrors { code message } } userErrors { code message }
      }
    }`,
    { shop, input: { products } },
  );
  return productsCreate.results.flatMap(({ product }) => product.variants.nodes.map(({ id }) => id));
}
