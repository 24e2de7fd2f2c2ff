import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HandleStyle } from '../../generated/graphql';
import { localeChoices, timezoneChoices } from './choices';
import { Section } from './section';
import { useSection } from './use-section';

/** Name, language and time zone; and what never changes. */
export function General() {
  const { t, i18n } = useTranslation('settings');
  const section = useSection({
    name: 'general',
    read: ({ name, locale, timezone, settings }) => ({ name, locale, timezone, settings: { handles: settings.handles as HandleStyle } }),
    write: (values) => values,
  });
  const { form, shop } = section;
  const labels = {
    name: t('general.name'),
    locale: t('general.locale'),
    timezone: t('general.timezone'),
    'settings.handles': t('general.handles'),
  };
  return (
    <Section title={t('general.title')} section={section} labels={labels}>
      <TextInput label={labels.name} required maxLength={100} {...form.getInputProps('name')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={t('general.handle')} description={t('general.handleHint')} value={shop.handle} readOnly />
        <TextInput label={t('general.currency')} description={t('general.currencyHint')} value={shop.currency} readOnly />
        <Select
          label={labels.locale}
          description={t('general.localeHint')}
          data={localeChoices(form.values.locale, i18n.language)}
          searchable
          {...form.getInputProps('locale')}
        />
        <Select
          label={labels.timezone}
          description=" "
          data={timezoneChoices(form.values.timezone)}
          searchable
          limit={80}
          {...form.getInputProps('timezone')}
        />
      </SimpleGrid>
      <Select
        label={labels['settings.handles']}
        data={(['KEEP', 'PINYIN'] as const).map((value) => ({ value, label: t(`general.handleStyles.${value}`) }))}
        {...form.getInputProps('settings.handles')}
      />
    </Section>
  );
}
