import { Card, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import { Page } from '../../../ui/page';
import { Tabs } from '../tabs';
import { StatementForm } from './statement-form';

const ShopStatement = graphql(`
  query ShopStatement($shop: ID!, $from: DateTime!, $to: DateTime!, $format: StatementFormat!) {
    shop(id: $shop) {
      id
      statementUrl(from: $from, to: $to, format: $format)
    }
  }
`);

/** A shop's money over some days, as a file. */
export default function Statements() {
  const { t } = useTranslation('payments');
  const { id: shop, timezone } = useShop();
  const client = useClient();
  return (
    <Page title={t('statements.title')} back={{ to: `/s/${shop}/payments`, label: t('title') }}>
      <Tabs />
      <Card padding="lg">
        <Stack>
          <Text size="sm">{t('statements.text')}</Text>
          <StatementForm
            timezone={timezone}
            ask={async (wish) => {
              const { data, error } = await client.query(ShopStatement, { shop, ...wish }, { requestPolicy: 'network-only' }).toPromise();
              return { url: data?.shop?.statementUrl, error };
            }}
          />
        </Stack>
      </Card>
    </Page>
  );
}
