/** What a refused wish looks like in every payload. */
interface Refused {
  code: string;
  message: string;
  field: string[];
}

export interface Door {
  /** `/graphql/admin` or `/graphql/shop` with its host. */
  url: string;
  headers: Record<string, string>;
}

/** What every payload is asked for: `ask` reads it. */
export const USER_ERRORS = 'userErrors { code message field }';

/** Everything that an access token may be given. */
export const WRITE_SCOPES = ['products', 'inventory', 'orders', 'payments', 'customers', 'settings'].map((what) => `write_${what}`);

export const adminDoor = (host: string, token?: string): Door => ({
  url: `${host}/graphql/admin`,
  headers: token ? { authorization: `Bearer ${token}` } : {},
});

export const shopDoor = (host: string, shop: string): Door => ({ url: `${host}/graphql/shop`, headers: { 'shopyard-shop': shop } });

/** Asks a GraphQL door. @throws {Error} when it could not be served, or a userErrors list anywhere in a payload names a refusal */
export async function ask<Data>(door: Door, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(door.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en', ...door.headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!text.startsWith('{')) throw new Error(`${door.url} answers ${response.status}: ${text.slice(0, 200)}`);
  const answer = JSON.parse(text) as { data?: Data; errors?: { message: string }[] };
  if (answer.errors || !answer.data) {
    throw new Error(answer.errors?.map(({ message }) => message).join('; ') ?? `${door.url} answers ${response.status}`);
  }
  const refused = refusals(answer.data);
  if (refused.length > 0)
    throw new Error(refused.map(({ code, message, field }) => `${code} at ${field.join('.')}: ${message}`).join('; '));
  return answer.data;
}

/** Every userError in an answer, of the whole and of each item. */
function refusals(value: unknown): Refused[] {
  if (Array.isArray(value)) return value.flatMap(refusals);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'userErrors' ? (inner as Refused[]) : refusals(inner)));
}
