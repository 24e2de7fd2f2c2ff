import { Card, Radio, Stack, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { DifferenceAction } from '../../../generated/graphql';
import { Form } from '../../../ui/form';
import { tell } from '../../../ui/tell';
import { useApiForm } from '../../../ui/use-api-form';
import { useIdempotencyKey } from '../idempotency';

const ResolveDifference = graphql(`
  mutation ResolveDifference($shop: ID!, $difference: ID!, $input: DifferenceResolveInput!) {
    differenceResolve(shop: $shop, difference: $difference, input: $input) {
      difference {
        id
        status
        actions
        note
        action
        resolvedAt
        ours {
          amount {
            amount
            currency
          }
          status
        }
        theirs {
          amount {
            amount
            currency
          }
          status
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** What can be done about a difference, and what each does. Accepting and ignoring want a reason: whoever reads the books asks. */
export function Decide({ difference, actions }: { difference: string; actions: readonly DifferenceAction[] }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const keyOf = useIdempotencyKey();
  const api = useApiForm({
    document: ResolveDifference,
    initial: { action: actions[0] ?? ('ACCEPT' as DifferenceAction), note: '' },
    draft: `${difference}.decide`,
    variables: ({ action, note }) => {
      const input = { action, note: note.trim() || null };
      // Asking is done anew each time; a decision once.
      return { shop, difference, input: action === 'ASK_PROVIDER' ? input : { ...input, idempotencyKey: keyOf(input) } };
    },
    payload: (data) => data.differenceResolve,
    onDone: ({ difference: now }, { action }) =>
      tell(now?.status === 'OPEN' ? t('differences.stillOpen') : t(`differences.actions.${action}.done`)),
  });
  const { form } = api;
  return (
    <Card padding="lg">
      <Form api={api} action={t(`differences.actions.${form.values.action}.title`)}>
        <Radio.Group label={t('differences.decide')} {...form.getInputProps('action')}>
          <Stack gap="xs" mt={6}>
            {actions.map((action) => (
              <Radio
                key={action}
                value={action}
                label={t(`differences.actions.${action}.title`)}
                description={t(`differences.actions.${action}.hint`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('differences.note')}
          description={t(form.values.action === 'ASK_PROVIDER' ? 'differences.noteOptional' : 'differences.noteHint')}
          maxLength={1000}
          rows={3}
          required={form.values.action !== 'ASK_PROVIDER'}
          {...form.getInputProps('note')}
        />
      </Form>
    </Card>
  );
}
