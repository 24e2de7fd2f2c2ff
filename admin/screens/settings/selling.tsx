import { NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from './section';
import { useSection } from './use-section';

const orNull = (value: string | number): number | null => (value === '' ? null : Number(value));

/** Where the merchant is told, when orders expire and when stock is low. */
export function Selling() {
  const { t } = useTranslation('settings');
  const section = useSection({
    name: 'selling',
    read: ({ settings: { merchantEmail, orderExpiryMinutes, lowStock } }) => ({
      settings: {
        merchantEmail: merchantEmail ?? '',
        orderExpiryMinutes: (orderExpiryMinutes ?? '') as string | number,
        lowStock: (lowStock ?? '') as string | number,
      },
    }),
    write: ({ settings: { merchantEmail, orderExpiryMinutes, lowStock } }) => ({
      settings: { merchantEmail: merchantEmail.trim() || null, orderExpiryMinutes: orNull(orderExpiryMinutes), lowStock: orNull(lowStock) },
    }),
  });
  const { form } = section;
  const labels = {
    'settings.merchantEmail': t('selling.merchantEmail'),
    'settings.orderExpiryMinutes': t('selling.orderExpiryMinutes'),
    'settings.lowStock': t('selling.lowStock'),
  };
  return (
    <Section title={t('selling.title')} section={section} labels={labels}>
      <TextInput
        label={labels['settings.merchantEmail']}
        description={t('selling.merchantEmailHint')}
        type="email"
        {...form.getInputProps('settings.merchantEmail')}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          label={labels['settings.orderExpiryMinutes']}
          description={t('selling.orderExpiryMinutesHint')}
          min={1}
          max={10_080}
          allowDecimal={false}
          {...form.getInputProps('settings.orderExpiryMinutes')}
        />
        <NumberInput
          label={labels['settings.lowStock']}
          description={t('selling.lowStockHint')}
          min={0}
          max={1_000_000_000}
          allowDecimal={false}
          {...form.getInputProps('settings.lowStock')}
        />
      </SimpleGrid>
    </Section>
  );
}
