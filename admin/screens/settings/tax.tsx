import { ActionIcon, Button, Group, Radio, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from './section';
import { useSection } from './use-section';

/** How prices relate to tax, the usual rate, and goods that are taxed otherwise. */
export function Tax() {
  const { t } = useTranslation('settings');
  const section = useSection({
    name: 'tax',
    read: ({ settings: { tax, taxClasses } }) => ({
      settings: {
        tax: { mode: tax.mode, rate: tax.rate, shipping: tax.shipping },
        taxClasses: taxClasses.map(({ id, title, rate }) => ({ id, title, rate })),
      },
    }),
    write: (values) => values,
  });
  const { form, shop } = section;
  const known = new Set(shop.settings.taxClasses.map(({ id }) => id));
  const labels = {
    'settings.tax.mode': t('tax.mode'),
    'settings.tax.rate': t('tax.rate'),
    'settings.tax.shipping': t('tax.shipping'),
    'settings.taxClasses': t('tax.classes'),
  };
  return (
    <Section title={t('tax.title')} section={section} labels={labels}>
      <Radio.Group label={labels['settings.tax.mode']} {...form.getInputProps('settings.tax.mode')}>
        <Stack gap="xs" mt={6}>
          {(['INCLUDED', 'EXCLUDED'] as const).map((mode) => (
            <Radio key={mode} value={mode} label={t(`tax.modes.${mode}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput label={labels['settings.tax.rate']} inputMode="decimal" required maw={180} {...form.getInputProps('settings.tax.rate')} />
      <Switch label={labels['settings.tax.shipping']} {...form.getInputProps('settings.tax.shipping', { type: 'checkbox' })} />
      <div>
        <Text size="sm" fw={500}>
          {t('tax.classes')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('tax.classesHint')}
        </Text>
      </div>
      {form.values.settings.taxClasses.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a class that is being made has no name yet
        <Group key={at} gap="xs" align="flex-start">
          <TextInput
            label={t('tax.classId')}
            readOnly={known.has(one.id)}
            required
            maxLength={40}
            w={130}
            {...form.getInputProps(`settings.taxClasses.${at}.id`)}
          />
          <TextInput
            label={t('tax.classTitle')}
            required
            maxLength={100}
            style={{ flex: '1 1 9rem' }}
            {...form.getInputProps(`settings.taxClasses.${at}.title`)}
          />
          <TextInput
            label={t('tax.classRate')}
            required
            inputMode="decimal"
            w={90}
            {...form.getInputProps(`settings.taxClasses.${at}.rate`)}
          />
          <ActionIcon
            variant="default"
            size="lg"
            mt={24}
            aria-label={t('tax.removeClass', { title: one.title || one.id })}
            onClick={() => form.removeListItem('settings.taxClasses', at)}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      ))}
      {form.values.settings.taxClasses.length < 20 && (
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          onClick={() => form.insertListItem('settings.taxClasses', { id: '', title: '', rate: '' })}
        >
          {t('tax.addClass')}
        </Button>
      )}
    </Section>
  );
}
