import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../../app/place';
import type { PaymentProvider } from '../../../generated/graphql';
import { LinkButton } from '../../../ui/link';
import { Status } from '../../../ui/show';
import { ONBOARDING_TONES } from '../onboarding/states';
import { ACCOUNT_TONES, PROVIDERS, ProviderIcon, slugOf } from '../provider';
import type { OverviewShop } from './documents';

/** Each provider: the account that the shop has there, what its state means, and what can be done next. */
export function Accounts({ shop }: { shop: OverviewShop }) {
  const { t } = useTranslation('payments');
  const { mode } = useShop();
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t('accounts.title')}</Title>
        <Text size="sm" c="dimmed">
          {t(mode === 'TEST' ? 'accounts.testText' : 'accounts.text')}
        </Text>
      </div>
      {PROVIDERS.map((provider) => (
        <Provider key={provider} provider={provider} shop={shop} />
      ))}
    </Stack>
  );
}

function Provider({ provider, shop }: { provider: PaymentProvider; shop: OverviewShop }) {
  const { t } = useTranslation('payments');
  const mayWrite = useMay()('write_payments');
  const base = `/s/${shop.id}/payments`;
  const accounts = shop.paymentAccounts.filter((one) => one.provider === provider);
  const active = accounts.find(({ status }) => status !== 'DISABLED');
  const disabled = accounts.filter(({ status }) => status === 'DISABLED').at(-1);
  const onboarding = shop.paymentOnboardings.find((one) => one.provider === provider && one.status !== 'CANCELLED');
  const account = active ?? disabled;
  const canConnect = mayWrite && (!active || (active.byDefault && provider !== 'MANUAL')) && !isBelow(onboarding, active);
  const canBeTakenOn = mayWrite && !onboarding && shop.onboardingProviders.includes(provider) && (!active || active.byDefault);
  return (
    <Card component="section" aria-label={t(`providers.${provider}`)}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm" wrap="nowrap" flex="1 1 16rem" align="flex-start">
          <ProviderIcon provider={provider} />
          <Stack gap={4}>
            <Group gap="xs">
              <Text fw={600}>{t(`providers.${provider}`)}</Text>
              {account ? (
                <Status tone={ACCOUNT_TONES[account.status]}>{t(`account.status.${account.status}`)}</Status>
              ) : (
                <Status tone="neutral">{t('accounts.none')}</Status>
              )}
              {active?.byDefault && provider !== 'MANUAL' && <Status tone="busy">{t('accounts.sandbox')}</Status>}
              {onboarding && onboarding.status !== 'ACTIVE' && (
                <Status tone={ONBOARDING_TONES[onboarding.status]}>{t(`onboarding.status.${onboarding.status}`)}</Status>
              )}
            </Group>
            <Text size="sm" c="dimmed">
              {account ? t(`account.meaning.${account.status}`) : t(`accounts.about.${provider}`)}
            </Text>
            {account?.externalId && !account.byDefault && (
              <Text size="xs" c="dimmed">
                {t(`account.externalId.${provider}`)}: {account.externalId}
              </Text>
            )}
          </Stack>
        </Group>
        <Group gap="xs">
          {account && (
            <LinkButton variant="default" size="xs" to={`${base}/accounts/${account.id}`}>
              {t(mayWrite ? 'accounts.manage' : 'accounts.look')}
            </LinkButton>
          )}
          {(onboarding || canBeTakenOn) && (
            <LinkButton variant="default" size="xs" to={`${base}/onboarding/${slugOf(provider)}`}>
              {t(onboarding ? 'accounts.onboarding' : 'accounts.takeOn')}
            </LinkButton>
          )}
          {canConnect && (
            <LinkButton size="xs" to={`${base}/connect/${slugOf(provider)}`}>
              {t(active || disabled ? 'accounts.connectOwn' : 'accounts.connect')}
            </LinkButton>
          )}
        </Group>
      </Group>
    </Card>
  );
}

/** The account that takes payments is the one below the agency's platform. */
const isBelow = (
  onboarding: OverviewShop['paymentOnboardings'][number] | undefined,
  active: OverviewShop['paymentAccounts'][number] | undefined,
): boolean => active !== undefined && onboarding?.paymentAccount?.id === active.id;
