import { Button, Checkbox, Group, Radio, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type ApplicationValues, HOLDERS, newOwner, type Part, SCENES, SUBJECT_TYPES } from './application';

interface Props {
  part: Part;
  form: UseFormReturnType<ApplicationValues>;
  scenesError: string | null;
}

const MOST_OWNERS = 4;

/** What decides which fields a part has. */
export function PartChoices({ part, form, scenesError }: Props) {
  const { t } = useTranslation('payments');
  const { subject } = form.values.wechatPay;
  switch (part) {
    case 'subject':
      return (
        <Stack gap="sm">
          <Radio.Group label={t('application.subjectType')} {...form.getInputProps('wechatPay.subject.type')}>
            <Group gap="md" mt={6}>
              {SUBJECT_TYPES.map((type) => (
                <Radio key={type} value={type} label={t(`application.subjects.${type}`)} />
              ))}
            </Group>
          </Radio.Group>
          {subject.type !== 'INDIVIDUAL' && (
            <Radio.Group label={t('application.holder')} {...form.getInputProps('wechatPay.subject.identity.holder')}>
              <Group gap="md" mt={6}>
                {HOLDERS.map((holder) => (
                  <Radio key={holder} value={holder} label={t(`application.holders.${holder}`)} />
                ))}
              </Group>
            </Radio.Group>
          )}
          {subject.type === 'ENTERPRISE' && <Owners form={form} />}
          {subject.type !== 'INDIVIDUAL' && (
            <Checkbox
              label={t('application.financeInstitution')}
              {...form.getInputProps('wechatPay.subject.financeInstitution', { type: 'checkbox' })}
            />
          )}
        </Stack>
      );
    case 'contact':
      return (
        <Radio.Group label={t('application.contactType')} {...form.getInputProps('wechatPay.contact.type')}>
          <Stack gap={6} mt={6}>
            {HOLDERS.map((holder) => (
              <Radio
                key={holder}
                value={holder}
                label={t(`application.contacts.${holder}`)}
                description={t(`application.contactHints.${holder}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      );
    case 'business':
      return (
        <Checkbox.Group label={t('application.scenes')} withAsterisk {...form.getInputProps('scenes')} error={scenesError}>
          <Group gap="md" mt={6}>
            {SCENES.map((scene) => (
              <Checkbox key={scene} value={scene} label={t(`application.groups.${scene}`)} />
            ))}
          </Group>
        </Checkbox.Group>
      );
    case 'bankAccount':
      return (
        <Radio.Group label={t('application.bankType')} {...form.getInputProps('wechatPay.bankAccount.type')}>
          <Group gap="md" mt={6}>
            <Radio value="CORPORATE" label={t('application.banks.CORPORATE')} />
            <Radio value="PERSONAL" label={t('application.banks.PERSONAL')} disabled={subject.type !== 'INDIVIDUAL'} />
          </Group>
        </Radio.Group>
      );
    default:
      return null;
  }
}

/** Who owns an enterprise in the end: its legal representative, or others whom the application names. */
function Owners({ form }: { form: UseFormReturnType<ApplicationValues> }) {
  const { t } = useTranslation('payments');
  const { owner } = form.values.wechatPay.subject.identity;
  const { beneficialOwners } = form.values.wechatPay.subject;
  const path = 'wechatPay.subject.beneficialOwners';
  return (
    <Stack gap="xs">
      <Checkbox
        label={t('application.isOwner')}
        checked={owner}
        onChange={({ currentTarget: { checked } }) => {
          form.setFieldValue('wechatPay.subject.identity.owner', checked);
          if (!checked && beneficialOwners.length === 0) form.insertListItem(path, newOwner());
        }}
      />
      {!owner && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={beneficialOwners.length >= MOST_OWNERS}
            onClick={() => form.insertListItem(path, newOwner())}
          >
            {t('application.addOwner')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={beneficialOwners.length < 2}
            onClick={() => form.removeListItem(path, beneficialOwners.length - 1)}
          >
            {t('application.removeOwner')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
