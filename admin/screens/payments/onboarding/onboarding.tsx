import { Alert, Card, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../../app/missing';
import { useMay, useShop } from '../../../app/place';
import { EmptyState } from '../../../ui/empty-state';
import { Failed } from '../../../ui/failed';
import { Page } from '../../../ui/page';
import { PageSkeleton } from '../../../ui/page-skeleton';
import { Status } from '../../../ui/show';
import { tell } from '../../../ui/tell';
import { providerOf } from '../provider';
import { ApplicationForm } from './application-form';
import { ShopOnboardings } from './documents';
import { Following } from './following';
import { ONBOARDING_TONES } from './states';
import { StripeForm } from './stripe-form';

/** A provider's answer is asked for by the workers; the page looks this often whether it is there. */
const LOOK_MS = 15_000;

/** A shop on its way to being paid below its agency's platform: begun here, followed here. */
export default function OnboardingScreen() {
  const { t } = useTranslation('payments');
  const { id: shop, currency } = useShop();
  const mayWrite = useMay()('write_payments');
  const { provider: slug = '' } = useParams<{ provider: string }>();
  const provider = providerOf(slug);
  const [{ data, error }, execute] = useQuery({ query: ShopOnboardings, variables: { shop } });
  const onboarding = data?.shop?.paymentOnboardings.find((one) => one.provider === provider && one.status !== 'CANCELLED');
  const last = data?.shop?.paymentOnboardings.find((one) => one.provider === provider);
  const isUnderWay = onboarding !== undefined && onboarding.status !== 'ACTIVE';
  const look = useInterval(() => execute({ requestPolicy: 'network-only' }), LOOK_MS);
  useEffect(() => {
    if (isUnderWay) look.start();
    return look.stop;
  }, [isUnderWay, look.start, look.stop]);
  if (provider !== 'STRIPE' && provider !== 'WECHAT_PAY') return <Missing />;
  if (!data?.shop) return error ? <Failed error={error} /> : <PageSkeleton />;
  const name = t(`providers.${provider}`);
  const canBegin = data.shop.onboardingProviders.includes(provider);
  return (
    <Page
      title={t('onboarding.title', { provider: name })}
      back={{ to: `/s/${shop}/payments`, label: t('title') }}
      badges={onboarding && <Status tone={ONBOARDING_TONES[onboarding.status]}>{t(`onboarding.status.${onboarding.status}`)}</Status>}
    >
      {onboarding ? (
        <Following onboarding={onboarding} reload={() => execute({ requestPolicy: 'network-only' })} />
      ) : !mayWrite ? (
        <EmptyState title={t('onboarding.none')}>{t('onboarding.noneText')}</EmptyState>
      ) : !canBegin ? (
        <EmptyState title={t('onboarding.noPlatform', { provider: name })}>
          {t(provider === 'WECHAT_PAY' && currency !== 'CNY' ? 'onboarding.wantsCny' : 'onboarding.noPlatformText', { provider: name })}
        </EmptyState>
      ) : (
        <Stack>
          {last && (
            <Alert variant="light" color="gray">
              {t('onboarding.lastCancelled')}
            </Alert>
          )}
          <Text size="sm">{t(`onboarding.about.${provider}`)}</Text>
          <Card padding="lg">
            {provider === 'STRIPE' ? (
              <StripeForm />
            ) : (
              <ApplicationForm
                onStarted={() => {
                  tell(t('application.handedIn'));
                  scrollTo({ top: 0 });
                }}
              />
            )}
          </Card>
        </Stack>
      )}
    </Page>
  );
}
