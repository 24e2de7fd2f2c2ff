import { Text, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProductDraft } from './model';
import { Part } from './part';

interface Props {
  now: ProductDraft;
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<ProductDraft>) => void;
}

/** What search engines show, and the product's own part of its address. */
export function SeoCard({ now, errors, onChange }: Props) {
  const { t } = useTranslation('products');
  return (
    <Part title={t('seo.heading')}>
      <Text size="sm" c="dimmed">
        {t('seo.text')}
      </Text>
      <TextInput
        label={t('fields.seoTitle')}
        placeholder={now.title}
        value={now.seoTitle}
        error={errors.seo}
        onChange={(event) => onChange({ seoTitle: event.currentTarget.value })}
      />
      <Textarea
        label={t('fields.seoDescription')}
        autosize
        minRows={2}
        value={now.seoDescription}
        onChange={(event) => onChange({ seoDescription: event.currentTarget.value })}
      />
      <TextInput
        label={t('fields.handle')}
        description={t('seo.handleHint')}
        value={now.handle}
        error={errors.handle}
        onChange={(event) => onChange({ handle: event.currentTarget.value })}
      />
    </Part>
  );
}
