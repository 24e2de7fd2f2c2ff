import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

const admin = location.pathname.includes('/admin');

const FIRST_QUERY = admin
  ? `# Headers below: {"Authorization": "Bearer <token>"}
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

createRoot(document.getElementById('explorer') as HTMLElement).render(
  <GraphiQL
    fetcher={createGraphiQLFetcher({ url: location.pathname })}
    defaultQuery={FIRST_QUERY}
    defaultHeaders={admin ? '{"Authorization": "Bearer "}' : '{"Shopyard-Shop": ""}'}
    shouldPersistHeaders={false}
  />,
);
