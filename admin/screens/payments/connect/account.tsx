import { Alert, Button, Card, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../../app/missing';
import { useMay, useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { PaymentAccountsQuery } from '../../../generated/graphql';
import { Failed } from '../../../ui/failed';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { Moment, Status } from '../../../ui/show';
import { tell } from '../../../ui/tell';
import { useAction } from '../../../ui/use-action';
import { CopyField } from '../copy-field';
import classes from '../payments.module.css';
import { ACCOUNT_TONES } from '../provider';
import { ChangeAccount } from './change';
import { type Account, PaymentAccounts } from './documents';

type Shop = NonNullable<PaymentAccountsQuery['shop']>;

const Disable = graphql(`
  mutation DisablePaymentAccount($shop: ID!, $account: ID!) {
    paymentAccountDisable(shop: $shop, paymentAccount: $account) {
      paymentAccount {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const Enable = graphql(`
  mutation EnablePaymentAccount($shop: ID!, $account: ID!) {
    paymentAccountEnable(shop: $shop, paymentAccount: $account) {
      paymentAccount {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const Resume = graphql(`
  mutation ResumePaymentOnboarding($shop: ID!, $onboarding: ID!) {
    paymentOnboardingResume(shop: $shop, paymentOnboarding: $onboarding) {
      paymentOnboarding {
        id
        status
        paymentAccount {
          id
          status
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** One account: its state and what to do about it, its callback address, its keys. */
export default function AccountScreen() {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const may = useMay();
  const { account: id = '' } = useParams<{ account: string }>();
  const [{ data, error }] = useQuery({ query: PaymentAccounts, variables: { shop } });
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const account = data.shop?.paymentAccounts.find((one) => one.id === id);
  if (!account) return <Missing />;
  const onboarding = data.shop?.paymentOnboardings.find(({ paymentAccount }) => paymentAccount?.id === id) ?? null;
  const { provider, status } = account;
  // A sandbox, and an account below a platform, have no keys of their own; how Stripe takes the money is chosen there too.
  const isServed = (account.byDefault && provider !== 'MANUAL') || onboarding !== null;
  const mayChange = may('write_payments') && status !== 'DISABLED' && (!isServed || provider === 'STRIPE');
  return (
    <Page
      title={t(`providers.${provider}`)}
      back={{ to: `/s/${shop}/payments`, label: t('title') }}
      badges={<Status tone={ACCOUNT_TONES[status]}>{t(`account.status.${status}`)}</Status>}
      actions={may('write_payments') && <OnOff account={account} onboarding={onboarding} />}
    >
      <Stack>
        <About account={account} isBelow={onboarding !== null} />
        {mayChange && (
          <Card padding="lg">
            <ChangeAccount key={account.id} account={account} isServed={isServed} />
          </Card>
        )}
      </Stack>
    </Page>
  );
}

function About({ account, isBelow }: { account: Account; isBelow: boolean }) {
  const { t } = useTranslation('payments');
  const { provider, status, externalId, callbackUrl, byDefault, createdAt, updatedAt } = account;
  return (
    <Card padding="lg">
      <Stack>
        <Alert color={status === 'WEBHOOK_MISSING' ? 'yellow' : 'gray'} variant="light">
          {t(`account.meaning.${status}`)}
          {byDefault && ` ${t(provider === 'MANUAL' ? 'account.byDefaultCash' : 'account.sandbox')}`}
          {isBelow && ` ${t('account.below')}`}
        </Alert>
        <dl className={classes.pairs}>
          {externalId && (
            <>
              <dt>{t(`account.externalId.${provider}`)}</dt>
              <dd>{externalId}</dd>
            </>
          )}
          <dt>{t('account.connected')}</dt>
          <dd>
            <Moment at={createdAt} />
          </dd>
          <dt>{t('account.changed')}</dt>
          <dd>
            <Moment at={updatedAt} />
          </dd>
        </dl>
        {callbackUrl && (
          <CopyField label={t('account.callbackUrl')} description={t(`account.callbackHint.${provider}`)} value={callbackUrl} />
        )}
        {callbackUrl && status === 'WEBHOOK_MISSING' && (
          <Text size="sm" c="dimmed">
            {t('account.events')}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

/** Disabled at once, and back again with Undo. */
function OnOff({ account, onboarding }: { account: Account; onboarding: Shop['paymentOnboardings'][number] | null }) {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const [disable, disabling] = useAction(Disable, (data) => data.paymentAccountDisable);
  const [enable, enabling] = useAction(Enable, (data) => data.paymentAccountEnable);
  const [resume, resuming] = useAction(Resume, (data) => data.paymentOnboardingResume);
  const provider = t(`providers.${account.provider}`);
  const on = async () => {
    const done = onboarding ? await resume({ shop, onboarding: onboarding.id }) : await enable({ shop, account: account.id });
    if (done) tell(t('account.enabled', { provider }));
  };
  const off = async () => {
    if (await disable({ shop, account: account.id })) tell(t('account.disabled', { provider }), () => void on());
  };
  if (account.status === 'DISABLED') {
    if (onboarding && onboarding.status === 'CANCELLED') return null;
    return (
      <Button loading={enabling || resuming} onClick={on}>
        {t('account.enable')}
      </Button>
    );
  }
  return (
    <Button variant="default" loading={disabling} onClick={off}>
      {t('account.disable')}
    </Button>
  );
}
