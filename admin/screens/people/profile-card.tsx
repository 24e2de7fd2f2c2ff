import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
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
