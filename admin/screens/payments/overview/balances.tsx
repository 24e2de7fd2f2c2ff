import { Card, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import type { LedgerAccount } from '../../../generated/graphql';
import { LinkButton } from '../../../ui/link';
import { Amount } from '../../../ui/show';
import { byCurrency, isZero, negated } from '../decimals';
import classes from '../payments.module.css';
import type { OverviewShop } from './documents';

/** As a merchant reads them, from what buyers paid to what he has. */
const SHOWN = [
  'AUTHORIZED',
  'CAPTURED',
  'REFUNDED',
  'DISPUTED',
  'FEE',
  'COMMISSION',
  'ADJUSTED',
  'OWED_TO_MERCHANT',
  'PAID_OUT',
] as const satisfies readonly LedgerAccount[];

/** What a provider owes, and what has left the books for the merchant's bank, stand below zero in the books: they are his. */
const HIS: ReadonlySet<LedgerAccount> = new Set(['OWED_TO_MERCHANT', 'PAID_OUT']);

/** What stands in the books, a card for each currency. */
export function Balances({ rows }: { rows: OverviewShop['balances'] }) {
  const { t } = useTranslation('payments');
  const { id } = useShop();
  const currencies = byCurrency(rows);
  return (
    <Stack gap="sm">
      <Title order={2}>{t('balances.title')}</Title>
      {currencies.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('balances.none')}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: currencies.length > 1 ? 2 : 1 }}>
        {currencies.map(([currency, accounts]) => (
          <Card key={currency}>
            <Table aria-label={t('balances.in', { currency })}>
              <Table.Tbody>
                {SHOWN.flatMap((account) => {
                  const row = accounts.find((one) => one.account === account);
                  if (!row || (isZero(row.amount.amount) && account !== 'OWED_TO_MERCHANT')) return [];
                  const amount = HIS.has(account) ? { ...row.amount, amount: negated(row.amount.amount) } : row.amount;
                  return (
                    <Table.Tr key={account} fw={HIS.has(account) ? 600 : undefined}>
                      <Table.Th scope="row" fw="inherit">
                        {t(`balances.${account}`)}
                        <Text size="xs" c="dimmed">
                          {t(`balances.hint.${account}`)}
                        </Text>
                      </Table.Th>
                      <Table.Td className={classes.money}>
                        <Amount of={amount} />
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Card>
        ))}
      </SimpleGrid>
      {currencies.length > 0 && (
        <div>
          <LinkButton variant="default" size="xs" to={`/s/${id}/payments/statements`}>
            {t('balances.statement')}
          </LinkButton>
        </div>
      )}
    </Stack>
  );
}
