import { Card, Checkbox, Fieldset, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ShopSelect } from '../console/shop-select';
import type { Common } from './opening';
import { type Regional, RegionalFields } from './regional';

interface Props {
  common: Common;
  defaults: Regional;
  /** A part that is on its way was sent with them. */
  disabled: boolean;
  onChange(common: Common): void;
}

/** What holds for all shops of the table whose rows do not say otherwise. */
export function CommonFields({ common, defaults, disabled, onChange }: Props) {
  const { t } = useTranslation(['openings', 'console', 'frame']);
  const set = (some: Partial<Common>) => onChange({ ...common, ...some });
  const select = (field: keyof Regional) => ({ value: common[field], onChange: (value: string | null) => set({ [field]: value ?? '' }) });
  return (
    <Card>
      <Fieldset variant="unstyled" disabled={disabled}>
        <Stack gap="sm">
          <Text size="sm" fw={550}>
            {t('many.common')}
          </Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <ShopSelect
              label={t('fields.blueprint')}
              placeholder={t('one.noBlueprint')}
              value={common.blueprint}
              onChange={(blueprint) => {
                const { currency, locale, timezone } = blueprint ?? defaults;
                set({ blueprint, currency, locale, timezone });
              }}
              clearable
            />
            <Select
              label={t('fields.mode')}
              data={[
                { value: 'TEST', label: t('modes.TEST') },
                { value: 'LIVE', label: t('modes.LIVE') },
              ]}
              value={common.mode}
              onChange={(mode) => set({ mode: mode === 'LIVE' ? 'LIVE' : 'TEST' })}
            />
          </SimpleGrid>
          {common.blueprint && (
            <Checkbox
              label={t('fields.blueprintProducts')}
              checked={common.blueprintProducts}
              onChange={(event) => set({ blueprintProducts: event.currentTarget.checked })}
            />
          )}
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <RegionalFields
              currency={{ ...select('currency'), disabled: common.blueprint !== null }}
              locale={select('locale')}
              timezone={select('timezone')}
              currencyHint={common.blueprint ? t('one.currencyOfBlueprint') : t('one.currencyHint')}
            />
          </SimpleGrid>
        </Stack>
      </Fieldset>
    </Card>
  );
}
