import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { graphql } from '../../generated';
import { People } from './people';

const PeopleOfShop = graphql(`
  query PeopleOfShop($shop: ID!) {
    shop(id: $shop) {
      id
      rolesToGive
      members {
        ...ListedMember
      }
      invitations {
        ...ListedInvitation
      }
    }
  }
`);

export const preload = (client: Client, { shop = '' }: Parameters) => client.query(PeopleOfShop, { shop }).toPromise();

export default function PeopleOfShopScreen() {
  const { t } = useTranslation('people');
  const { id: shop } = useShop();
  const [{ data, error }, reload] = useQuery({ query: PeopleOfShop, variables: { shop } });
  return (
    <People
      where={{ shop }}
      text={t('people.textShop')}
      place={data?.shop}
      error={error}
      reload={() => reload({ requestPolicy: 'network-only' })}
    />
  );
}
