import { Alert, Card, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useLocation, useParams } from 'wouter';
import { Missing } from '../../../app/missing';
import { useShop } from '../../../app/place';
import { Failed } from '../../../ui/failed';
import { LinkButton } from '../../../ui/link';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { tell } from '../../../ui/tell';
import { providerOf } from '../provider';
import { ConnectAlipay } from './connect-alipay';
import { ConnectManual } from './connect-manual';
import { ConnectStripe } from './connect-stripe';
import { ConnectWechatPay } from './connect-wechat-pay';
import { PaymentAccounts } from './documents';

const FORMS = { WECHAT_PAY: ConnectWechatPay, ALIPAY: ConnectAlipay, STRIPE: ConnectStripe, MANUAL: ConnectManual };

/** A shop's own account with a provider, step by step. */
export default function Connect() {
  const { t } = useTranslation('payments');
  const { id: shop, mode, currency } = useShop();
  const { provider: slug = '' } = useParams<{ provider: string }>();
  const [, navigate] = useLocation();
  const [{ data, error }] = useQuery({ query: PaymentAccounts, variables: { shop } });
  const provider = providerOf(slug);
  if (!provider) return <Missing />;
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  const Fields = FORMS[provider];
  const active = data.shop?.paymentAccounts.find((one) => one.provider === provider && one.status !== 'DISABLED');
  const name = t(`providers.${provider}`);
  const onConnected = (account: string) => {
    tell(t('connect.done', { provider: name }));
    navigate(`/s/${shop}/payments/accounts/${account}`);
  };
  const isTaken = active && (provider === 'MANUAL' || !active.byDefault);
  const wantsCny = (provider === 'WECHAT_PAY' || provider === 'ALIPAY') && currency !== 'CNY';
  return (
    <Page title={t('connect.title', { provider: name })} back={{ to: `/s/${shop}/payments`, label: t('title') }}>
      <Stack>
        {wantsCny && (
          <Alert color="yellow" variant="light">
            {t('connect.wantsCny', { provider: name, currency })}
          </Alert>
        )}
        {mode === 'TEST' && provider !== 'MANUAL' && (
          <Alert variant="light" color="blue" title={t('connect.test.title')}>
            {t(active?.byDefault ? 'connect.test.sandbox' : 'connect.test.text', { provider: name })}
          </Alert>
        )}
        <Card padding="lg">
          {isTaken ? (
            <Stack align="flex-start">
              <Text>{t('connect.taken', { provider: name })}</Text>
              <LinkButton to={`/s/${shop}/payments/accounts/${active.id}`}>{t('account.open')}</LinkButton>
            </Stack>
          ) : (
            <Fields onConnected={onConnected} />
          )}
        </Card>
        {provider !== 'MANUAL' && (
          <Text size="sm" c="dimmed">
            {t('connect.secrets')}
          </Text>
        )}
      </Stack>
    </Page>
  );
}
