import { Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAgency, useMay } from '../../../app/place';
import type { PaymentPlatformStatus } from '../../../generated/graphql';
import { LinkButton } from '../../../ui/link';
import { Status, type Tone } from '../../../ui/show';
import { ProviderIcon, slugOf } from '../provider';
import type { Platform } from './documents';

export const PLATFORM_TONES: Readonly<Record<PaymentPlatformStatus, Tone>> = {
  ACTIVE: 'good',
  WEBHOOK_MISSING: 'warning',
  DISABLED: 'neutral',
};

const KINDS = (['LIVE', 'TEST'] as const).flatMap((mode) => (['WECHAT_PAY', 'STRIPE'] as const).map((provider) => ({ provider, mode })));

/** One active platform of a provider in each mode. */
export function Platforms({ platforms }: { platforms: readonly Platform[] }) {
  const { t } = useTranslation('payments');
  const { id: agency } = useAgency();
  const mayWrite = useMay()('write_payments');
  const base = `/a/${agency}/payments`;
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t('platforms.title')}</Title>
        <Text size="sm" c="dimmed">
          {t('platforms.text')}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {KINDS.map(({ provider, mode }) => {
          const all = platforms.filter((one) => one.provider === provider && one.mode === mode);
          const active = all.find(({ status }) => status !== 'DISABLED');
          const shown = active ?? all.at(-1);
          const name = `${t(`platforms.names.${provider}`)} · ${t(`platforms.modes.${mode}`)}`;
          return (
            <Card key={`${provider} ${mode}`} component="section" aria-label={name}>
              <Stack gap="xs" align="flex-start">
                <Group gap="xs">
                  <ProviderIcon provider={provider} />
                  <Text fw={600}>{name}</Text>
                  {shown && <Status tone={PLATFORM_TONES[shown.status]}>{t(`platforms.status.${shown.status}`)}</Status>}
                </Group>
                <Text size="sm" c="dimmed">
                  {shown
                    ? t('platforms.one', { externalId: shown.externalId, commission: shown.commission })
                    : t(`platforms.about.${provider}`)}
                </Text>
                {shown?.status === 'WEBHOOK_MISSING' && <Text size="sm">{t('platforms.meaning.WEBHOOK_MISSING')}</Text>}
                <Group gap="xs">
                  {shown && (
                    <LinkButton size="xs" variant="default" to={`${base}/platforms/${shown.id}`}>
                      {t(mayWrite ? 'accounts.manage' : 'accounts.look')}
                    </LinkButton>
                  )}
                  {mayWrite && !active && (
                    <LinkButton size="xs" to={`${base}/connect/${slugOf(provider)}?mode=${mode}`}>
                      {t('accounts.connect')}
                    </LinkButton>
                  )}
                </Group>
              </Stack>
            </Card>
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}
