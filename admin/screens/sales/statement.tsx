import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useAgency } from '../../app/place';
import { AgencyStatement } from '../../data/statement';
import type { StatementFormat } from '../../generated/graphql';
import { addDays, lengthOf, type Period } from '../../ui/days';
import { tellProblem } from '../../ui/tell';

/** A year, as statements have it. */
const MOST_DAYS = 366;

/** The books of all shops over the period, as a file. Its days are UTC's. */
export function StatementButton({ period }: { period: Period }) {
  const { t } = useTranslation(['sales', 'frame']);
  const { id: agency } = useAgency();
  const client = useClient();
  const [waiting, setWaiting] = useState(false);
  const download = async (format: StatementFormat) => {
    setWaiting(true);
    const end = addDays(period.to, 1);
    const from = lengthOf(period) > MOST_DAYS ? addDays(end, -MOST_DAYS) : period.from;
    const variables = { agency, from: `${from}T00:00:00.000Z`, to: `${end}T00:00:00.000Z`, format };
    const { data, error } = await client.query(AgencyStatement, variables, { requestPolicy: 'network-only' }).toPromise();
    setWaiting(false);
    const address = data?.agency?.statementUrl;
    if (address) location.assign(address);
    else tellProblem(error?.graphQLErrors[0]?.message ?? t('frame:failed.network'));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={waiting} leftSection={<IconDownload size={16} aria-hidden="true" />}>
          {t('statement')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('statementHint')}</Menu.Label>
        <Menu.Item onClick={() => download('CSV')}>{t('csv')}</Menu.Item>
        <Menu.Item onClick={() => download('PDF')}>{t('pdf')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
