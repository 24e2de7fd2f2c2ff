import { authExchange } from '@urql/exchange-auth';
import { persistedExchange } from '@urql/exchange-persisted';
import { type Client, createClient, fetchExchange, type TypedDocumentNode } from 'urql';
import { normalisedCache } from './cache';
import { signingInAgain } from './signing-in-again';

/** The version of the admin API that these pages are written for. */
const URL = '/graphql/admin/2026-11';

/** Signing in through these answers with an HttpOnly cookie: no script of a page ever holds a token. */
const HEADERS = { 'Shopyard-Session': 'cookie' };

/** Asks who is signed in, without the sign-in that other requests wait for. */
export const QUIETLY = { quietly: true };

const hashOf = (document: unknown): string => (document as { __meta__: { hash: string } }).__meta__.hash;

/** A client with an empty cache. What was read for one person is gone with it. */
export const newClient = (): Client =>
  createClient({
    url: URL,
    preferGetMethod: false,
    fetchOptions: () => ({ headers: { ...HEADERS, 'Accept-Language': document.documentElement.lang } }),
    exchanges: [
      normalisedCache(),
      authExchange(async () => ({
        addAuthToOperation: (operation) => operation,
        didAuthError: (error, operation) =>
          !operation.context.quietly && error.graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED'),
        refreshAuth: () => signingInAgain.wait(),
      })),
      persistedExchange({
        enforcePersistedQueries: true,
        enableForMutation: true,
        preferGetForPersistedQueries: false,
        generateHash: async (_text, document) => hashOf(document),
      }),
      fetchExchange,
    ],
  });

/** One request past the cache and the queue: for signing in while other requests wait. @throws {Error} where the server cannot be reached */
export async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const answer = await fetch(URL, {
    method: 'POST',
    headers: { ...HEADERS, 'Content-Type': 'application/json', 'Accept-Language': globalThis.document.documentElement.lang },
    body: JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(document) } } }),
  });
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: { message: string }[] };
  if (!data || errors) throw new Error(errors?.[0]?.message ?? `The server answered ${answer.status}`);
  return data;
}
