import type { Client } from 'urql';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { graphql } from '../../generated';
import { Tokens } from './tokens';

const TokensOfShop = graphql(`
  query TokensOfShop($shop: ID!) {
    shop(id: $shop) {
      id
      accessTokens {
        ...ListedToken
      }
    }
  }
`);

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(TokensOfShop, { shop }).toPromise();

export default function ShopTokens() {
  const { id: shop } = useShop();
  const [{ data, error, fetching }, again] = useQuery({ query: TokensOfShop, variables: { shop } });
  return (
    <Tokens
      place={{ shop }}
      tokens={data?.shop?.accessTokens}
      loading={fetching && !data}
      error={error}
      reload={() => again({ requestPolicy: 'network-only' })}
    />
  );
}
