import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAgency } from '../../app/place';
import { Page } from '../../ui/page';
import { chosenShops } from '../console/chosen-shops';
import { ShopPicker, useChosenShops } from '../console/shop-picker';
import { NewImport } from '../imports/upload/new-import';

export default function NewBatch() {
  const { t } = useTranslation(['agency-imports', 'console', 'frame']);
  const { id: agency } = useAgency();
  const [, navigate] = useLocation();
  const { chosen, choose, tooMany } = useChosenShops();
  return (
    <Page title={t('new.title')} back={{ to: `/a/${agency}/imports`, label: t('title') }} wide>
      <Stack>
        <NewImport
          owner={{ agency }}
          agency={agency}
          shops={tooMany ? [] : [...chosen]}
          onStarted={({ batch }) => {
            chosenShops.forget(agency);
            navigate(`/a/${agency}/imports/${batch}`);
          }}
        />
        <div>
          <Title order={2}>{t('new.shops')}</Title>
          <Text size="sm" c="dimmed">
            {t('new.shopsHint')}
          </Text>
        </div>
        <ShopPicker chosen={chosen} choose={choose} />
      </Stack>
    </Page>
  );
}
