import { useTranslation } from 'react-i18next';
import { type Client, useClient, useQuery } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { sendFile } from '../../data/send-file';
import { graphql } from '../../generated';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { tellProblem } from '../../ui/tell';
import type { Facts } from './examples';
import { Explorer } from './explorer';

const FactsOfShop = graphql(`
  query FactsOfShop($shop: ID!, $mayProducts: Boolean!, $mayInventory: Boolean!) {
    shop(id: $shop) {
      id
      products(first: 1, query: "status:ACTIVE stock:in") @include(if: $mayProducts) {
        nodes {
          id
          variants(first: 1) {
            nodes {
              id
            }
          }
        }
      }
      locations @include(if: $mayInventory) {
        id
      }
      events(first: 1) {
        nodes {
          id
        }
        pageInfo {
          startCursor
        }
      }
    }
  }
`);

/** In the generic form, which every language of column is understood in. */
const SAMPLE = 'title,price,sku,stock\nCanvas bag,59.00,BAG-1,20\nTea cup,29.00,CUP-1,50\n';

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(FactsOfShop, { shop, mayProducts: true, mayInventory: true }).toPromise();

export default function ShopDevelopers() {
  const { t } = useTranslation('developers');
  const { id: shop, currency } = useShop();
  const may = useMay();
  const client = useClient();
  const [{ data, error }] = useQuery({
    query: FactsOfShop,
    variables: { shop, mayProducts: may('read_products'), mayInventory: may('read_inventory') },
  });
  if (!data && !error) return <PageSkeleton />;
  const found = data?.shop;
  const product = found?.products?.nodes[0];
  const facts: Facts = { shop, currency };
  if (product?.variants.nodes[0]) Object.assign(facts, { product: product.id, variant: product.variants.nodes[0].id });
  if (found?.locations?.[0]) facts.location = found.locations[0].id;
  if (found?.events.pageInfo.startCursor) facts.cursor = found.events.pageInfo.startCursor;

  /** Hands in a small catalog: an import needs a file, which no query can hold. */
  const prepare = async (): Promise<Facts | null> => {
    try {
      return { upload: await sendFile(client, { shop }, new File([SAMPLE], 'sample.csv', { type: 'text/csv' })) };
    } catch (failure) {
      tellProblem((failure as Error).message || t('noUpload'));
      return null;
    }
  };
  return (
    <Page
      title={t('title')}
      wide
      actions={
        <>
          <LinkButton to={`/s/${shop}/developers/events`} variant="default">
            {t('events')}
          </LinkButton>
          {may('read_settings') && (
            <LinkButton to={`/s/${shop}/developers/tokens`} variant="default">
              {t('tokens')}
            </LinkButton>
          )}
        </>
      }
    >
      <Explorer place="shop" facts={facts} prepare={prepare} />
    </Page>
  );
}
