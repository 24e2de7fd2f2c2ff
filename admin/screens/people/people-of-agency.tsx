import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useAgency } from '../../app/place';
import type { Parameters } from '../../app/route';
import { graphql } from '../../generated';
import { People } from './people';

const PeopleOfAgency = graphql(`
  query PeopleOfAgency($agency: ID!) {
    agency(id: $agency) {
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

export const preload = (client: Client, { agency = '' }: Parameters) => client.query(PeopleOfAgency, { agency }).toPromise();

export default function PeopleOfAgencyScreen() {
  const { t } = useTranslation('people');
  const { id: agency } = useAgency();
  const [{ data, error }, reload] = useQuery({ query: PeopleOfAgency, variables: { agency } });
  return (
    <People
      where={{ agency }}
      text={t('people.textAgency')}
      place={data?.agency}
      error={error}
      reload={() => reload({ requestPolicy: 'network-only' })}
    />
  );
}
