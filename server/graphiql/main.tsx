import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { docFrom } from './given';

const admin = location.pathname.includes('/admin');
/** Inside a page of the hosted admin, which chooses what stands here and hears what was answered. */
const framed = window.parent !== window;

const FIRST_QUERY = admin
  ? `# Whoever is signed in at /admin in this browser needs no header. An app, below: {"Authorization": "Bearer <token>"}
query FirstQuery {
  viewer {
    name
  }
  agency {
    name
    shops(first: 10) {
      nodes {
        id
        name
        handle
        mode
      }
    }
  }
}
`
  : `# Headers below: {"Shopyard-Shop": "<shop id or handle>"}
query FirstQuery {
  products(first: 10) {
    nodes {
      title
      handle
      variants(first: 5) {
        nodes {
          id
          title
          price {
            amount
            currency
          }
        }
      }
    }
  }
}
`;

/** A token that was not filled in is no header: the session's cookie counts then. */
const ask: typeof fetch = async (address, init) => {
  const headers = new Headers(init?.headers);
  if (!/^Bearer\s+\S/i.test(headers.get('authorization') ?? '')) headers.delete('authorization');
  const response = await fetch(address, { ...init, headers, credentials: 'same-origin' });
  if (framed && String(init?.body).includes('IntrospectionQuery') === false)
    response
      .clone()
      .json()
      .then((answer: unknown) => window.parent.postMessage({ shopyardAnswer: answer }, location.origin))
      .catch(() => undefined); // what is no JSON is shown as it is
  return response;
};
const fetcher = createGraphiQLFetcher({ url: location.pathname, fetch: ask });

/** Nothing outlives a framed page: its examples come from outside. */
const kept = new Map<string, string>();
const forgetful = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
  clear: () => kept.clear(),
  get length() {
    return kept.size;
  },
};

function Explorer() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const change = () => {
      kept.clear();
      setHash(location.hash);
    };
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  const { query, variables, headers, theme } = docFrom(hash);
  return (
    <GraphiQL
      key={hash}
      fetcher={fetcher}
      defaultQuery={FIRST_QUERY}
      defaultHeaders={admin ? '{"Authorization": "Bearer "}' : '{"Shopyard-Shop": ""}'}
      shouldPersistHeaders={false}
      {...(query ? { initialQuery: query, initialVariables: variables ?? '', initialHeaders: headers ?? '' } : {})}
      {...(framed ? { storage: forgetful, defaultEditorToolsVisibility: 'variables' as const } : {})}
      {...(theme ? { forcedTheme: theme } : {})}
    />
  );
}

createRoot(document.getElementById('explorer') as HTMLElement).render(<Explorer />);
