import { Anchor, PasswordInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useSession } from '../../app/session';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { Link } from '../../ui/link';
import { useApiForm } from '../../ui/use-api-form';
import { Already } from './already';
import { Entrance } from './entrance';

const SignUpDocument = graphql(`
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) {
      viewer {
        id
      }
      agency {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export default function SignUp() {
  const { t } = useTranslation('people');
  const { changed } = useSession();
  const [, navigate] = useLocation();
  const api = useApiForm({
    document: SignUpDocument,
    initial: { agencyName: '', name: '', email: '', password: '' },
    variables: (input) => ({ input }),
    payload: (data) => data.signUp,
    onDone: ({ agency }) => {
      changed();
      navigate(agency ? `/a/${agency.id}/shops` : '/', { replace: true });
    },
  });
  const { form } = api;
  return (
    <Entrance
      title={t('signUp.title')}
      text={t('signUp.text')}
      footer={
        <>
          {t('signUp.known')}{' '}
          <Anchor component={Link} to="/sign-in">
            {t('signIn.action')}
          </Anchor>
        </>
      }
    >
      <Already />
      <Form api={api} action={t('signUp.action')} fullWidth>
        <TextInput
          label={t('agencyName')}
          description={t('agencyNameHint')}
          autoComplete="organization"
          required
          {...form.getInputProps('agencyName')}
        />
        <TextInput label={t('name')} autoComplete="name" required {...form.getInputProps('name')} />
        <TextInput label={t('email')} type="email" autoComplete="username" required {...form.getInputProps('email')} />
        <PasswordInput
          label={t('password')}
          description={t('passwordHint')}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
      </Form>
    </Entrance>
  );
}
