import { Alert, Button, Card, Grid, Group, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useMay, useShop } from '../../../app/place';
import { RichText } from '../../../ui/rich-text';
import { AttributesCard } from './attributes-card';
import { EditorFrame } from './documents';
import { MeanwhileAlert } from './meanwhile-alert';
import { OptionsCard } from './options-card';
import { OrganiseCard } from './organise-card';
import { PicturesCard } from './pictures-card';
import classes from './product-form.module.css';
import { SeoCard } from './seo-card';
import type { ProductEditor } from './use-product-editor';
import { VariantsCard } from './variants-card';

interface Props {
  editor: ProductEditor;
  /** Beside the button that saves. */
  aside?: ReactNode;
}

/** All of a product on one page. The button that saves stays in sight. */
export function ProductForm({ editor, aside }: Props) {
  const { t } = useTranslation(['products', 'frame']);
  const { id: shop } = useShop();
  const may = useMay();
  const { now, set, errors, saving, changed } = editor;
  const [{ data }] = useQuery({ query: EditorFrame, variables: { shop, settings: may('read_settings') } });
  const frame = data?.shop;
  const taxClasses = useMemo(() => frame?.settings?.taxClasses ?? [], [frame]);
  const sending = now.pictures.some(({ key }) => key.startsWith('sending '));
  return (
    <form
      noValidate
      // Enter ends a value in many of these fields: a product is saved by its button alone.
      onKeyDown={(event) => event.key === 'Enter' && event.target instanceof HTMLInputElement && event.preventDefault()}
      onSubmit={(event) => {
        event.preventDefault();
        if (!sending) void editor.save();
      }}
    >
      <fieldset className={classes.all} disabled={!may('write_products')}>
        <Stack gap="md">
          {editor.restored && (
            <Alert variant="light" color="blue" p="xs">
              <Group justify="space-between" gap="xs">
                {t('frame:form.restored')}
                <Button size="compact-sm" variant="default" onClick={editor.discard}>
                  {t('frame:form.discard')}
                </Button>
              </Group>
            </Alert>
          )}
          <MeanwhileAlert changes={editor.meanwhile} />
          <Problems editor={editor} />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, md: 8 }}>
              <Stack gap="md">
                <Card>
                  <Stack gap="sm">
                    <TextInput
                      label={t('fields.title')}
                      required
                      value={now.title}
                      error={errors.fields.title}
                      onChange={(event) => set({ title: event.currentTarget.value })}
                    />
                    <RichText
                      label={t('fields.descriptionHtml')}
                      html={now.descriptionHtml}
                      error={errors.fields.descriptionHtml}
                      onChange={(descriptionHtml) => set({ descriptionHtml })}
                    />
                  </Stack>
                </Card>
                <PicturesCard pictures={now.pictures} errors={errors.pictures} onChange={set} />
                <OptionsCard options={now.options} variants={now.variants} error={errors.fields.options} onChange={set} />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 4 }}>
              <OrganiseCard editor={editor} taxClasses={taxClasses} />
            </Grid.Col>
            <Grid.Col span={12}>
              <VariantsCard now={now} errors={errors.variants} onChange={set} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 6 }}>
              <AttributesCard
                definitions={frame?.attributeDefinitions ?? []}
                values={now.attributes}
                errors={errors.attributes}
                onChange={(attributes) => set({ attributes })}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 6 }}>
              <SeoCard now={now} errors={errors.fields} onChange={set} />
            </Grid.Col>
          </Grid>
        </Stack>
        <div className={classes.bar}>
          <Group justify="flex-end" gap="xs">
            {aside}
            {changed && !editor.isNew && (
              <Button variant="default" onClick={editor.discard}>
                {t('editor.discard')}
              </Button>
            )}
            <Button type="submit" loading={saving} disabled={sending || !(changed || editor.isNew)}>
              {sending ? t('pictures.sending') : editor.isNew ? t('editor.create') : t('frame:save')}
            </Button>
          </Group>
        </div>
      </fieldset>
    </form>
  );
}

/** What belongs to no field, and how many variants have a mistake. */
function Problems({ editor: { errors } }: { editor: ProductEditor }) {
  const { t } = useTranslation('products');
  const inVariants = errors.variants.size > 0 ? [t('editor.inVariants', { count: errors.variants.size })] : [];
  const all = [...errors.rest, ...inVariants];
  if (all.length === 0) return null;
  return (
    <Alert color="red" variant="light" role="alert" tabIndex={-1} data-problem>
      {all.join(' ')}
    </Alert>
  );
}
