import { Card, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAgency, useMay } from '../../app/place';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Page } from '../../ui/page';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';

const UpdateAgency = graphql(`
  mutation UpdateAgency($agency: ID!, $input: AgencyUpdateInput!) {
    agencyUpdate(agency: $agency, input: $input) {
      agency {
        id
        name
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export default function AgencySettings() {
  const { t } = useTranslation(['console', 'frame']);
  const { id: agency, name } = useAgency();
  const may = useMay();
  const api = useApiForm({
    document: UpdateAgency,
    initial: { name },
    variables: (input) => ({ agency, input }),
    payload: (data) => data.agencyUpdate,
    onDone: () => tell(t('settings.saved')),
  });
  const mayChange = may('write_settings');
  const field = (
    <TextInput
      label={t('settings.name')}
      description={t('settings.nameHint')}
      required
      maxLength={100}
      autoComplete="organization"
      disabled={!mayChange}
      {...api.form.getInputProps('name')}
    />
  );
  return (
    <Page title={t('settings.title')}>
      <Card>
        {mayChange ? (
          <Form api={api} action={t('frame:save')}>
            {field}
          </Form>
        ) : (
          field
        )}
      </Card>
    </Page>
  );
}
