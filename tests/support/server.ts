import { createApp } from '#server/app.js';
import { listening } from './listening.js';

export interface Answer<Data = Record<string, never>> {
  status: number;
  data: Data;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } & Record<string, unknown> }[];
  extensions?: {
    requestId: string;
    cost?: { requestedQueryCost: number; actualQueryCost: number; throttleStatus: Record<string, number> };
  };
  headers: Headers;
}

export interface TestServer {
  url: string;
  /** Asks the admin API, with a token or as nobody. */
  admin<Data>(token: string | null, query: string, variables?: object): Promise<Answer<Data>>;
  /** Asks the shop API, as a shopper of the shop with this id or handle. */
  shop<Data>(shop: string | null, query: string, variables?: object, headers?: Record<string, string>): Promise<Answer<Data>>;
  close(): Promise<void>;
}

/** The real server on a port of its own, in this process, on this Jest worker's database. */
export async function startTestServer(): Promise<TestServer> {
  const app = await createApp();
  const { url, close } = await listening(app.express);
  const ask = async <Data>(path: string, headers: Record<string, string>, query: string, variables: object): Promise<Answer<Data>> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as Omit<Answer<Data>, 'status' | 'headers'>) };
  };
  return {
    url,
    admin: (token, query, variables = {}) => ask('/graphql/admin', token ? { authorization: `Bearer ${token}` } : {}, query, variables),
    shop: (shop, query, variables = {}, headers = {}) =>
      ask('/graphql/shop', { ...(shop ? { 'shopyard-shop': shop } : {}), ...headers }, query, variables),
    async close() {
      await close();
      await app.stop();
    },
  };
}
