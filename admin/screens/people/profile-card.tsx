import { Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Status } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { speak } from '../../words';
import type { AccountOfViewer } from './account-document';
import { Section } from './section';

const ViewerUpdate = graphql(`
  mutation ViewerUpdate($input: ViewerUpdateInput!) {
    viewerUpdate(input: $input) {
      viewer {
        id
        name
        locale
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export function ProfileCard({ account }: { account: AccountOfViewer }) {
  const { t } = useTranslation(['people', 'frame']);
  const api = useApiForm({
    document: ViewerUpdate,
    initial: { name: account.name, locale: account.locale ?? 'en' },
    variables: (input) => ({ input }),
    payload: (data) => data.viewerUpdate,
    onDone: async (_payload, { locale }) => {
      await speak(locale === 'zh-CN' ? 'zh' : 'en');
      tell(t('account.saved'));
    },
  });
  return (
    <Section title={t('account.profile')}>
      <Form api={api} action={t('frame:save')}>
        <TextInput label={t('name')} autoComplete="name" required {...api.form.getInputProps('name')} />
        <TextInput
          label={
            <Group component="span" display="inline-flex" gap="xs">
              {t('email')}
              <Status tone={account.emailConfirmed ? 'good' : 'warning'}>
                {t(account.emailConfirmed ? 'account.confirmed' : 'account.unconfirmed')}
              </Status>
            </Group>
          }
          description={t('account.emailHint')}
          value={account.email ?? ''}
          readOnly
        />
        <Select
          label={t('account.language')}
          description={t('account.languageHint')}
          data={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          {...api.form.getInputProps('locale')}
        />
      </Form>
    </Section>
  );
}
