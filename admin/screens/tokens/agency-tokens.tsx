import type { Client } from 'urql';
import { useQuery } from 'urql';
import { useAgency } from '../../app/place';
import type { Parameters } from '../../app/route';
import { graphql } from '../../generated';
import { Tokens } from './tokens';

const TokensOfAgency = graphql(`
  query TokensOfAgency($agency: ID!) {
    agency(id: $agency) {
      id
      accessTokens {
        ...ListedToken
      }
    }
  }
`);

export const preload = (client: Client, { agency = '' }: Parameters) => client.query(TokensOfAgency, { agency }).toPromise();

export default function AgencyTokens() {
  const { id: agency } = useAgency();
  const [{ data, error, fetching }, again] = useQuery({ query: TokensOfAgency, variables: { agency } });
  return (
    <Tokens
      place={{ agency }}
      tokens={data?.agency?.accessTokens}
      loading={fetching && !data}
      error={error}
      reload={() => again({ requestPolicy: 'network-only' })}
    />
  );
}
