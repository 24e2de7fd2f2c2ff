import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Account } from './account-document';
import { EmailCard } from './email-card';
import { PasswordCard } from './password-card';
import { ProfileCard } from './profile-card';
import { SessionsCard } from './sessions-card';
import { TwoFactorCard } from './two-factor-card';

export const preload = (client: Client) => client.query(Account, {}).toPromise();

/** What belongs to a person himself, wherever he works. */
export default function AccountScreen() {
  const { t } = useTranslation('people');
  const [{ data, error }, reload] = useQuery({ query: Account });
  const account = data?.viewer;
  if (!account) return error ? <Failed error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} /> : <PageSkeleton />;
  return (
    <Page title={t('account.title')}>
      <Stack>
        <ProfileCard account={account} />
        <EmailCard account={account} />
        <PasswordCard email={account.email ?? ''} />
        <TwoFactorCard account={account} />
        <SessionsCard account={account} />
      </Stack>
    </Page>
  );
}
