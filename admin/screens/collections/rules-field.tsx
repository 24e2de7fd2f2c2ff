import { Button, Card, CloseButton, Group, Select, Stack, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import type { RuleConditionInput } from '../../generated/graphql';
import { CategorySelect } from './category-select';
import { aboutField, type CollectionDraft, FIELDS, MOST_CONDITIONS, relationsOf } from './collection-draft';
import { RulesTriedOut } from './rules-tried-out';

/** Which products belong to it, a line for each condition, and what would be in it now. */
export function RulesField({ form }: { form: UseFormReturnType<CollectionDraft> }) {
  const { t } = useTranslation('collections');
  const { conditions, match } = form.values;
  const set = (at: number, next: RuleConditionInput) => {
    form.setFieldValue(`conditions.${at}`, next);
    form.clearFieldError(`conditions.${at}.value`);
  };
  return (
    <Card>
      <Stack gap="sm">
        <Title order={2}>{t('rules.heading')}</Title>
        <Select
          label={t('rules.match')}
          data={[
            { value: 'ALL', label: t('rules.ALL') },
            { value: 'ANY', label: t('rules.ANY') },
          ]}
          {...form.getInputProps('match')}
        />
        {conditions.map((condition, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place
          <Group key={at} gap="xs" align="flex-start" role="group" aria-label={t('rules.condition', { number: at + 1 })}>
            <Select
              flex="1 1 7rem"
              label={t('rules.field')}
              value={condition.field}
              data={FIELDS.map((field) => ({ value: field, label: t(`rules.fields.${field}`) }))}
              onChange={(field) => set(at, aboutField(condition, FIELDS.find((one) => one === field) ?? condition.field))}
            />
            <Select
              flex="1 1 7rem"
              label={t('rules.relation')}
              value={condition.relation}
              data={relationsOf(condition.field).map((relation) => ({ value: relation, label: t(`rules.relations.${relation}`) }))}
              onChange={(relation) =>
                set(at, { ...condition, relation: relationsOf(condition.field).find((one) => one === relation) ?? condition.relation })
              }
            />
            <Value
              condition={condition}
              error={form.errors[`conditions.${at}.value`] as string | undefined}
              onChange={(value) => set(at, { ...condition, value })}
            />
            <CloseButton
              mt={26}
              disabled={conditions.length === 1}
              aria-label={t('rules.remove', { number: at + 1 })}
              onClick={() => form.removeListItem('conditions', at)}
            />
          </Group>
        ))}
        {conditions.length < MOST_CONDITIONS && (
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden="true" />}
              onClick={() =>
                form.insertListItem('conditions', { field: 'TAG', relation: 'EQUALS', value: '' } satisfies RuleConditionInput)
              }
            >
              {t('rules.add')}
            </Button>
          </Group>
        )}
        <RulesTriedOut match={match} conditions={conditions} />
      </Stack>
    </Card>
  );
}

interface ValueProps {
  condition: RuleConditionInput;
  error: string | undefined;
  onChange: (value: string) => void;
}

function Value({ condition: { field, value }, error, onChange }: ValueProps) {
  const { t } = useTranslation('collections');
  const { currency } = useShop();
  const label = field === 'PRICE' ? t('rules.amount', { currency }) : t('rules.value');
  if (field === 'STOCK')
    return (
      <Select
        flex="2 1 10rem"
        label={label}
        value={value.toLowerCase() === 'out' ? 'out' : 'in'}
        data={[
          { value: 'in', label: t('rules.in') },
          { value: 'out', label: t('rules.out') },
        ]}
        onChange={(chosen) => onChange(chosen ?? 'in')}
      />
    );
  if (field === 'CATEGORY')
    return (
      <CategorySelect
        flex="2 1 10rem"
        label={label}
        nothingFound={t('categories.noneFound')}
        value={value}
        error={error}
        onChange={onChange}
      />
    );
  return (
    <TextInput
      flex="2 1 10rem"
      label={label}
      value={value}
      error={error}
      inputMode={field === 'PRICE' ? 'decimal' : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
